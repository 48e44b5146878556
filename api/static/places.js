// From the city down to one TPS: every record by its digest, and every total made again from its parts.
import { Broken, fromHex, toHex } from "./bytes.js";
import { equal, scheme } from "./sumtree.js";

const STATION = 13;

// The contest, and the areas from its own down to the TPS, each with what its parent lists of it.
// Whatever cannot be read ends the way; `broken` then says why, and `path` is what could be read.
export async function walk(folder, shown, place) {
  const entry = shown.contests[place.contest];
  if (!entry) throw new Broken("contest-unknown", { contest: place.contest });
  const contest = await folder.record(entry.object);
  if (contest.kind !== "contest" || contest.id !== place.contest) throw new Broken("shape", { file: "objects/" });
  const path = [];
  let listed = { code: contest.area, object: entry.area, node: entry.node };
  try {
    for (;;) {
      const record = await folder.record(listed.object);
      if (record.code !== listed.code || record.contest !== place.contest) throw new Broken("other-place", { code: listed.code });
      path.push({ record, listed });
      if (record.code.length === STATION) return { contest, entry, path, broken: null };
      listed = next(record, place.station);
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { contest, entry, path, broken: { ...error, code: listed.code } };
  }
}

function next(area, station) {
  const found = area.children.find((child) => station.startsWith(child.code));
  if (!found) throw new Broken("station-unknown", { code: station });
  return found;
}

// What the station's record counts, by row; nothing while it is not in the totals.
export function counted(station) {
  const cells = station.counted ? Object.entries(station.cells) : [];
  return Object.fromEntries(cells.map(([code, cell]) => [code, cell.counted]));
}

export const schemeOf = (contest) => scheme(contest.id, contest.lanes);

// The TPS itself: its node is made of its numbers, and its kelurahan lists exactly that node and those numbers.
export async function station(on, { record, listed }, step) {
  const values = counted(record);
  const own = record.counted
    ? await on.leaf(record.code, record.count, record.revision, values)
    : await on.absent(record.code);
  const said = on.node(1, record.counted ? 1 : 0, listed.values, fromHex(listed.node));
  const differ = different(on, own, said);
  if (differ) step.bad("station-numbers", differ);
  else step.look(equal(own, said), "station-node", "station-node-differs", { hash: toHex(own.hash) });
  return values;
}

// An area: the sum of its children is its total, and its hash binds them; `rooted` is the hash that stands above.
export async function area(on, { record, listed }, step) {
  const { children } = record;
  const ordered = children.every((child, at) => at === 0 || children[at - 1].code < child.code);
  const mine = children.every((child) => child.code.startsWith(record.code) && child.code !== record.code);
  if (!ordered || !mine || !children.length) step.bad("children", { count: children.length });
  const nodes = children.map((each) => on.node(each.stations_total, each.stations_in, each.values, fromHex(each.node)));
  const own = await on.over(record.code, nodes);
  const said = on.node(record.stations_total, record.stations_in, record.values, fromHex(record.node));
  const differ = different(on, own, said);
  if (differ) step.bad("sum-differs", differ);
  else step.good("sum-agrees", { children: children.length, rows: on.rows.length });
  step.look(toHex(own.hash) === listed.node && record.node === listed.node, "node-agrees", "node-differs", {
    hash: toHex(own.hash),
  });
  if (listed.values && different(on, said, on.node(listed.stations_total, listed.stations_in, listed.values, said.hash))) {
    step.bad("listed-differs", {});
  }
}

// The first row in which two nodes differ, with both numbers; null if none.
function different(on, own, said) {
  const at = own.lanes.findIndex((value, lane) => value !== said.lanes[lane]);
  if (at < 0) return null;
  return { row: ["stations", "stations_in", ...on.rows][at], sum: String(own.lanes[at]), said: String(said.lanes[at]) };
}
