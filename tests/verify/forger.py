"""A forger at work on a published folder: with no key, with the manifests' key, or with the log's key as well.

Whoever holds both keys and no witness looks on can write every signed head anew; what they cannot do is make the parts
of the folder agree with each other, unless they tell the truth.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aggregation.packing import pack
from recap.domain import public_part
from recap.domain.canonical import canonical
from recap.domain.sumtree import Scheme
from recap.domain.tlog import merkle, tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import Note, parse
from recap.verify import sums
from recap.verify.scene import Record
from recap.witness.signing import Signer
from tests.verify.memory import Files

Change = Callable[[Record], None]


class NothingOfTheKind(Exception):
    """The folder has nothing that this mutation changes."""


class Reach(IntEnum):
    """Which keys were stolen."""

    NOTHING = 0
    MANIFEST = 1
    LOG = 2


@dataclass(frozen=True)
class Keys:
    """The secret keys of the house: its receipts' and manifests', its log's, and where those of the tiers lie."""

    manifest: Ed25519PrivateKey
    log: Signer
    data: Path


@dataclass
class Forger:
    """Changes files in place; `choose` makes every choice, so that a seed repeats it."""

    files: Files
    keys: Keys
    choose: Random
    added: set[str] = field(default_factory=set)

    def some(self, found: Iterable[str], number: int = 1) -> list[str]:
        """Choose so many of these; NothingOfTheKind if there are not as many."""
        known = sorted(found)
        if len(known) < number:
            raise NothingOfTheKind
        return self.choose.sample(known, number)

    @property
    def manifest(self) -> Record:
        return self.read("manifest.json")

    @property
    def contest(self) -> str:
        contests: list[str] = sorted(self.manifest["contests"])
        return self.choose.choice(contests)

    @property
    def scheme(self) -> Scheme:
        entry = self.manifest["contests"][self.contest]
        described = self.record(entry["object"])
        return Scheme(described["id"], described["lanes"])

    def read(self, path: str) -> Record:
        found: Record = json.loads(self.files[path])
        return found

    def record(self, name: str) -> Record:
        return self.read(f"objects/{name}.json")

    def put(self, record: Record) -> Record:
        """Write a record with its packed siblings, and return their digests as an area names them."""
        content = canonical(record).encode()
        name = digest(content)
        self.files[f"objects/{name}.json"] = content
        return {"object": name, **self.packed(f"objects/{name}.json", content)}

    def packed(self, path: str, content: bytes) -> Record:
        """Write the packed siblings of a file, and return their digests."""
        packed = pack(content)
        self.files |= {f"{path}.gz": packed.gzip, f"{path}.br": packed.brotli}
        return {"gzip": digest(packed.gzip), "brotli": digest(packed.brotli)}

    def tree(self) -> dict[str, Record]:
        """Return every record the visible manifest reaches, by code."""
        found: dict[str, Record] = {}
        waiting = [self.manifest["contests"][self.contest]["area"]]
        while waiting:
            record = self.record(waiting.pop())
            found[record["code"]] = record
            waiting += [child["object"] for child in record.get("children", ())]
        return found

    def change(self, changes: dict[str, Change | None], reach: Reach) -> None:
        """Change records by code (None: drop it), mend all sums, hashes and digests above, and publish again."""
        manifest, contest = self.manifest, self.contest
        entry = manifest["contests"][contest]
        claim = self._changed(entry["area"], changes)
        if claim is None:
            raise NothingOfTheKind
        del manifest["files"][f"objects/{entry['area']}.json"]
        manifest["files"][f"objects/{claim['object']}.json"] = self._listed(claim)
        entry |= {"area": claim["object"], "node": claim["node"]}
        self.publish(manifest, reach)

    def describe(self, change: Change, reach: Reach) -> None:
        """Change the description of the contest."""
        manifest, contest = self.manifest, self.contest
        entry = manifest["contests"][contest]
        record = self.record(entry["object"])
        change(record)
        claim = self.put(record)
        del manifest["files"][f"objects/{entry['object']}.json"]
        manifest["files"][f"objects/{claim['object']}.json"] = self._listed(claim)
        entry["object"] = claim["object"]
        self.publish(manifest, reach)

    def publish(self, manifest: Record, reach: Reach) -> None:
        """Put a manifest in the place of the visible one, signed and logged as far as the stolen keys reach."""
        old, signature = digest(self.files["manifest.json"]), self.files["manifest.sig"]
        content = canonical(manifest).encode()
        name = digest(content)
        for suffix in ("json", "sig"):
            self.files.pop(f"manifests/{old}.{suffix}", None)
        if reach >= Reach.MANIFEST:
            signature = b64encode(self.keys.manifest.sign(content))
        for path in ("manifest", f"manifests/{name}"):
            self.files[f"{path}.json"] = content
            self.files[f"{path}.sig"] = signature
        if reach >= Reach.LOG:
            roots = {contest: each["node"] for contest, each in manifest["contests"].items()}
            entries = [self._named(entry, old, name, roots) for entry in self.entries()]
            self.relog(entries, reach)
        self.sweep()

    def entries(self) -> list[bytes]:
        """Return the entries of the log."""
        found: list[bytes] = []
        for tile in tiles.tiles(self.size):
            if tile.level == tiles.ENTRIES:
                found += tiles.unbundle(self.files[tile.path], tile)
        return found

    @property
    def size(self) -> int:
        return int(parse(self.files["checkpoint"]).text.split("\n")[1])

    def relog(self, entries: list[bytes], reach: Reach) -> None:
        """Write the log anew with these entries, with all hashes; the head is signed if the log's key was stolen."""
        note = parse(self.files["checkpoint"])
        for path in [path for path in self.files if path.startswith("tile/")]:
            del self.files[path]
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        _, written = tiles.Edge().extend(leaves)
        self.files |= {tile.path: content for tile, content in written}
        for tile in tiles.tiles(len(entries)):
            if tile.level == tiles.ENTRIES:
                first = tile.index * tiles.WIDTH
                self.files[tile.path] = tiles.bundle(entries[first : first + tile.width])
        text = Checkpoint(note.text.split("\n")[0], len(entries), merkle.root(leaves)).text
        signatures = (self.keys.log.sign(text),) if reach >= Reach.LOG else note.signatures
        self.files["checkpoint"] = Note(text, signatures).encode()

    def rewrite(self, entries: list[bytes]) -> None:
        """Write all history anew over these entries: every manifest with the new roots, chained, signed and logged."""
        names: dict[str, str] = {}
        previous: str | None = None
        manifests = {path: content for path, content in self.files.items() if path.startswith("manifests/")}
        for index, entry in enumerate(entries):
            facts = json.loads(entry)
            if facts["act"] == "publication":
                old = facts["manifest"]
                manifest = json.loads(manifests[f"manifests/{old}.json"])
                # What was dropped before a publication is missing in what it shows of the log.
                size = min(manifest["log"]["size"], index)
                manifest |= {
                    "previous": previous,
                    "log": manifest["log"] | {"size": size, "root": _root(entries[:size])},
                }
                content = canonical(manifest).encode()
                previous = names[old] = digest(content)
                manifests[f"manifests/{previous}.json"] = content
                manifests[f"manifests/{previous}.sig"] = b64encode(self.keys.manifest.sign(content))
                entries[index] = canonical(facts | {"manifest": previous, "size": size}).encode()
        for old in names:
            for suffix in ("json", "sig"):
                self.files.pop(f"manifests/{old}.{suffix}")
        kept = {path: content for path, content in manifests.items() if path[10:74] in set(names.values())}
        self.files |= kept
        for suffix in ("json", "sig"):
            self.files[f"manifest.{suffix}"] = kept[f"manifests/{previous}.{suffix}"]
        self.relog(entries, Reach.LOG)

    def sweep(self) -> None:
        """Remove what no manifest reaches any more, as a careful forger does."""
        reached = {"definitions"}
        waiting = [
            part
            for path in self.files
            if path.startswith("manifests/") and path.endswith(".json")
            for entry in self.read(path)["contests"].values()
            for part in (entry["area"], entry["object"])
        ]
        photos = set()
        while waiting:
            name = waiting.pop()
            if name not in reached and f"objects/{name}.json" in self.files:
                reached.add(name)
                record = self.record(name)
                waiting += [child["object"] for child in record.get("children", ())]
                photos |= {photo["sha256"] for photo in record.get("photos", ())}
        for path in list(self.files):
            folder, _, rest = path.partition("/")
            gone = folder == "objects" and rest[:64] not in reached
            if gone or (folder == "photos" and rest[:64] not in photos):
                del self.files[path]

    def _changed(self, name: str, changes: dict[str, Change | None]) -> Record | None:
        record = self.record(name)
        code = record["code"]
        if code in changes and changes[code] is None:
            return None
        touched = any(other.startswith(code) for other in changes)
        if not touched:
            return self.claim(record, name)
        if "children" in record:
            made = [
                self._changed(child["object"], changes) if any(c.startswith(child["code"]) for c in changes) else child
                for child in record["children"]
            ]
            record["children"] = [child for child in made if child is not None]
            if not record["children"]:
                return None
            for part in ("stations_total", "stations_in"):
                record[part] = sum(child[part] for child in record["children"])
            for part in ("states", "values"):
                record[part] = sums.add_up(child[part] for child in record["children"])
            record["node"] = sums.node_of_area(self.scheme, record).sha256.hex()
        change = changes.get(code)
        if change is not None:
            change(record)
        return self.claim(record)

    def claim(self, record: Record, name: str | None = None) -> Record:
        """Write a record, and return what the area above must say of it."""
        digests = self.put(record)
        name = name or digests["object"]
        if "children" in record:
            claim = sums.claim_of_area(record, name)
        else:
            claim = sums.claim_of_station(self.scheme, record, name)
        return claim | digests

    def _listed(self, claim: Record) -> Record:
        content = self.files[f"objects/{claim['object']}.json"]
        packed = {"gzip": claim["gzip"], "brotli": claim["brotli"]}
        return {"sha256": claim["object"], "size": len(content), "root": "", **packed}

    @staticmethod
    def _named(entry: bytes, old: str, new: str, roots: dict[str, str]) -> bytes:
        facts = json.loads(entry)
        if facts["act"] == "publication" and facts["manifest"] == old:
            return canonical(facts | {"manifest": new, "roots": public_part.digest_of(roots)}).encode()
        return entry


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _root(entries: list[bytes]) -> str:
    return merkle.root(merkle.leaf_hash(entry) for entry in entries).hex()
