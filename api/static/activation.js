// Says how strong a password is while it is typed, and stops a repeat that differs. The server judges by itself.

const form = document.getElementById("activation");
const [first, again] = ["password", "again"].map((name) => form.elements.namedItem(name));
const strength = document.getElementById("strength");
const words = strength.dataset.words.split("|");
const SHORTEST = 8;
const VARIED = 5;
const LONG = 14;

function score(password) {
  const plain = password.toLowerCase();
  const named = plain.includes(form.elements.namedItem("username").value.toLowerCase());
  if (password.length < SHORTEST) return 0;
  if (named || new Set(plain).size < VARIED || /^(.)\1+$|^\d+$/.test(plain)) return 1;
  return password.length < LONG ? 2 : 3;
}

function say() {
  const found = score(first.value);
  strength.hidden = first.value === "";
  strength.querySelector("meter").value = found;
  strength.querySelector("span").textContent = words[found];
  again.setCustomValidity(again.value && again.value !== first.value ? again.dataset.differs : "");
}

for (const field of [first, again]) field.addEventListener("input", say);
say();
