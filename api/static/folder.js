// The published folder as a browser reads it: every file by its address, every record believed only by its digest.
import { Broken, digest, text } from "./bytes.js";

export class Folder {
  constructor(base) {
    this.base = base;
  }

  // The bytes of a file; Broken "missing" if it is not there, "offline" if nobody answers.
  async read(path, cache = "default") {
    let answer;
    try {
      answer = await fetch(`${this.base}/${path}`, { cache });
    } catch {
      throw new Broken("offline", { file: path });
    }
    if (answer.status === 404 || answer.status === 410) throw new Broken("missing", { file: path });
    if (!answer.ok) throw new Broken("offline", { file: path });
    return new Uint8Array(await answer.arrayBuffer());
  }

  // The record whose digest this is.
  async record(name) {
    if (!/^[0-9a-f]{64}$/.test(name)) throw new Broken("shape", { file: "objects/" });
    const path = `objects/${name}.json`;
    const bytes = await this.read(path);
    if ((await digest(bytes)) !== name) throw new Broken("digest", { file: path });
    return json(bytes, path);
  }
}

export function json(bytes, path) {
  try {
    return JSON.parse(text(bytes));
  } catch {
    throw new Broken("shape", { file: path });
  }
}
