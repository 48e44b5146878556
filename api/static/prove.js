// The story of a proof: from the photos of one TPS, through the log, to the total of the city; one step after another.
import { Broken, canonical, digest, from64, utf8 } from "./bytes.js";
import { verify } from "./ed25519.js";
import * as head from "./head.js";
import * as notes from "./note.js";
import * as papers from "./papers.js";
import * as places from "./places.js";
import * as policy from "./policy.js";

// One step: its lines, each right (true), wrong (false) or merely told (null), and what is drawn of it.
export class Step {
  constructor(id) {
    this.id = id;
    this.lines = [];
    this.drawn = {};
    this.away = false;
  }

  good(say, facts = {}) {
    this.lines.push({ right: true, say, facts });
  }

  bad(say, facts = {}) {
    this.lines.push({ right: false, say, facts });
  }

  note(say, facts = {}) {
    this.lines.push({ right: null, say, facts });
  }

  look(holds, good, bad, facts = {}) {
    if (holds) this.good(good, facts);
    else this.bad(bad, facts);
  }

  // What some work returns; if it breaks, that is written down and null returned, and the rest goes on.
  async attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  // A file that nobody answered for is no accusation; anything else is.
  fail(error) {
    const { why, facts } = error instanceof Broken ? error : { why: "shape", facts: { file: String(error.message) } };
    if (why === "offline") {
      this.away = true;
      this.note("offline", facts);
    } else {
      this.bad(why, facts);
    }
  }

  // "right", "wrong", "away" when a file could not be fetched, "told" when there was nothing to prove.
  get state() {
    if (this.lines.some((line) => line.right === false)) return "wrong";
    if (this.away) return "away";
    return this.lines.some((line) => line.right) ? "right" : "told";
  }
}

// Proves one station and tells each step before and after; returns what a receipt can then be compared with.
export async function prove(place, tools) {
  const told = async (id, work) => {
    const step = new Step(id);
    tools.begin(step);
    const result = await step.attempt(() => work(step));
    tools.end(step);
    return result;
  };
  const top = await told("head", (step) => theHead(tools, step));
  if (!top) return null;
  const way = await places.walk(tools.folder, top.shown, place).catch((error) => ({ path: [], broken: error }));
  const on = way.contest ? await places.schemeOf(way.contest) : null;
  const last = way.path.at(-1);
  const reached = last?.record.code === place.station ? last : null;
  const stands = { ...top, ...way, on, reached };
  tools.know(stands);
  if (reached) await theStation(told, tools, stands);
  else await told(stepOf(way.broken), (step) => unreached(step, way.broken));
  for (const at of way.path.filter((each) => each !== reached).reverse()) {
    await told(`area ${at.record.code.length}`, (step) => theArea(stands, at, step));
  }
  return stands;
}

async function theHead(tools, step) {
  const shown = await head.manifest(tools.folder, step);
  step.drawn.at = shown.generated_at;
  const log = await head.log(tools.folder, step);
  const seenAt = await step.attempt(() => witnessed(tools.folder, log, step));
  const publication = await step.attempt(() => head.publication(log, shown, step));
  await step.attempt(() => head.since(tools.memory, log, step));
  return { shown, log, publication, seenAt };
}

// The witnesses' say; the latest moment a quorum of them vouches for, null without.

async function witnessed(folder, log, step) {
  let bytes;
  try {
    bytes = await folder.read("keys/policy.txt", "no-cache");
  } catch (error) {
    if (error.why !== "missing") throw error;
    step.note("no-witnesses");
    return null;
  }
  const rules = await policy.parse(bytes);
  const found = await policy.cosigned(rules, log.parsed);
  const names = found.map((each) => each.name);
  const facts = { count: found.length, of: rules.witnesses.length, names: names.join(", ") };
  if (rules.demanded) step.look(rules.met(new Set(names)), "witnessed", "too-few-witnesses", facts);
  else step.note("witnesses-unasked", facts);
  return policy.agreed(rules, found);
}

async function theStation(told, tools, stands) {
  const { reached: { record }, log, shown } = stands;
  const wanted = papers.wanted(record);
  await told("photo", (step) => thePhotos(tools, record, step));
  const found = await told("entry", async (step) => {
    const indices = await papers.locate(log.tiles, shown.log.size, wanted, papers.near(record), tools.searching);
    await theEntries(log, record, indices, step);
    return indices;
  });
  await told("written", (step) => theNumbers(tools, stands, found, step));
  await told("station", async (step) => {
    step.drawn.values = await places.station(stands.on, stands.reached, step);
    if (!record.counted) step.note("not-counted");
  });
}

async function thePhotos(tools, record, step) {
  step.drawn.photos = [];
  const shown = record.photos.filter((photo) => photo.public_sha256);
  const read = await Promise.allSettled(shown.map((photo) => papers.picture(tools.folder, photo)));
  for (const [at, photo] of shown.entries()) {
    const { value, reason } = read[at];
    if (reason) {
      step.fail(reason);
      continue;
    }
    papers.compare(photo, value, step);
    step.drawn.photos.push({ ...photo, bytes: value.bytes });
  }
  for (const photo of record.photos.filter((each) => !each.public_sha256)) {
    step.note(photo.state === "refused" ? "photo-refused" : "photo-coming", { digest: photo.sha256.slice(0, 16) });
  }
  if (!record.photos.length) step.note("no-photo");
}

