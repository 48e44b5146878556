// What came from one TPS, and where the log keeps it: photos, numbers, the signed copy.
import { Broken, canonical, digest, utf8 } from "./bytes.js";
import { counted } from "./places.js";
import * as statement from "./statement.js";
import { said } from "./tiles.js";
import { certificate, vouched } from "./x509.js";

const AT_ONCE = 6;
const WIDTH = 256;

// Entries of the log below `end`, found by what they say: first where the records point (`near`), then in the bundles
// around those places, then everywhere. `wanted` maps a name to a test of an entry's facts.
export async function locate(log, end, wanted, near, looking = () => {}) {
  const found = new Map();
  const look = (facts, index) => {
    for (const [name, fits] of wanted) if (!found.has(name) && fits(facts)) found.set(name, index);
  };
  for (const index of near) if (index < end) look(await factsAt(log, index), index);
  const order = around(Math.ceil(end / WIDTH), near);
  const [first, started] = [new Set(near.map((index) => Math.floor(index / WIDTH))).size, order.length];
  while (order.length && found.size < wanted.size) {
    if (order.length < started) looking(started - order.length, started);
    const bundles = order.splice(0, order.length === started && first ? first : AT_ONCE);
    const read = await Promise.all(bundles.map((each) => log.bundle(each)));
    read.forEach((entries, at) => entries.forEach((entry, row) => {
      const index = bundles[at] * WIDTH + row;
      if (index < end) look(safely(entry), index);
    }));
  }
  return found;
}

// About where the log stood at a moment: its entries stand nearly in the order of their times.
export async function standing(log, end, at) {
  let [low, high] = [0, Math.max(0, Math.ceil(end / WIDTH) - 1)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (new Date((await factsAt(log, middle * WIDTH)).at) <= at) low = middle;
    else high = middle - 1;
  }
  return low * WIDTH;
}

// The numbers of all bundles, those nearest to these places first; without places the newest first.
function around(bundles, near) {
  const places = near.length ? near.map((index) => Math.floor(index / WIDTH)) : [bundles];
  const far = (bundle) => Math.min(...places.map((place) => Math.abs(place - bundle)));
  return Array.from({ length: bundles }, (_, bundle) => bundle).sort((one, other) => far(one) - far(other));
}

const factsAt = async (log, index) => safely(await log.entry(index));

// An entry that cannot be read is not the one that is looked for.
function safely(entry) {
  try {
    return said(entry) ?? {};
  } catch {
    return {};
  }
}

// Where the records say that these entries stand; believed only for what is found there.
export function near(station) {
  const told = station.acts.counts.find((each) => each.count === station.count && each.revision === station.revision);
  return [...station.photos.map((photo) => photo.entry), told?.entry].filter((index) => Number.isSafeInteger(index) && index >= 0);
}

// What the log must hold of a station: of each photo that it came and which picture was made of it, and its numbers.
export function wanted(station) {
  const here = (facts) => facts.contest === station.contest && facts.area === station.code;
  const tests = new Map();
  for (const photo of station.photos) {
    tests.set(`upload ${photo.sha256}`, (facts) => facts.act === "upload" && here(facts) && facts.photo === photo.sha256);
    if (photo.public_sha256) {
      tests.set(`picture ${photo.sha256}`, (facts) => facts.act === "picture" && facts.photo === photo.sha256);
    }
  }
  if (station.counted) {
    const { count, revision } = station;
    const same = (facts) => facts.count === count && facts.revision === revision;
    tests.set("result", (facts) => facts.act === "result" && here(facts) && same(facts));
  }
  return tests;
}

// A photo's public copy, and the digest its bytes have.
export async function picture(folder, photo) {
  const bytes = await folder.read(`photos/${photo.sha256}.jpg`);
  return { bytes, is: await digest(bytes) };
}

export function compare(photo, { is }, step) {
  const facts = { page: photo.page ?? "?", digest: is.slice(0, 16), said: photo.public_sha256.slice(0, 16) };
  step.look(is === photo.public_sha256, "picture-agrees", "picture-differs", facts);
}

// The numbers as the log holds them: the digest of all rows, for this count and revision.
export async function numbers(record, entry, step) {
  const values = counted(record);
  const is = await digest(utf8(canonical(values)));
  const facts = { index: entry.index, revision: record.revision, digest: is.slice(0, 16) };
  const cells = await digest(utf8(canonical(record.cells)));
  step.look(entry.said.values === is && entry.said.cells === cells, "numbers-logged", "numbers-differ", facts);
  const told = record.acts.counts.find((each) => each.count === record.count && each.revision === record.revision);
  step.look(told && canonical(told.values) === canonical(values), "count-shown", "count-other", { revision: record.revision });
}

// How many numbers an officer corrected: there the paper says otherwise, and the record says both.
export const corrections = (record) =>
  Object.values(record.cells).filter((cell) => cell.corrected !== null && cell.corrected !== cell.written).length;

// The copy all parties hold: signed by the KPPS's key, which the authority vouches for, with the numbers shown here.
export async function copy(folder, contest, record, step) {
  const { qr } = record.acts.copy;
  let found;
  try {
    found = statement.decode(qr, contest.lanes.filter(onceOnly).map((code) => ({ code, cells: [code] })));
  } catch {
    throw new Broken("copy-garbled");
  }
  const [mine, root] = [await pem(folder, found.key), await pem(folder, "root")];
  const signed = await statement.verify(mine.key, found.signed, found.signature);
  const known = mine.id === found.key && mine.area === record.code && (await vouched(mine, root));
  step.look(signed && known, "copy-signed", "copy-forged", { key: found.key });
  if (found.station !== record.code || found.contest !== contest.id) return step.bad("copy-elsewhere", { code: found.station });
  if (found.count !== record.count || found.revision !== record.revision) {
    return step.note("copy-older", { revision: found.revision });
  }
  const values = counted(record);
  const row = contest.lanes.find((code) => (found.values[code] ?? null) !== (values[code] ?? null));
  if (row) return step.bad("copy-numbers", { row, copy: found.values[row] ?? "–", said: values[row] ?? "–" });
  return step.good("copy-agrees", { rows: contest.lanes.length });
}

// The statement's reader puts the vote rows of all choices in the place of the first.
const onceOnly = (code) => !/^PAS([2-9]|[1-9][0-9])$/.test(code);
const pem = async (folder, name) => certificate(await folder.read(`keys/${name}.pem`));

// A receipt as the phone keeps it: what was promised, if this server's key signed it.
export async function receipt(content, key, verify, from64) {
  const { text, signature } = content;
  if (typeof text !== "string" || typeof signature !== "string") throw new Broken("receipt-garbled");
  const holds = await verify(from64(key), utf8(text), from64(signature));
  if (!holds) throw new Broken("receipt-forged");
  return JSON.parse(text);
}
