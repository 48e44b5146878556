// Says while a person types which sums do not hold. It never blocks: paper that does not add up is sent as it is.
const form = document.getElementById("sheet");
const panel = document.getElementById("hints");
const { rules, known } = JSON.parse(document.getElementById("rules").textContent);

function number(code) {
  const field = form.elements.namedItem(code);
  if (!field) return known[code];
  return /^\d+$/.test(field.value.trim()) ? Number(field.value) : undefined;
}
function sum(codes) {
  const parts = codes.map(number);
  return parts.includes(undefined) ? undefined : parts.reduce((a, b) => a + b, 0);
}
function broken(rule) {
  const left = sum(rule.left);
  const right = rule.right.length ? sum(rule.right) : rule.due;
  if (left === undefined || right === undefined) return null;
  const holds = rule.relation === "=" ? left === right : left <= right;
  if (holds) return null;
  const parts = rule.right.map(number);
  const shown = parts.length > 1 ? `${parts.join(" + ")} = ${right}` : `${right}`;
  return `${left} ${rule.relation === "=" ? "≠" : ">"} ${shown}`;
}
function check() {
  const list = panel.querySelector("ul");
  list.replaceChildren();
  for (const cell of form.querySelectorAll(".cell.doubt")) cell.classList.remove("doubt");
  for (const rule of rules) {
    const sums = broken(rule);
    if (!sums) continue;
    const item = document.createElement("li");
    const numbers = document.createElement("b");
    numbers.textContent = sums;
    item.append(`${rule.at}: ${rule.words} `, numbers);
    list.append(item);
    for (const code of [...rule.left, ...rule.right]) {
      const field = form.elements.namedItem(code);
      if (field) field.closest(".cell").classList.add("doubt");
    }
  }
  panel.hidden = !list.children.length;
}
form.addEventListener("input", check);
form.addEventListener("change", (event) => {
  if (event.target.name !== "unreadable" || !event.target.checked) return;
  form.elements.namedItem(event.target.value).value = "";
  check();
});
check();
