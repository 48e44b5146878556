// The few facts of a tier's certificate (X.509, RFC 5280) that a proof needs: whose key it is, and who vouches for it.
import { Broken, digest, from64, joined, text, toHex } from "./bytes.js";
import { verify } from "./statement.js";

const [SEQUENCE, BITS, VERSION] = [0x30, 0x03, 0xa0];
const SERIAL_NUMBER = "0603550405";
const HALF = 32;

// The certificate in a PEM file: its key as two coordinates and by name, the area it speaks for, and what was signed.
export async function certificate(pem) {
  try {
    return await opened(from64(/-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(text(pem))[1].replace(/\s+/g, "")));
  } catch {
    throw new Broken("certificate");
  }
}

async function opened(der) {
  const [tbs, , signature] = inside(one(der, SEQUENCE));
  const facts = inside(tbs).filter((each) => each.tag !== VERSION);
  const [, , issuer, , subject, spki] = facts;
  const [, bits] = inside(spki);
  const point = bits.body.slice(1);
  if (point.length !== 2 * HALF + 1 || point[0] !== 4) throw new Broken("certificate");
  const [r, s] = inside(one(signature.body.slice(1), SEQUENCE)).map(({ body }) => half(body));
  return {
    key: { x: toHex(point.slice(1, 1 + HALF)), y: toHex(point.slice(1 + HALF)) },
    id: (await digest(spki.whole)).slice(0, 16),
    area: serialNumber(subject),
    issuer: toHex(issuer.whole),
    subject: toHex(subject.whole),
    tbs: tbs.whole,
    signature: signature.tag === BITS ? joined(r, s) : null,
  };
}

// Says whether the authority signed this certificate.
export const vouched = (mine, root) => mine.issuer === root.subject && verify(root.key, mine.tbs, mine.signature);

function serialNumber(subject) {
  for (const set of inside(subject)) {
    const [kind, value] = inside(inside(set)[0]);
    if (toHex(kind.whole) === SERIAL_NUMBER) return text(value.body);
  }
  return "";
}

function one(bytes, tag) {
  const found = element(bytes, 0);
  if (found.tag !== tag || found.whole.length !== bytes.length) throw new Broken("certificate");
  return found;
}

function inside({ body }) {
  const found = [];
  for (let at = 0; at < body.length; at += found.at(-1).whole.length) found.push(element(body, at));
  return found;
}

// One element of DER (X.690 section 10.1) from a place on.
function element(bytes, start) {
  let [at, length] = [start + 2, bytes[start + 1]];
  if (length & 0x80) {
    const more = length & 0x7f;
    length = Number(`0x${toHex(bytes.slice(at, at + more))}`);
    at += more;
  }
  if (!(at + length <= bytes.length)) throw new Broken("certificate");
  return { tag: bytes[start], body: bytes.slice(at, at + length), whole: bytes.slice(start, at + length) };
}

// A number of a signature in exactly 32 bytes.
function half(integer) {
  const bytes = integer.slice(integer.findIndex((byte) => byte !== 0));
  if (bytes.length > HALF) throw new Broken("certificate");
  return joined(new Uint8Array(HALF - bytes.length), bytes);
}
