// The page that proves one TPS: takes the steps of the proof, draws each as it ends, and says what does not agree.
import { Broken, digest, text, to64 } from "./bytes.js";
import * as draw from "./draw.js";
import { Folder } from "./folder.js";
import { spelt } from "./note.js";
import { kept, keptProof, prove, receiptOf } from "./prove.js";

const page = document.getElementById("proof");
const place = { contest: page.dataset.contest, station: page.dataset.station };
const $ = (id) => document.getElementById(id);
const MARKS = { right: "✓", wrong: "✕", away: "?", told: "–", running: "…", skipped: "–" };
const KEY_SHOWN = 40;
// How grave what became of a promise is; anything else is merely told.
const GRAVE = { "promise-broken": false, "promise-elsewhere": false, "promise-late": "warn" };
const PROOF = "c2sp.org/tlog-proof@";
const taken = [];
let stands = null;

// What this browser saw of a log at its last visit.
const memory = {
  get(origin) {
    try {
      return JSON.parse(localStorage.getItem(`recap-log ${origin}`));
    } catch {
      return null;
    }
  },
  set(origin, seen) {
    try {
      localStorage.setItem(`recap-log ${origin}`, JSON.stringify(seen));
    } catch {
      // A browser that keeps nothing compares nothing; every other check stands.
    }
  },
};

const tools = {
  folder: new Folder(page.dataset.files),
  memory,
  begin: (step) => mark(element(step), "running"),
  end(step) {
    const at = element(step);
    taken.push(step);
    at.querySelector(".drawn").replaceChildren(...drawing(step));
    mark(at, step.state);
    at.querySelector(".found").replaceChildren(...draw.lines(step.lines.map(named)));
    at.querySelector(".tell").hidden = step.state !== "wrong";
    if (step.drawn.area?.name) at.querySelector(".title").textContent = draw.areaName(step.drawn.area);
  },
  know(found) {
    stands = found;
    $("key").textContent = found.log.keys[0].text;
    $("contest").textContent = found.contest?.title ?? place.contest;
    const names = found.path.map(({ record }) => record.name).filter(Boolean).reverse();
    if (found.reached) $("place").textContent = [`TPS ${found.reached.record.number}`, ...names].join(", ");
  },
  searching(done, of) {
    $("searching").hidden = false;
    $("searching").textContent = draw.say("looking", { done, of });
  },
};

// A record that cannot even be drawn is not what it must be.
function drawing(step) {
  try {
    return draw.step(step, stands, proofOf);
  } catch (error) {
    step.fail(error);
    return [];
  }
}

function element(step) {
  const at = $(`step-${step.id.replace(" ", "-")}`);
  at.hidden = false;
  return at;
}

function mark(at, state) {
  at.className = `step ${state}`;
  at.querySelector(".sign").textContent = MARKS[state];
  at.querySelector("[data-state]").textContent = state === "running" ? "" : draw.say(`state-${state}`);
}

// A line whose row is said in the words of the form, and whose key is cut to what fits.
function named(line) {
  const { row, key } = line.facts;
  const facts = { ...line.facts };
  if (facts.hash) facts.hash = `${facts.hash.slice(0, 16)}…`;
  if (row) facts.row = draw.rowName(row, stands?.contest);
  if (key?.length > KEY_SHOWN) facts.key = `${key.slice(0, KEY_SHOWN)}…`;
  return { ...line, facts };
}

// The proof text of one entry, for the phone to keep.
function proofOf(entry) {
  const content = spelt({ extra: entry.content, index: entry.index, path: entry.path, note: stands.log.note });
  return URL.createObjectURL(new Blob([content], { type: "text/plain" }));
}

function verdict(state, more = "") {
  $("verdict").className = `verdict ${state}`;
  $("verdict").querySelector(".sign").textContent = MARKS[state] ?? "?";
  $("verdict-words").textContent = draw.say(state);
  $("verdict-more").textContent = more;
  $("searching").hidden = true;
}

function conclude() {
  for (const at of document.querySelectorAll(".step:not([hidden])")) {
    if (at.className.trim() !== "step") continue;
    mark(at, "skipped");
    at.querySelector(".found").replaceChildren(...draw.lines([{ right: null, say: "skipped", facts: {} }]));
  }
  const states = new Set(taken.map((step) => step.state));
  if (states.has("wrong")) {
    verdict("wrong", draw.say("wrong-more"));
    return $("verdict-more").after(draw.wayTo(document.querySelectorAll(".step.wrong")));
  }
  if (states.has("away") || !stands) return verdict("away", draw.say("away-more"));
  const count = taken.flatMap((step) => step.lines).filter((line) => line.right).length;
  const counted = stands.reached.record.counted;
  return verdict("right", draw.say(counted ? "right-more" : "right-uncounted", { count, area: draw.areaName(stands.path[0].record) }));
}

async function run() {
  if (!globalThis.crypto?.subtle) return verdict("insecure", draw.say("insecure-more"));
  await prove(place, tools);
  conclude();
  page.dataset.done = "1";
  return undefined;
}

// Somebody's own file: a proof or a receipt is held against the log, anything else against the photos of this TPS.
async function own(file) {
  if (!stands) return [{ right: null, say: "own-unread", facts: {} }];
  const bytes = new Uint8Array(await file.arrayBuffer());
  const said = receiptIn(bytes);
  try {
    if (new TextDecoder().decode(bytes.slice(0, PROOF.length)) === PROOF) return await keptProof(bytes, stands);
    return said ? await ofReceipt(said) : await ofPhoto(bytes);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return [{ right: error.why === "offline" ? null : false, say: error.why, facts: error.facts }];
  } finally {
    $("searching").hidden = true;
  }
}

function receiptIn(bytes) {
  try {
    const found = JSON.parse(text(bytes));
    return found.receipt ?? found;
  } catch {
    return null;
  }
}

async function ofReceipt(said) {
  const promise = await receiptOf(said, stands.shown.key);
  const facts = { digest: promise.sha256.slice(0, 16), at: promise.received_at, by: promise.log_by };
  const found = await kept(promise, stands, tools);
  const lines = [{ right: true, say: "receipt-genuine", facts }];
  if (found.entry) return [...lines, logged("promise-kept", found.entry)];
  const heads = { last: found.last, log: promise.log, origin: stands.log.origin };
  return [...lines, { right: GRAVE[found.say] ?? null, say: found.say, facts: { ...facts, ...heads } }];
}

async function ofPhoto(bytes) {
  const sha256 = await digest(bytes);
  const found = await kept({ ...place, sha256 }, stands, tools);
  if (!found.entry) return [{ right: null, say: "own-unknown", facts: { digest: sha256.slice(0, 16) } }];
  return [logged("own-photo", found.entry)];
}

const logged = (say, entry) => ({
  right: true, say, facts: { index: entry.index, size: stands.log.size, at: entry.said.at }, keep: proofOf(entry),
});

$("own").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) $("own-lines").replaceChildren(...(await own(file)).map(draw.line));
});

// What was found, for whoever is told: every line of every step, and the signed head it was held against.
for (const button of document.querySelectorAll("[data-save]")) {
  button.addEventListener("click", () => {
    const steps = taken.map(({ id, state, lines }) => ({ step: id, state, lines: lines.map((line) => ({ ...line, words: draw.say(line.say, line.facts) })) }));
    const found = {
      address: location.href, at: new Date().toISOString(), ...place, steps,
      manifest: stands?.shown.name ?? null, checkpoint: stands ? to64(stands.log.note) : null,
    };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(found, null, 1)], { type: "application/json" }));
    link.download = `temuan-${place.station}.json`;
    link.click();
  });
}

run();
