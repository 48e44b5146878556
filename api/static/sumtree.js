// The tree of sums, node for node as recap/domain/sumtree.py makes it: a hash over numbers and hashes of both children.
import { Broken, eight, joined, same, sha256, utf8 } from "./bytes.js";

const TAG = 24;
const CODE = 16;
const LARGEST = 2n ** 64n - 1n;

const filled = (bytes, length) => joined(bytes, new Uint8Array(length - bytes.length));
const tagged = (kind) => filled(utf8(`recap/sumtree/1/${kind}`), TAG);

// How the nodes of one contest are made; `rows` are the codes of its form's cells, in printed order.
export async function scheme(contest, rows) {
  const bound = joined(await sha256(utf8(contest)), await sha256(utf8(rows.join("\n"))));
  return new Scheme(rows, bound);
}

class Scheme {
  constructor(rows, bound) {
    this.rows = rows;
    this.tags = Object.fromEntries(["l", "n", "j", "a"].map((kind) => [kind, joined(tagged(kind), bound)]));
  }

  // A station that is in: one station, one of them in, its numbers.
  async leaf(station, count, revision, values) {
    const lanes = this.#lanes(1, 1, values);
    const said = [filled(utf8(station), CODE), eight(count), eight(revision), ...packed(lanes)];
    return { lanes, hash: await sha256(this.tags.l, ...said) };
  }

  // A station that is not in.
  async absent(station) {
    const lanes = this.#lanes(1, 0, {});
    return { lanes, hash: await sha256(this.tags.n, filled(utf8(station), CODE), ...packed(lanes)) };
  }

  // The node over two neighbours within an area.
  async join(area, left, right) {
    const lanes = left.lanes.map((value, at) => value + right.lanes[at]);
    for (const value of lanes) if (value > LARGEST) throw new Broken("overflow", { value: String(value) });
    const said = [filled(utf8(area), CODE), ...packed(left.lanes), ...packed(right.lanes), left.hash, right.hash];
    return { lanes, hash: await sha256(this.tags.j, ...said) };
  }

  // An area's own node over the nodes of its children in the order of their codes.
  async over(area, children) {
    let nodes = children;
    while (nodes.length > 1) {
      const above = [];
      for (let at = 0; at < nodes.length; at += 2) {
        above.push(at + 1 < nodes.length ? await this.join(area, nodes[at], nodes[at + 1]) : nodes[at]);
      }
      nodes = above;
    }
    const [{ lanes, hash }] = nodes;
    return { lanes, hash: await sha256(this.tags.a, filled(utf8(area), CODE), ...packed(lanes), hash) };
  }

  // A node from what a record says of it.
  node(stations, stationsIn, values, hash) {
    return { lanes: this.#lanes(stations, stationsIn, values), hash };
  }

  #lanes(stations, stationsIn, values) {
    return [stations, stationsIn, ...this.rows.map((row) => values[row] ?? 0)].map(whole);
  }
}

export const equal = (one, other) =>
  same(one.hash, other.hash) && one.lanes.every((value, at) => value === other.lanes[at]);

const packed = (lanes) => lanes.map(eight);

// A JSON number as a whole one; beyond 2^53 the browser's reader of JSON no longer knows it exactly.
function whole(value) {
  if (typeof value === "bigint") return value;
  if (!Number.isSafeInteger(value) || value < 0) throw new Broken("overflow", { value: String(value) });
  return BigInt(value);
}
