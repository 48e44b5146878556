// The operator's keys, and a page that keeps up with the room unless somebody is writing in it.
import { follow, refresh } from "./plenary_live.js";

const live = document.getElementById("live");

function writing() {
  const fields = live.querySelectorAll("input:not([type=hidden]), textarea, select");
  return [...fields].some((field) => field.matches(":focus") || changed(field));
}
function changed(field) {
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected && option.value);
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

follow(live.dataset.bell, async () => {
  if (writing()) document.getElementById("changed").hidden = false;
  else await refresh().catch(() => {});
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const wanted = live.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted || wanted.disabled) return;
  event.preventDefault();
  wanted.click();
  wanted.closest("details")?.querySelector("input:not([type=hidden])")?.focus();
});
