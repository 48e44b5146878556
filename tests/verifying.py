"""A published folder made by hand, in memory, of any size and with any history: what the verifier is tried on."""

import json
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aggregation.packing import pack
from recap.app.definition.digest import text as definition_text
from recap.domain import kpu, public_part
from recap.domain.canonical import canonical
from recap.domain.election import Area, AreaCode, Choice, Contest, ContestId, Election, Station, StationCode
from recap.domain.entry import Entry, spell_moment
from recap.domain.rows import cell_codes, form_rows
from recap.domain.rules import rules_for
from recap.domain.sumtree import Scheme
from recap.domain.tlog import merkle, tiles
from recap.domain.tlog.checkpoint import Checkpoint
from recap.domain.tlog.note import Note
from recap.verify import sums
from recap.verify.scene import Record
from recap.witness.signing import Signer, new_signer
from tests import waiting
from tests.filled import FACTS, PAGES, VALUES
from tests.waiting import TIERS

CONTEST = ContestId("kecil-2024.pkwkk")
ORIGIN = "rekap.example/log"
_ABOVE = {10: 6, 6: 4, 4: 2, 2: 0}
EVENING = datetime(2024, 11, 27, 11, tzinfo=UTC)
JPEG = b"\xff\xd8 a photo of page %d of %s"


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def codes(districts: int, villages: int, stations: int, city: str = "3374") -> list[StationCode]:
    return [
        StationCode(f"{city}{d:02d}{1000 + v:04d}{s:03d}")
        for d in range(1, districts + 1)
        for v in range(1, villages + 1)
        for s in range(1, stations + 1)
    ]


