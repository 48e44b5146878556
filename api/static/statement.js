// The signed statement of a copy, read and verified with nothing but the browser (format: docs/copy-format.md).
import { digest, fromHex, power, toHex } from "./bytes.js";

const MAGIC = [0x52, 0x43, 0x53, 0x01];
const SIGNATURE_BYTES = 64;
const MOST_CHOICES = 99;
const MOST_PAGES = 32;
const DIGITS = /^[1-9][0-9]{0,2899}$/;
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
// SubjectPublicKeyInfo of a point on P-256 up to the point itself (RFC 5480).
const SPKI = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

export class Unreadable extends Error {}

// Returns the statement and the bytes that were signed; Unreadable for anything but one statement.
export function decode(text, rows) {
  const digits = text.slice(text.lastIndexOf("#") + 1).replace(/\s+/g, "");
  if (!DIGITS.test(digits)) throw new Unreadable();
  const bytes = fromHex(even(BigInt(digits).toString(16)));
  const signed = bytes.slice(0, -SIGNATURE_BYTES);
  return { ...unpack(new Source(signed), rows), digits, signed, signature: bytes.slice(-SIGNATURE_BYTES) };
}

function unpack(source, rows) {
  if (source.take(MAGIC.length).some((byte, at) => byte !== MAGIC[at])) throw new Unreadable();
  const contest = new TextDecoder().decode(source.take(source.number(200)));
  const station = BigInt(`0x${toHex(source.take(6))}`).toString().padStart(13, "0");
  const [count, revision, seconds] = [source.number(), source.number(), source.number()];
  const choices = source.number(MOST_CHOICES);
  const values = {};
  for (const code of cells(rows, choices)) {
    const written = source.number();
    values[code] = written === 0 ? null : written - 1;
  }
  const photos = [];
  for (let left = source.number(MOST_PAGES); left > 0; left -= 1) {
    photos.push({ page: source.number(), sha256: toHex(source.take(32)) });
  }
  const content = toHex(source.take(32));
  const key = toHex(source.take(8));
  source.finish();
  return { contest, station, count, revision, madeAt: new Date(seconds * 1000), choices, values, photos, content, key };
}

// The rows as printed, with one vote row for each choice in the place of the first.
export function printed(rows, choices) {
  const votes = Array.from({ length: choices }, (_, at) => ({ code: `PAS${at + 1}`, label: "", cells: [`PAS${at + 1}`] }));
  return rows.flatMap((row) => (row.code === "PAS1" ? votes : [row]));
}

const cells = (rows, choices) => printed(rows, choices).flatMap((row) => row.cells);

// Says whether the owner of this compressed point signed the statement under the name it gives its key.
export async function signedBy(point, found) {
  const { x, y } = open(point);
  const name = await digest(fromHex(`${SPKI}04${x}${y}`));
  return name.slice(0, 16) === found.key && verify({ x, y }, found.signed, found.signature);
}

export async function verify({ x, y }, content, signature) {
  const jwk = { kty: "EC", crv: "P-256", x: url64(fromHex(x)), y: url64(fromHex(y)) };
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, content);
}

// The list of keys, believed only if the authority signed exactly this text.
export async function listed({ list, signature, root }) {
  const key = { x: toHex(from64(root.x)), y: toHex(from64(root.y)) };
  if (!(await verify(key, new TextEncoder().encode(list), from64(signature)))) throw new Unreadable();
  return { ...JSON.parse(list), root: (await digest(fromHex(`${SPKI}04${key.x}${key.y}`))).slice(0, 32) };
}

// A compressed point as its two coordinates in hexadecimal (SEC 1 section 2.3.4; P is 3 modulo 4).
function open(point) {
  const bytes = from64(point);
  const x = BigInt(`0x${toHex(bytes.slice(1))}`);
  const square = (((x * x) % P) * x - 3n * x + B) % P;
  const root = power((square + P) % P, (P + 1n) / 4n, P);
  const y = (root & 1n) === BigInt(bytes[0] & 1) ? root : P - root;
  return { x: wide(x), y: wide(y) };
}

class Source {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(length) {
    if (length > this.bytes.length - this.at) throw new Unreadable();
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  // Unsigned LEB128 in its shortest spelling.
  number(most = Number.MAX_SAFE_INTEGER) {
    let found = 0;
    for (let scale = 1; ; scale *= 128) {
      const [byte] = this.take(1);
      found += (byte & 0x7f) * scale;
      if (found > most || (byte === 0 && scale > 1)) throw new Unreadable();
      if (byte < 0x80) return found;
    }
  }

  finish() {
    if (this.at !== this.bytes.length) throw new Unreadable();
  }
}

const even = (hex) => (hex.length % 2 ? `0${hex}` : hex);
const wide = (number) => number.toString(16).padStart(64, "0");
const from64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const url64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
