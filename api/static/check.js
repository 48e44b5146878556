// The page that checks a copy: takes a code from camera, picture, text or address, and says right or wrong.
import { decode, listed, printed, signedBy } from "./statement.js";
import { ofPicture, watch } from "./scan.js";

const page = document.getElementById("check");
const rows = JSON.parse(page.dataset.rows);
const $ = (id) => document.getElementById(id);
const LATEST_WITHIN_MS = 6000;
const PIN = "recap-root";
const number = new Intl.NumberFormat(document.documentElement.lang);
const moment = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "long", timeStyle: "medium", timeZone: "Asia/Jakarta",
});

// The keys: fetched, or kept by the service worker; the authority seen first is the one believed.
async function fetchKeys() {
  const answer = await fetch("/periksa/keys.json");
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await listed(await answer.json());
  const pinned = localStorage.getItem(PIN);
  if (!pinned) localStorage.setItem(PIN, found.root);
  $("root").textContent = found.root.match(/.{4}/g).join(" ");
  $("other-root").hidden = !pinned || pinned === found.root;
  return pinned && pinned !== found.root ? null : found;
}

let keys = globalThis.crypto?.subtle ? fetchKeys().catch(() => null) : Promise.resolve(null);

$("believe").addEventListener("click", () => {
  localStorage.removeItem(PIN);
  keys = fetchKeys().catch(() => null);
});

async function prepare() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  await worker.register("/periksa/sw.js", { scope: "/periksa" });
  await worker.ready;
  if (!(await keys)) return;
  $("ready").classList.add("yes");
  $("ready").querySelector("[data-not]").hidden = true;
  $("ready").querySelector("[data-yes]").hidden = false;
}

// One verdict at a time; why names the sentence in the page.
function say(verdict, why) {
  for (const id of ["right", "wrong", "unknown"]) $(id).hidden = id !== verdict;
  for (const reason of document.querySelectorAll(".verdict [data-why]")) reason.hidden = reason.dataset.why !== why;
  $("facts").hidden = verdict !== "right";
  $("newer").hidden = true;
  $("verdict").scrollIntoView({ block: "start", behavior: "smooth" });
}

export async function check(text) {
  $("text").value = text;
  if (!globalThis.crypto?.subtle) return say("unknown", "insecure");
  let found;
  try {
    found = decode(text, rows);
  } catch {
    return say("wrong", "garbled");
  }
  const known = await keys;
  if (!known) return say("unknown", "keys");
  const station = known.stations[found.station.slice(0, 10)]?.[found.station.slice(10)];
  if (!station) return say("wrong", "station");
  if (!(await signedBy(station[1], found).catch(() => false))) return say("wrong", "changed");
  show(found, known, station[0]);
  say("right");
  return latest(found);
}

function show(found, known, stationNumber) {
  const contest = known.contests[found.contest];
  const names = [10, 6, 4].map((length) => known.areas[found.station.slice(0, length)]).filter(Boolean);
  $("place").textContent = `TPS ${stationNumber}, ${names.join(", ")}`;
  $("code").textContent = found.station;
  $("contest").textContent = contest ? contest.title : found.contest;
  $("revision").textContent = found.count > 1 ? `${found.revision} (${page.dataset.count} ${found.count})` : found.revision;
  $("made").textContent = `${moment.format(found.madeAt)} WIB`;
  $("key").textContent = found.key;
  $("numbers").replaceChildren(...printed(rows, found.choices).map((row) => line(row, contest, found.values)));
  $("digests").replaceChildren(...found.photos.map(({ page: at, sha256 }) => {
    const item = document.createElement("li");
    const code = document.createElement("code");
    code.textContent = sha256;
    item.append(`${page.dataset.page} ${at}: `, code);
    return item;
  }));
}

function line(row, contest, values) {
  const at = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = row.label || vote(row.code, contest);
  if (row.cells.length === 1) head.colSpan = 3;
  if (!row.label) at.className = "vote-row";
  at.append(head, ...row.cells.map((code) => {
    const cell = document.createElement("td");
    cell.className = "num";
    cell.textContent = values[code] === null ? "–" : number.format(values[code]);
    return cell;
  }));
  return at;
}

function vote(code, contest) {
  const at = Number(code.slice(3));
  const choice = contest?.choices.find((each) => each.number === at);
  if (!choice) return `${page.dataset.choice} ${at}`;
  return `${at}. ${choice.kind === "empty_column" ? page.dataset.empty : choice.name}`;
}

// Only the site knows whether the KPPS confirmed again later; without it, the page says that it cannot know.
async function latest(found) {
  const told = (state) => {
    for (const each of $("newer").children) each.hidden = !each.dataset.is.split(" ").includes(state);
    $("newer").className = `newer ${state}`;
    $("newer").hidden = false;
  };
  $("public").href = `/salinan/${found.contest}/${found.station}`;
  told("asking");
  try {
    const patience = new AbortController();
    setTimeout(() => patience.abort(), LATEST_WITHIN_MS);
    const answer = await fetch(`/api/copies/${found.contest}/${found.station}`, { signal: patience.signal });
    if (!answer.ok) return told("offline");
    const copy = await answer.json();
    const same = copy.count === found.count && copy.revision === found.revision;
    if (!same) return told("replaced");
    return told(copy.qr.slice(copy.qr.lastIndexOf("#") + 1) === found.digits ? "latest" : "contradicted");
  } catch {
    return told("offline");
  }
}

function fromAddress() {
  if (location.hash.length > 1) check(location.hash.slice(1));
}

let stop = null;
async function camera() {
  $("camera").hidden = false;
  $("no-camera").hidden = true;
  try {
    stop = await watch($("camera").querySelector("video"), (text) => { close(); check(text); });
  } catch {
    close();
    $("no-camera").hidden = false;
  }
}
function close() {
  stop?.();
  stop = null;
  $("camera").hidden = true;
}

$("scan").addEventListener("click", camera);
$("stop").addEventListener("click", close);
$("picture").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  $("looking").hidden = false;
  const text = await ofPicture(file);
  $("looking").hidden = true;
  if (text) check(text);
  else say("unknown", "picture");
});
$("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  check($("text").value);
});
window.addEventListener("hashchange", fromAddress);
$("scan").hidden = !navigator.mediaDevices;
fromAddress();
prepare();