async function theEntries(log, record, found, step) {
  step.drawn.entries = [];
  for (const photo of record.photos) {
    const facts = { page: photo.page ?? "?", digest: photo.sha256.slice(0, 16) };
    const index = found.get(`upload ${photo.sha256}`);
    if (index === undefined) {
      step.bad("photo-unlogged", facts);
      continue;
    }
    const entry = await step.attempt(() => head.proven(log, index));
    if (!entry) continue;
    step.drawn.entries.push({ ...entry, photo });
    step.good("photo-logged", { ...facts, index, size: log.size, at: entry.said.at, hashes: entry.path.length });
    if (photo.public_sha256) await thePicture(log, photo, found.get(`picture ${photo.sha256}`), step);
  }
  if (!record.photos.length) step.note("no-photo");
}

async function thePicture(log, photo, index, step) {
  const facts = { page: photo.page ?? "?", digest: photo.public_sha256.slice(0, 16) };
  if (index === undefined) return step.bad("picture-unlogged", facts);
  const entry = await head.proven(log, index);
  return step.look(entry.said.picture === photo.public_sha256, "picture-logged", "picture-other", { ...facts, index });
}

async function theNumbers(tools, { contest, reached: { record }, log }, found, step) {
  step.drawn.record = record;
  if (!record.counted) return step.note("no-numbers");
  const index = found?.get("result");
  if (index === undefined) step.bad("numbers-unlogged", { revision: record.revision });
  else await papers.numbers(record, await head.proven(log, index), step);
  const corrected = papers.corrections(record);
  if (corrected) step.note("corrected", { count: corrected });
  const { copy } = record.acts;
  return copy ? papers.copy(tools.folder, contest, record, step) : step.note("no-copy");
}

async function theArea({ entry, on, publication, path, reached, shown }, at, step) {
  step.drawn = { area: at.record, from: path[path.indexOf(at) + 1]?.record ?? null, station: reached?.record ?? null };
  await places.area(on, at, step);
  if (at !== path[0]) return;
  if (!publication) step.note("root-unknown");
  else step.look(await rooted(publication, shown), "root-logged", "root-other", { hash: entry.node });
}

// Whether the roots of all contests are those the log has for this publication: its entry has their digest.
async function rooted(publication, shown) {
  const roots = Object.fromEntries(Object.entries(shown.contests).map(([id, { node }]) => [id, node]));
  return publication.roots === (await digest(utf8(canonical(roots))));
}

// The step at which the way down from the top came to its end.
const stepOf = ({ why, code }) => (code && code.length < 13 && why !== "station-unknown" ? `area ${code.length}` : "station");

function unreached(step, broken) {
  step.fail(broken.why ? new Broken(broken.why, { code: broken.code ?? "", ...broken.facts }) : broken);
}

// What became of a promise: the photo's entry; that another log was promised; or that it is missing: although a signed
// moment is past the promised one (which proves it to anybody), although this device's clock is (which proves it to
// nobody), or because there is still time.
export async function kept(promise, stands, tools) {
  const { log, shown, seenAt } = stands;
  if (promise.log && promise.log !== log.origin) return { entry: null, say: "promise-elsewhere" };
  const fits = (facts) =>
    facts.act === "upload" && facts.photo === promise.sha256 && facts.area === promise.station &&
    facts.contest === promise.contest;
  const near = await nearly(promise, stands);
  const found = await papers.locate(log.tiles, log.size, new Map([["upload", fits]]), near, tools.searching);
  if (found.has("upload")) return { entry: await head.proven(log, found.get("upload")) };
  if (!promise.log_by) return { entry: null, say: "promise-none" };
  const due = new Date(promise.log_by);
  const signed = new Date(Math.max(new Date(shown.generated_at), seenAt ?? 0));
  if (due < signed) return { entry: null, say: "promise-broken" };
  return { entry: null, say: due < new Date() ? "promise-late" : "promise-open", last: signed };
}

// About where a photo's entry must stand: where the record says, or where the log stood when the photo arrived.
async function nearly(promise, { reached, log }) {
  const shown = reached?.record.photos.find((photo) => photo.sha256 === promise.sha256);
  if (Number.isSafeInteger(shown?.entry)) return [shown.entry];
  if (!promise.received_at) return [];
  return [await papers.standing(log.tiles, log.size, new Date(promise.received_at))];
}

// A proof text that somebody kept, held against the log as it is now; its lines.
export async function keptProof(bytes, { log }) {
  const step = new Step("own");
  await head.keptProof(log, notes.proof(bytes), step);
  return step.lines;
}

export const receiptOf = (content, key) => papers.receipt(content, key, verify, from64);
