// The head of a publication: whose signature it bears, that it stands in the log, and that the log only grew.
import { Broken, digest, fromHex, from64, same, text, toHex, utf8 } from "./bytes.js";
import { verify } from "./ed25519.js";
import { json } from "./folder.js";
import * as notes from "./note.js";
import { Log, climbed, continues, leafHash, said } from "./tiles.js";

const KEYS_CHANGE_MS = 2000;

// The manifest with its digest and bytes; checked before anything in it is believed.
export async function manifest(folder, step) {
  const bytes = await folder.read("manifest.json", "no-cache");
  const name = await digest(bytes);
  const found = json(bytes, "manifest.json");
  const key = from64(found.key);
  const signature = from64(text(await folder.read(`manifests/${name}.sig`)).trim());
  const id = (await digest(key)).slice(0, 16);
  step.look(await verify(key, bytes, signature), "manifest-signed", "manifest-forged", { key: id });
  return { ...found, name, keyId: id };
}

// The log as its newest checkpoint has it, believed if the newest key of keys/log.txt signed it.
export async function log(folder, step) {
  let { bytes, note, keys, signers } = await head(folder);
  if (signers.length && !signers.includes(keys.at(-1))) {
    // A new key is shown a moment before the first checkpoint that it signs.
    await new Promise((done) => setTimeout(done, KEYS_CHANGE_MS));
    ({ bytes, note, keys, signers } = await head(folder));
  }
  for (const key of keys.slice(1)) step.look(key.named, "key-endorsed", "key-foreign", { key: key.text });
  const { origin, size, root } = notes.checkpoint(note.text);
  const signed = signers.includes(keys.at(-1)) && keys.at(-1).name === origin;
  step.look(signed, "checkpoint-signed", "checkpoint-forged", { origin, size });
  const opened = new Log(size, (path) => folder.read(path));
  step.look(same(await opened.root(), root), "tiles-agree", "tiles-differ", { size });
  return { origin, size, root, note: bytes, parsed: note, keys, tiles: opened };
}

// The signed head and the keys of the log as they are now, and which of the keys signed it.
async function head(folder) {
  const keys = await chain(await folder.read("keys/log.txt", "no-cache"));
  const bytes = await folder.read("checkpoint", "no-cache");
  const note = notes.parse(bytes);
  return { bytes, note, keys, signers: await signersOf(note, keys) };
}

async function signersOf(note, keys) {
  const signers = [];
  for (const key of keys) if ((await notes.signedBy(note, key)) !== null) signers.push(key);
  return signers;
}

// The keys of the log, oldest first: the first as it is, every later one `named` if the one before it signed its note.
async function chain(bytes) {
  const [first, ...notesOf] = text(bytes).trim().split("\n\n");
  const keys = [await notes.verifierKey(first)];
  for (let at = 0; at < notesOf.length; at += 2) {
    const note = notes.parse(utf8(`${notesOf[at]}\n\n${notesOf[at + 1]}\n`));
    const [origin, vkey] = note.text.split("\n");
    const key = await notes.verifierKey(vkey);
    const ours = note.text === `${keys[0].name}\n${vkey}\n` && key.name === origin;
    keys.push({ ...key, named: ours && (await notes.signedBy(note, keys.at(-1))) !== null });
  }
  return keys;
}

// An entry of the log with its content, proven to stand at its index under the checkpoint; Broken if it does not.
export async function proven(opened, index) {
  const content = await opened.tiles.entry(index);
  const path = await opened.tiles.inclusion(index);
  const root = await climbed(index, opened.size, await leafHash(content), path);
  if (!root || !same(root, opened.root)) throw new Broken("entry-outside", { index });
  return { index, content, path, said: said(content) };
}

// The entry that says that this manifest was published; the log begins as it did then, and names no later publications
// but the one that may just be on its way.
export async function publication(opened, shown, step) {
  const began = await opened.tiles.consistency(shown.log.size);
  const holds = await continues(shown.log.size, fromHex(shown.log.root), opened.size, opened.root, began);
  step.look(holds && shown.log.origin === opened.origin, "log-begins", "log-differs", { size: shown.log.size });
  const [mine, ...later] = await published(opened, shown);
  if (!mine) {
    step.bad("manifest-unlogged", { size: opened.size });
    return null;
  }
  step.good("manifest-logged", { index: mine.index, size: opened.size });
  if (later.length > 1) step.bad("manifest-old", { index: later[1].index });
  return mine.said;
}

// The entry of the log that names this manifest, and the first two of other publications after it.
async function published(opened, shown) {
  const found = [];
  for (let index = shown.log.size; index < opened.size && found.length < 3; index += 1) {
    const entry = await proven(opened, index);
    const mine = found.length > 0 || entry.said.manifest === shown.name;
    if (entry.said.act === "publication" && mine) found.push(entry);
  }
  return found;
}

// Whether a proof that somebody kept was the log's own, and whether the log still has what it proved.
export async function keptProof(opened, proof, step) {
  const note = notes.parse(proof.note);
  const { origin, size, root } = notes.checkpoint(note.text);
  const signers = await signersOf(note, opened.keys);
  const led = await climbed(proof.index, size, await leafHash(proof.extra), proof.path);
  const holds = origin === opened.origin && signers.length > 0 && led !== null && same(led, root);
  if (!holds) return step.bad("proof-forged");
  step.good("proof-genuine", { index: proof.index, size, at: said(proof.extra).at });
  if (size > opened.size) return step.bad("log-shrunk", { before: size, size: opened.size });
  const grew = await continues(size, root, opened.size, opened.root, await opened.tiles.consistency(size));
  return step.look(grew, "proof-stands", "proof-dropped", { index: proof.index, size: opened.size });
}

// Whether the log still begins with what this browser saw last time; what it sees now is kept for the next.
export async function since(memory, opened, step) {
  const before = memory.get(opened.origin);
  const now = { size: opened.size, root: toHex(opened.root), key: opened.keys[0].text, at: new Date().toISOString() };
  if (!before) {
    step.note("first-visit", { key: now.key });
    return memory.set(opened.origin, now);
  }
  step.look(before.key === now.key, "same-key", "other-key", { key: now.key, before: before.key });
  if (before.size > opened.size) return step.bad("log-shrunk", { before: before.size, size: opened.size });
  const path = await opened.tiles.consistency(before.size);
  const grew = await continues(before.size, fromHex(before.root), opened.size, opened.root, path);
  step.look(grew, "log-grew", "log-rewritten", { before: before.size, size: opened.size, at: before.at });
  // What contradicts an earlier visit does not take its place: the contradiction stays visible.
  return grew && before.key === now.key ? memory.set(opened.origin, now) : undefined;
}
