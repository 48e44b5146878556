// Signed notes, checkpoints and cosignatures as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature).
import { Broken, from64, joined, same, sha256, text, to64, toHex, utf8 } from "./bytes.js";
import { anybodys, verify } from "./ed25519.js";

const ED25519 = 1;
const COSIGNATURE = 4;
const STAMP = 8;
// The last second of the year 9999.
const LATEST = 253402300799n;

// A note's text and its signatures, none of them checked yet; Broken for anything else.
export function parse(bytes) {
  let whole;
  try {
    whole = text(bytes);
  } catch {
    throw new Broken("note");
  }
  const split = whole.lastIndexOf("\n\n");
  if (split < 0 || !whole.endsWith("\n") || /[\x00-\x09\x0b-\x1f]/.test(whole)) throw new Broken("note");
  const signatures = whole.slice(split + 2, -1).split("\n").map(signature);
  return { text: whole.slice(0, split + 1), signatures };
}

function signature(line) {
  const found = /^— ([^\s+]+) (\S+)$/u.exec(line);
  if (!found) throw new Broken("note");
  const bytes = from64(found[2]);
  if (bytes.length < 5) throw new Broken("note");
  return { name: found[1], id: bytes.slice(0, 4), body: bytes.slice(4) };
}

// A verifier key `name+hash+base64`; Broken if its hash is not its own or anybody could sign under it.
export async function verifierKey(vkey) {
  const [, name, hash, coded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  if (!name) throw new Broken("key");
  const material = from64(coded);
  const id = (await sha256(utf8(`${name}\n`), material)).slice(0, 4);
  const kind = material[0];
  if (toHex(id) !== hash || material.length !== 33 || ![ED25519, COSIGNATURE].includes(kind)) throw new Broken("key");
  if (anybodys(material.slice(1))) throw new Broken("key");
  return { name, id, kind, key: material.slice(1), text: vkey };
}

// The latest time at which the owner of this key signed, 0 where a signature tells none; null if they did not sign.
// Each of their lines must hold: a wrong one under a known name and hash is Broken, because somebody tried.
export async function signedBy(note, key) {
  const mine = note.signatures.filter((each) => each.name === key.name && same(each.id, key.id));
  const times = await Promise.all(mine.map((each) => signedAt(note.text, key, each.body)));
  return times.length ? Math.max(...times) : null;
}

async function signedAt(said, key, body) {
  if (key.kind === ED25519) {
    if (await verify(key.key, utf8(said), body)) return 0;
    throw new Broken("forged", { name: key.name });
  }
  const time = body.length === STAMP + 64 ? new DataView(joined(body).buffer).getBigUint64(0) : -1n;
  const stamped = utf8(`cosignature/v1\ntime ${time}\n${said}`);
  if (time < 0n || time > LATEST || !(await verify(key.key, stamped, body.slice(STAMP)))) throw new Broken("forged", { name: key.name });
  return Number(time);
}

// A checkpoint's origin, size and root hash.
export function checkpoint(said) {
  const [origin, size, root] = said.split("\n");
  if (!origin || !/^(0|[1-9][0-9]{0,14})$/.test(size ?? "")) throw new Broken("note");
  const hash = from64(root ?? "");
  if (hash.length !== 32) throw new Broken("note");
  return { origin, size: Number(size), root: hash };
}

// A proof text as a phone keeps it (C2SP tlog-proof): the extra bytes, the place, the path, the signed checkpoint.
export function proof(bytes) {
  const whole = text(bytes);
  const split = whole.indexOf("\n\n");
  const lines = whole.slice(0, split).split("\n");
  if (split < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Broken("proof");
  const extra = lines[0]?.startsWith("extra ") ? from64(lines.shift().slice(6)) : new Uint8Array();
  const index = /^index (0|[1-9][0-9]{0,14})$/.exec(lines.shift() ?? "");
  const path = lines.map(from64);
  if (!index || path.some((hash) => hash.length !== 32)) throw new Broken("proof");
  return { extra, index: Number(index[1]), path, note: utf8(whole.slice(split + 2)) };
}

// The same as a text; what it proves is in `extra`, because the leaf is its hash.
export function spelt({ extra, index, path, note }) {
  const lines = ["c2sp.org/tlog-proof@v1", `extra ${to64(extra)}`, `index ${index}`, ...path.map(to64)];
  return joined(utf8(`${lines.join("\n")}\n\n`), note);
}
