// Sends photos with progress and retries, then waits for each to be read. Words live in the page, not here.
const picker = document.getElementById("picker");
const list = document.getElementById("sending");
const row = document.getElementById("sending-row");
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30000;

let refreshing = null;
async function refresh() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("desk").replaceWith(page.getElementById("desk"));
  waitForReadings();
}
function refreshSoon() {
  refreshing = (refreshing || Promise.resolve()).then(refresh, refresh);
}

const streams = new Map();
function waitForReadings() {
  for (const item of document.querySelectorAll("[data-wait]")) {
    const address = item.dataset.wait;
    if (streams.has(address)) continue;
    const stream = new EventSource(address);
    streams.set(address, stream);
    stream.addEventListener("state", (event) => {
      if (JSON.parse(event.data).state === "received") return;
      stream.close();
      streams.delete(address);
      refreshSoon();
    });
  }
}

function send(file) {
  const item = row.content.firstElementChild.cloneNode(true);
  const state = item.querySelector(".state");
  const bar = item.querySelector("progress");
  const retry = item.querySelector(".retry");
  const show = (word, detail) => { state.textContent = detail || item.dataset[word]; item.className = word; };
  let pause = FIRST_PAUSE_MS;
  let timer = 0;
  item.querySelector(".name").textContent = file.name;
  list.prepend(item);

  function attempt() {
    clearTimeout(timer);
    retry.hidden = true;
    bar.hidden = false;
    show("sending");
    const request = new XMLHttpRequest();
    request.open("POST", picker.dataset.address);
    request.responseType = "json";
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onerror = request.ontimeout = later;
    request.onload = () => (request.status >= 500 || request.status === 429 ? later() : finish(request));
    request.send(file);
  }
  function later() {
    show("again");
    retry.hidden = false;
    timer = setTimeout(attempt, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
  function finish(request) {
    bar.hidden = true;
    const answer = request.response || {};
    if (request.status !== 200 && request.status !== 201) return show("refused", answer.detail);
    show("arrived");
    const receipt = item.querySelector(".receipt");
    receipt.textContent = answer.photo.slice(0, 16);
    receipt.hidden = false;
    refreshSoon();
  }
  retry.addEventListener("click", attempt);
  window.addEventListener("online", () => { if (item.className === "again") attempt(); });
  attempt();
}

// Under a signed certificate nothing more is sent, and there is nothing to pick with.
for (const input of picker?.querySelectorAll("input[type=file]") ?? []) {
  input.addEventListener("change", () => {
    for (const file of input.files) send(file);
    input.value = "";
  });
}
waitForReadings();
