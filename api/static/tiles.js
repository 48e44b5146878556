// The public log read from its tiles (C2SP tlog-tiles), and its proofs (RFC 6962) made and checked on this phone.
import { Broken, same, sha256, text } from "./bytes.js";

const WIDTH = 256;
const HASH = 32;

export const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

// Where the file of a tile lies: level "entries" or a number, and how many of its 256 places are filled.
export function tilePath(level, index, width) {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0").match(/.../g);
  const place = digits.map((three, at) => (at < digits.length - 1 ? `x${three}` : three)).join("/");
  return `tile/${level}/${place}${width < WIDTH ? `.p/${width}` : ""}`;
}

// A log of this size, whose files `read(path)` returns as bytes.
export class Log {
  constructor(size, read) {
    this.size = size;
    this.read = read;
    this.kept = new Map();
  }

  // The entries of one bundle of up to 256.
  async bundle(index) {
    const width = Math.min(WIDTH, this.size - index * WIDTH);
    if (!(width > 0)) throw new Broken("beyond", { size: this.size });
    const entries = unbundled(await this.#file("entries", index, width));
    if (entries.length < width) throw new Broken("bundle", { bundle: index, found: entries.length, width });
    return entries.slice(0, width);
  }

  async entry(index) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) throw new Broken("beyond", { size: this.size });
    return (await this.bundle(Math.floor(index / WIDTH)))[index % WIDTH];
  }

  // The root of the leaves [index << level, (index + 1) << level), all of which lie within the log.
  async hashAt(level, index) {
    const above = Math.floor(level / 8);
    const rest = level % 8;
    const first = index * 2 ** rest;
    const tile = Math.floor(first / WIDTH);
    const filled = Math.floor(this.size / WIDTH ** above);
    const width = Math.min(WIDTH, filled - tile * WIDTH);
    const bytes = await this.#file(above, tile, width);
    if (bytes.length < width * HASH) throw new Broken("tile", { tile: tilePath(above, tile, width) });
    let hashes = [];
    for (let at = first % WIDTH; hashes.length < 2 ** rest; at += 1) hashes.push(bytes.slice(at * HASH, (at + 1) * HASH));
    while (hashes.length > 1) hashes = await pairs(hashes);
    return hashes[0];
  }

  // The root of the leaves [start, end): complete subtrees from the tiles, joined as RFC 6962 section 2.1 joins them.
  async rootOf(start, end) {
    const size = end - start;
    if (Number.isInteger(Math.log2(size)) && start % size === 0) return this.hashAt(Math.log2(size), start / size);
    const split = start + below(size);
    return nodeHash(await this.rootOf(start, split), await this.rootOf(split, end));
  }

  root(size = this.size) {
    return size === 0 ? sha256(new Uint8Array()) : this.rootOf(0, size);
  }

  // The hashes that lead from a leaf to the root of this log (RFC 6962 section 2.1.1).
  async inclusion(index, start = 0, end = this.size) {
    if (end - start === 1) return [];
    const split = start + below(end - start);
    if (index < split) return [...(await this.inclusion(index, start, split)), await this.rootOf(split, end)];
    return [...(await this.inclusion(index, split, end)), await this.rootOf(start, split)];
  }

  // The hashes that show that this log begins with the first `old` of its entries (RFC 6962 section 2.1.2).
  consistency(old) {
    return old === 0 || old === this.size ? Promise.resolve([]) : this.#between(old, 0, this.size, true);
  }

  async #between(old, start, end, whole) {
    if (old === end) return whole ? [] : [await this.rootOf(start, end)];
    const split = start + below(end - start);
    if (old <= split) return [...(await this.#between(old, start, split, whole)), await this.rootOf(split, end)];
    return [...(await this.#between(old, split, end, false)), await this.rootOf(start, split)];
  }

  // A tile that was partial when the checkpoint was signed may be full by now; then its beginning is what is meant.
  #file(level, index, width) {
    const path = tilePath(level, index, width);
    const whole = (error) => {
      if (error.why !== "missing" || width === WIDTH) throw error;
      return this.read(tilePath(level, index, WIDTH));
    };
    if (!this.kept.has(path)) this.kept.set(path, this.read(path).catch(whole));
    return this.kept.get(path);
  }
}

// The root a path leads to from a leaf; null where the path has not the length it must have.
export async function climbed(index, size, leaf, path) {
  if (index >= size) return null;
  let [node, at, last] = [leaf, index, size - 1];
  for (const hash of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = await nodeHash(hash, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      node = await nodeHash(node, hash);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node : null;
}

// Says whether the log of `size` with this root begins with the one of `old` and its root (RFC 9162 section 2.1.4.2).
export async function continues(old, oldRoot, size, root, path) {
  if (old > size) return false;
  if (old === size) return same(oldRoot, root) && path.length === 0;
  if (old === 0) return path.length === 0;
  const hashes = Number.isInteger(Math.log2(old)) ? [oldRoot, ...path] : [...path];
  let [at, last] = [old - 1, size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let before = hashes.shift();
  let now = before;
  if (!before) return false;
  for (const hash of hashes) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [before, now] = [await nodeHash(hash, before), await nodeHash(hash, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      now = await nodeHash(now, hash);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(before, oldRoot) && same(now, root);
}

// Entries one after another, each behind its length in two bytes.
export function unbundled(bytes) {
  const entries = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + 2 <= bytes.length ? bytes[at] * 256 + bytes[at + 1] : Infinity;
    if (at + 2 + length > bytes.length) throw new Broken("bundle", { bundle: 0, found: entries.length, width: WIDTH });
    entries.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

// What an entry says; Broken if it is no JSON object.
export function said(entry) {
  try {
    return JSON.parse(text(entry));
  } catch {
    throw new Broken("entry");
  }
}

// The largest power of two below a number.
function below(number) {
  let power = 1;
  while (power * 2 < number) power *= 2;
  return power;
}

async function pairs(hashes) {
  const made = [];
  for (let at = 0; at < hashes.length; at += 2) made.push(await nodeHash(hashes[at], hashes[at + 1]));
  return made;
}
