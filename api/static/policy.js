// Which witnesses must have cosigned a checkpoint (C2SP tlog-policy), and which of them have.
import { Broken, text } from "./bytes.js";
import { signedBy, verifierKey } from "./note.js";

// The witnesses of a policy, whether it demands any of them, and whether a set of their names is enough for it.
export async function parse(bytes) {
  const witnesses = [];
  const groups = new Map();
  let quorum = "none";
  for (const line of text(bytes).split("\n").map((each) => each.trim())) {
    const [word, name, ...rest] = line.split(/\s+/);
    if (word === "witness") witnesses.push({ name, key: await verifierKey(rest[0]) });
    else if (word === "group") groups.set(name, { needed: rest[0], members: rest.slice(1) });
    else if (word === "quorum") quorum = name;
    else if (word && word !== "log" && !word.startsWith("#")) throw new Broken("shape", { file: "keys/policy.txt" });
  }
  const met = (name, signed) => {
    const group = groups.get(name);
    if (!group) return name === "none" || signed.has(name);
    const counted = group.members.filter((member) => met(member, signed)).length;
    const needed = { any: 1, all: group.members.length }[group.needed] ?? Number(group.needed);
    return counted >= needed;
  };
  return { witnesses, demanded: quorum !== "none", met: (signed) => met(quorum, signed) };
}

// The witnesses that cosigned, each with the moment it did.
export async function cosigned(policy, note) {
  const found = [];
  for (const witness of policy.witnesses) {
    const time = await signedBy(note, witness.key);
    if (time !== null) found.push({ name: witness.name, at: new Date(time * 1000) });
  }
  return found;
}

// The latest moment of which a whole quorum says that it came; null where no quorum is asked for or met.
export function agreed(policy, found) {
  if (!policy.demanded) return null;
  const latest = [...found].sort((one, other) => other.at - one.at);
  const signed = new Set();
  for (const { name, at } of latest) {
    signed.add(name);
    if (policy.met(signed)) return at;
  }
  return null;
}