@dataclass
class City:
    """Publishes into a folder what `count` has taken in; everything it signs with lies in it, as with a thief."""

    root: Path
    stations: list[StationCode] = field(default_factory=lambda: codes(2, 2, 2))
    area: str = "3374"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    signers: list[Signer] = field(default_factory=lambda: [new_signer(ORIGIN)])
    entries: list[bytes] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    kept: dict[str, tuple[str, str, str, Record]] = field(default_factory=dict)
    below: dict[str, dict[str, Record]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    previous: str | None = None
    minutes: int = 0

    def __post_init__(self) -> None:
        self.election = _election(self.stations, self.area)
        self.contest = _contest(self.area)
        self.scheme = Scheme(CONTEST, self.contest["lanes"])
        defined = definition_text(self.election).encode()
        self.definition = digest(defined)
        self.write(f"definitions/{self.definition}.json", defined)
        self.log("log_key", public=public_part.log_key(self.signers[0].verifier.text))
        self.log("definition", public=public_part.definition("kecil-2024", self.definition))
        names = {str(area.code): area.name for area in self.election.areas}
        voters = (FACTS.voters_male, FACTS.voters_female)
        for code in self.stations:
            self.records[code] = waiting.station(code, CONTEST, names, voters, FACTS.cap)
        self.changed |= self.records.keys()

    @property
    def now(self) -> datetime:
        return EVENING + timedelta(minutes=self.minutes)

    def write(self, path: str, content: bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def log(self, act: str, area: str | None = None, role: str | None = None, **said: public_part.Public) -> int:
        n = len(self.entries) + 1
        contest = CONTEST if area else None
        body = digest(f"{n} {act}".encode())
        entry = Entry(act, n, spell_moment(self.now), body, "insert", contest, area, role, said.get("public", {}))
        self.entries.append(entry.content)
        return n - 1

    def count(self, code: str, **changes: int) -> None:
        """Accept the numbers of a station, with its photos the first time."""
        self.minutes += 1
        self.changed.add(code)
        record = self.records[code]
        at = self.now.isoformat()
        if not record["photos"]:
            record["photos"] = [self._photo(code, page) for page in PAGES]
        values = VALUES | changes
        cells = {
            row: {"read": value, "keyed": value, "written": value, "corrected": None, "counted": value}
            for row, value in values.items()
        }
        revision = record["revision"] + 1
        index = self.log("result", code, "kpps", public=public_part.result(1, revision, values, cells))
        self.log("station_state", code, public=public_part.station_state("accepted", 1, revision))
        counted = {"count": 1, "revision": revision, "values": values, "by_officer": False, "settled_at": at}
        record["acts"]["counts"].append(counted | {"entry": index})
        record |= {"state": "accepted", "counted": True, "revision": revision, "settled_at": at, "changed_at": at}
        record |= {"cells": cells, "readers": {row: ["kpps", "machine"] for row in cells}}

    def _photo(self, code: str, page: int) -> Record:
        public = JPEG % (page, code.encode())
        name, picture = digest(f"{code} {page}".encode()), digest(public)
        self.write(f"photos/{name}.jpg", public)
        self.log("photo", public=public_part.photo(name))
        entry = self.log("upload", code, "kpps", public=public_part.upload(name, 1, observed=False))
        flags = {"observed": False, "counted": True}
        self.log("reading", code, public=public_part.reading(name, "machine", page, 1, flags))
        self.log("picture", public=public_part.picture(name, picture))
        at = {"received_at": self.now.isoformat(), "public_sha256": picture}
        return {"sha256": name, "page": page, "state": "read", "entry": entry, **at}

    def publish(self) -> str:
        """Publish the city as it is, and return the digest of the manifest."""
        size, self.minutes = len(self.entries), self.minutes + 1
        top = self._top()
        described = self.keep(self.contest)
        listed = {f"objects/{each[0]}.json": each for each in (described, self.keep(top))}
        manifest = {
            "generated_at": self.now.isoformat(),
            "key": b64encode(self.key.public_key().public_bytes_raw()).decode(),
            "previous": self.previous,
            "authority": "",
            "log": {"origin": ORIGIN, "size": size, "root": merkle.root(self.leaves()).hex()},
            "elections": [{"id": "kecil-2024", "name": "Kecil", "day": "2024-11-27", "definition": self.definition}],
            "contests": {
                CONTEST: {"object": described[0], "area": self.keep(top)[0], "node": top["node"]}
                | {"exports": {}, "exported_at": ""}
            },
            "files": {
                path: {"sha256": name, "size": (self.root / path).stat().st_size, "gzip": gz, "brotli": br, "root": ""}
                for path, (name, gz, br, _) in listed.items()
            },
            "notes": ["made up"],
            "format": "recap-publication/2",
        }
        return self.show(manifest, {CONTEST: top["node"]})

    def show(self, manifest: Record, roots: dict[str, str]) -> str:
        """Sign a manifest, log it, and make it the visible one."""
        content = canonical(manifest).encode()
        name = self.previous = digest(content)
        size = manifest["log"]["size"]
        self.log("publication", public=public_part.publication(name, size, roots))
        self.head()
        signature = b64encode(self.key.sign(content))
        for path in ("manifest", f"manifests/{name}"):
            self.write(f"{path}.json", content)
            self.write(f"{path}.sig", signature)
        return name

    def head(self) -> None:
        """Write the log's tiles and its signed head."""
        _, written = tiles.Edge().extend(self.leaves())
        for tile, content in written:
            self.write(tile.path, content)
        for tile in tiles.tiles(len(self.entries)):
            if tile.level == tiles.ENTRIES:
                first = tile.index * tiles.WIDTH
                self.write(tile.path, tiles.bundle(self.entries[first : first + tile.width]))
        text = Checkpoint(ORIGIN, len(self.entries), merkle.root(self.leaves())).text
        self.write("checkpoint", Note(text, (self.signers[-1].sign(text),)).encode())
        self.write("keys/log.txt", f"{self.signers[0].verifier.text}\n".encode())

    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries]

    def keep(self, record: Record) -> tuple[str, str, str, Record]:
        """Write a record and its siblings; return their digests."""
        content = canonical(record).encode()
        name = digest(content)
        if name not in self.kept:
            packed = pack(content)
            self.write(f"objects/{name}.json", content)
            self.write(f"objects/{name}.json.gz", packed.gzip)
            self.write(f"objects/{name}.json.br", packed.brotli)
            self.kept[name] = (name, digest(packed.gzip), digest(packed.brotli), json.loads(content))
        return self.kept[name]

    def derive(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            self.write(path, content)

    def _top(self) -> Record:
        contest: Any = self.contest
        for code in sorted(self.changed):
            record: Any = self.records[code]
            self._place(code[:10], record, sums.claim_of_station(self.scheme, record, ""))
            self.derive(kpu.of_station(contest, record))
        stale = {code[:length] for code in self.changed for length in TIERS if length >= len(self.area)}
        names = {area.code: area for area in self.election.areas}
        top: Any = {}
        for code in sorted(stale, key=len, reverse=True):
            below = self.below[code]
            top = _area(names[AreaCode(code)], [below[child] for child in sorted(below)])
            top["node"] = sums.node_of_area(self.scheme, top).sha256.hex()
            self.derive(kpu.of_area(contest, top))
            above = code[: _ABOVE[len(code)]] if code != self.area else ""
            self._place(above, top, sums.claim_of_area(top, ""))
        self.changed.clear()
        self.derive(kpu.of_contest(contest, top))
        plain: Record = top
        return plain

    def _place(self, above: str, record: Record, claim: Record) -> None:
        name, gz, br, _ = self.keep(record)
        siblings = {"object": name, "gzip": gz, "brotli": br}
        self.below.setdefault(above, {})[record["code"]] = claim | siblings


def _election(stations: list[StationCode], area: str) -> Election:
    areas = sorted({code[:length] for code in stations for length in TIERS})
    choices = (Choice(1, "Satu"), Choice(2, "Dua"))
    return Election(
        "kecil-2024",
        "Kecil",
        date(2024, 11, 27),
        tuple(Area(AreaCode(code), f"Wilayah {code}") for code in areas),
        tuple(Station(c, int(c[-3:]), FACTS.voters_male, FACTS.voters_female, FACTS.cap) for c in stations),
        (Contest(CONTEST, "PKWKK", "Walikota", AreaCode(area), "C.HASIL-KWK", choices),),
    )


def _contest(area: str) -> Record:
    choices = [asdict(choice) | {"code": choice.code} for choice in (Choice(1, "Satu"), Choice(2, "Dua"))]
    rules = [{n: getattr(r, n) for n in ("key", "severity", "left", "relation", "right")} for r in rules_for(2)]
    record = {
        "id": CONTEST,
        "office": "PKWKK",
        "title": "Walikota",
        "area": area,
        "above": [{"code": area[:2], "name": f"Wilayah {area[:2]}"}] if len(area) > len("33") else [],
        "layout": "C.HASIL-KWK",
        "lanes": cell_codes(form_rows(2)),
        "pages": {str(page): list(cells) for page, cells in PAGES.items()},
        "choices": choices,
        "rows": [
            {"code": row.code, "label_id": row.label_id, "label_en": row.label_en, "cells": row.cells}
            for row in form_rows(2)
            if {code for cells in PAGES.values() for code in cells}.intersection(row.cells)
        ],
        "rules": rules,
        "kind": "contest",
    }
    plain: Record = json.loads(json.dumps(record))
    return plain


def _area(area: Area, children: list[Record]) -> Record:
    return {
        "contest": CONTEST,
        "code": area.code,
        "name": area.name,
        "tier": TIERS[len(area.code)],
        "node": "",
        "stations_total": sum(each["stations_total"] for each in children),
        "stations_in": sum(each["stations_in"] for each in children),
        "states": sums.add_up(each["states"] for each in children),
        "values": sums.add_up(each["values"] for each in children),
        "children": children,
        "acts": {"certificates": [], "objections": []},
        "kind": "area",
    }
