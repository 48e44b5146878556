// Bytes, their spellings and their digests: what every other part of a proof is made of.
export class Broken extends Error {
  // What does not agree: a word the page has a sentence for, and the facts in that sentence.
  constructor(why, facts = {}) {
    super(`${why} ${JSON.stringify(facts)}`);
    this.why = why;
    this.facts = facts;
  }
}

export const utf8 = (text) => new TextEncoder().encode(text);

// Text of these bytes, refused unless they are UTF-8.
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const to64 = (bytes) => btoa(String.fromCharCode(...bytes));

// Base 64 in its one spelling (RFC 4648 section 4); Broken for any other.
export function from64(coded) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(coded), (char) => char.charCodeAt(0));
  } catch {
    throw new Broken("coding");
  }
  if (to64(bytes) !== coded) throw new Broken("coding");
  return bytes;
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

export const digest = async (...parts) => toHex(await sha256(...parts));

// Eight bytes, big-endian; Broken for what is no unsigned 64-bit number.
export function eight(number) {
  const value = BigInt(number);
  if (value < 0n || value >= 1n << 64n) throw new Broken("overflow", { value: String(value) });
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

// A power modulo a prime, for points on a curve.
export function power(base, exponent, prime) {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

// The one text a record can have, as recap/domain/canonical.py writes it; the keys of our records are ASCII.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
