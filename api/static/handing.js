// Watches the receipts come in while the QR is on the screen, and goes on to the next recipient by itself.
const LOOK_EVERY_MS = 3000;
const SHOW_RECEIPT_MS = 2500;
let going = 0;

async function look() {
  const now = document.getElementById("handing");
  try {
    const answer = await fetch(now.dataset.api);
    if (!answer.ok) return;
    const copy = await answer.json();
    if (`${copy.count}.${copy.revision}.${copy.delivered}` !== now.dataset.have) await refresh();
  } catch {
    // No connection: the next look will tell.
  }
}

async function refresh() {
  const shown = document.getElementById("chosen-card");
  const address = shown ? `?to=${shown.dataset.number}` : "";
  const answer = await fetch(location.pathname + address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("handing").replaceWith(page.getElementById("handing"));
  wire();
  const fresh = document.getElementById("chosen-card");
  if (shown?.dataset.waiting === "1" && fresh?.dataset.waiting === "0") {
    clearTimeout(going);
    going = setTimeout(() => { if (document.querySelector(".recipients li:not(.have)")) location.search = ""; }, SHOW_RECEIPT_MS);
  }
}

// The message leaves from the officer's own phone; what is kept here is that it did.
async function note() {
  const form = document.getElementById("reminded");
  if (!form) return;
  const recipient = Number(new FormData(form).get("recipient"));
  const { api } = document.getElementById("handing").dataset;
  await fetch(`${api}/reminders`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ recipient }),
  });
  await refresh();
}

function wire() {
  const text = document.getElementById("share-text");
  if (!text) return;
  const share = document.getElementById("share");
  share.hidden = !navigator.share;
  share.addEventListener("click", () => navigator.share({ text: text.value }).then(note, () => {}));
  document.getElementById("whatsapp").addEventListener("click", note);
  const copy = document.getElementById("copy-text");
  copy.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value);
    copy.textContent = copy.dataset.done;
  });
}

wire();
setInterval(look, LOOK_EVERY_MS);
