// Ed25519 signatures (RFC 8032): by the browser itself, or, where it is too old to know them, by arithmetic.
import { joined, power, toHex } from "./bytes.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const ROOT = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
const BASE = [
  15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  46316835694926478169428394003475163141307993866256225615783033603165251855960n,
];
const NEUTRAL = [0n, 1n, 1n, 0n];

// Says whether the owner of this key (32 bytes) signed this content; false for whatever is not well formed.
export async function verify(key, content, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, content);
  } catch (error) {
    if (error.name === "NotSupportedError") return byArithmetic(key, content, signature);
    return false;
  }
}

// Says whether anybody could sign under this key: it is no point, or one of the eight of small order.
export function anybodys(key) {
  const found = point(key);
  return !found || equal(times(extended(found), 8n), NEUTRAL);
}

// The same without the browser's help. Nothing here is secret, so nothing needs to take the same time.
export async function byArithmetic(key, content, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [start, s] = [signature.slice(0, 32), little(signature.slice(32))];
  const [a, r] = [point(key), point(start)];
  if (!a || !r || s >= L) return false;
  const k = little(new Uint8Array(await crypto.subtle.digest("SHA-512", joined(start, key, content)))) % L;
  return equal(times(extended(BASE), s), plus(extended(r), times(extended(a), k)));
}

const little = (bytes) => BigInt(`0x${toHex(Array.from(bytes).reverse())}`);
const mod = (number) => ((number % P) + P) % P;
const extended = ([x, y]) => [x, y, 1n, mod(x * y)];

// A compressed point as its two coordinates, null where there is none (RFC 8032 section 5.1.3).
function point(bytes) {
  const whole = little(bytes);
  const [y, odd] = [whole & ((1n << 255n) - 1n), whole >> 255n];
  if (y >= P) return null;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n, P));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT);
  if (mod(v * x * x) !== u || (x === 0n && odd)) return null;
  return [(x & 1n) === odd ? x : P - x, y];
}

// Two points in extended coordinates added (RFC 8032 section 5.1.4).
function plus([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const [a, b] = [mod((y1 - x1) * (y2 - x2)), mod((y1 + x1) * (y2 + x2))];
  const [c, d] = [mod(2n * t1 * D * t2), mod(2n * z1 * z2)];
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(start, factor) {
  let result = NEUTRAL;
  for (let doubled = start, left = factor; left > 0n; left >>= 1n) {
    if (left & 1n) result = plus(result, doubled);
    doubled = plus(doubled, doubled);
  }
  return result;
}

const equal = ([x1, y1, z1], [x2, y2, z2]) => mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
