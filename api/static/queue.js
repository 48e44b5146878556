// Helps a settling officer: a reason brings the reading it stands for into the empty field, and keys spare the mouse.
const READING = { misread: "kpps", miskeyed: "machine" };

const answer = document.querySelector(".answer");
if (answer) {
  answer.addEventListener("change", (event) => {
    if (event.target.name !== "reason") return;
    const keeps = "keeps" in event.target.dataset;
    for (const field of answer.querySelectorAll("[data-machine]")) {
      const reading = field.dataset[READING[event.target.value]];
      if (keeps) field.value = "";
      else if (!field.value && reading && field.dataset.machine !== field.dataset.kpps) field.value = reading;
      field.readOnly = keeps;
    }
    const page = answer.querySelector(".page-keys");
    if (page) page.open = event.target.value === "keyed_from_paper";
  });
}

const lines = [...document.querySelectorAll(".lines a")];
const here = lines.findIndex((line) => line.getAttribute("aria-current"));
if (here > 0 && matchMedia("(min-width: 60rem)").matches) lines[here].scrollIntoView({ block: "nearest" });

function typing(target) {
  return target.matches("textarea, select, input:not([type=radio])");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    const button = form && form.querySelector("button[name=do]");
    if (button) { event.preventDefault(); form.requestSubmit(button); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (step) {
    const next = lines[here + step];
    if (next) next.click();
    return;
  }
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
  if (wanted.type === "radio") answer.querySelector("textarea").focus();
});
