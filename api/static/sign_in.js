// Asks for the second factor without leaving the page, so that the password stays where it was typed.
// Without this script the same form works in two posts, and the password is typed again.

const form = document.getElementById("sign-in");
const alert = document.querySelector("[role=alert]");
const second = form.querySelector(".code");
const code = form.elements.namedItem("code");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await enter();
  } catch {
    form.submit(); // no answer we understand: let the browser do it, and show what comes
  } finally {
    button.disabled = false;
  }
});

async function enter() {
  const given = new FormData(form);
  const asked = { name: given.get("name"), password: given.get("password"), totp: given.get("code") || null };
  const answer = await fetch(`/api/session?lang=${document.documentElement.lang}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asked),
  });
  const said = await answer.json();
  if (answer.ok) {
    location.assign(given.get("next"));
    return;
  }
  show(said.detail, said.error === "TotpNeeded");
  if (said.error.startsWith("Totp")) askCode();
}

function show(words, isQuestion) {
  alert.textContent = words;
  alert.classList.toggle("ask", isQuestion);
  alert.hidden = false;
}

function askCode() {
  second.hidden = false;
  code.required = true;
  code.value = "";
  code.focus();
}
