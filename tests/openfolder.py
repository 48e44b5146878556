"""A published city as plain objects, for the open data: stations counted, corrected, examined or not yet in."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from recap.domain.canonical import canonical
from recap.domain.opendata.files import files as open_files
from recap.domain.opendata.root import Read, gather
from recap.domain.opendata.shapes import AreaFile, ChildFile, ContestFile, ElectionEntry, StationFile
from recap.domain.rows import cell_codes, form_rows
from recap.domain.rules import rules_for
from tests import waiting
from tests.filled import PAGES, VALUES

ELECTION: ElectionEntry = {"id": "kecil-2024", "name": "Pemilihan Kecil 2024", "day": "2024-11-27"}
NAMES = {
    "33": "Jawa Tengah",
    "3374": "Semarang",
    "337401": "Semarang Tengah",
    "337402": "Semarang Utara",
    "3374011001": "Miroto",
    "3374021001": "Bulu Lor",
}
ONE, TWO, THREE, FOUR = "3374011001001", "3374011001002", "3374021001001", "3374021001002"
EVENING = "2024-11-27T11:05:06.700000+00:00"
LATER = "2024-11-27T12:00:00+00:00"
Folder = dict[str, bytes]
Facts = dict[str, Any]


def contest(office: str = "pkwkk", *, empty_column: bool = False) -> ContestFile:
    choices = [
        {"number": 1, "name": "Ani - Budi", "kind": "pair", "code": "PAS1", "external_id": "1000702"},
        {"number": 2, "name": "Cici & Didi", "kind": "pair", "code": "PAS2", "external_id": ""},
    ]
    if empty_column:
        choices[1] |= {"name": "Kolom kosong", "kind": "empty_column"}
    rules = [
        {"key": r.key, "severity": r.severity, "left": r.left, "relation": r.relation, "right": r.right}
        for r in rules_for(2)
    ]
    record = {
        "id": f"kecil-2024.{office}",
        "office": office.upper(),
        "title": "Pemilihan Wali Kota Kecil",
        "area": "3374",
        "above": [{"code": "33", "name": "Jawa Tengah"}],
        "layout": "C.HASIL-KWK",
        "lanes": cell_codes(form_rows(2)),
        "pages": {str(page): list(cells) for page, cells in PAGES.items()},
        "choices": choices,
        "rows": [],
        "rules": rules,
        "kind": "contest",
    }
    found: ContestFile = _plain(record)
    return found


def station(code: str, changes: Facts | None = None) -> StationFile:
    """A station from which nothing has come, but for these changes."""
    record = waiting.station(code, "kecil-2024.pkwkk", NAMES, (196, 204), 600)
    found: StationFile = _plain(record | (changes or {}))
    return found


def counted(code: str, changes: Facts | None = None, *, written: Facts | None = None) -> StationFile:
    """A station whose numbers are in the totals, read alike by machine and KPPS; `written` differs and is corrected."""
    on_paper = VALUES | (written or {})
    cells = {
        cell: {
            "read": on_paper[cell],
            "keyed": on_paper[cell],
            "written": on_paper[cell],
            "corrected": value if on_paper[cell] != value else None,
            "counted": value,
        }
        for cell, value in VALUES.items()
    }
    facts = {
        "state": "accepted",
        "counted": True,
        "revision": 1,
        "settled_at": EVENING,
        "changed_at": EVENING,
        "cells": cells,
        "photos": [photo(code, page) for page in PAGES],
        "readers": {cell: ["kpps", "machine"] for cell in cells},
    }
    return station(code, facts | (changes or {}))


def photo(code: str, page: int) -> Facts:
    name = sha256(f"{code} {page}".encode()).hexdigest()
    at = f"2024-11-27T10:0{page}:00+00:00"
    return {"sha256": name, "page": page, "state": "read", "received_at": at, "public_sha256": name[::-1]}


def settled(number: int, key: str, cells: list[str], changes: Facts | None = None) -> Facts:
    record = {
        "number": number,
        "key": key,
        "severity": "hard",
        "cells": cells,
        "opened_at": EVENING,
        "values": [[cell, VALUES.get(cell)] for cell in cells],
        "left_sum": 301,
        "relation": "=",
        "right_sum": 300,
        "reason": "corrected_on_paper",
        "note": "=struck out, initialled",
        "role": "ppk",
        "corrections": {"SAH": 300},
        "settled_at": LATER,
        "second": "",
    }
    return record | (changes or {})


def stations() -> list[StationFile]:
    """One counted, one corrected by an officer after a re-vote, one under examination, one not yet in."""
    waits = {"number": 3, "key": "READERS:PAS1", "severity": "hard", "cells": ["PAS1"], "opened_at": EVENING}
    revote = {
        "count": 2,
        "by_officer": True,
        "changed_at": LATER,
        "settled": [settled(2, "R9", ["SAH", "PAS1", "PAS2"])],
        "warnings": ["R14", "R9"],
        "acts": {
            "orders": [{"count": 2, "kind": "revote"}],
            "counts": [],
            "objections": [{"verdict": None}, {"verdict": "rejected"}],
            "copy": {"pdf": "ab" * 32, "received": 3, "due": 7},
        },
    }
    examined = {"state": "examination", "photos": [photo(THREE, 2)], "open": [waits], "changed_at": EVENING}
    return [counted(ONE), counted(TWO, revote, written={"SAH": 301}), station(THREE, examined), station(FOUR)]


def folder(head: ContestFile, leaves: list[StationFile], names: Mapping[str, str] = NAMES) -> tuple[Folder, str, str]:
    """The objects of a contest by path, and the digests of its record and of its topmost area."""
    files: Folder = {}
    below: dict[str, list[ChildFile]] = {}
    for leaf in leaves:
        below.setdefault(leaf["code"][:10], []).append(_child_of_station(leaf, _keep(files, leaf)))
    for length, above in ((10, 6), (6, 4), (4, 0)):
        for code in [code for code in names if len(code) == length]:
            area = _area(code, names[code], below[code])
            below.setdefault(code[:above], []).append(_child_of_area(area, _keep(files, area)))
    return files, _keep(files, head), below[""][0]["object"]


def remade(files: Read, contest: str, area: str, election: ElectionEntry = ELECTION) -> Folder:
    """The open files of the standard library, made from the records below a root."""
    root = gather(files, contest, area)
    return open_files(election, root.contest, root.areas, root.extracts)


def area_file(record: Facts) -> AreaFile:
    """A record of an area as it is read from the folder."""
    found: AreaFile = _plain(record)
    return found


def records(files: Folder, kind: str) -> list[Any]:
    """All records of a kind in these files."""
    return [record for record in map(json.loads, files.values()) if record["kind"] == kind]


def _area(code: str, name: str, children: list[ChildFile]) -> AreaFile:
    values: dict[str, int] = {}
    for child in children:
        for cell, value in child["values"].items():
            values[cell] = values.get(cell, 0) + value
    record = {
        "contest": "kecil-2024.pkwkk",
        "code": code,
        "name": name,
        "tier": waiting.TIERS[len(code)],
        "stations_total": sum(child["stations_total"] for child in children),
        "stations_in": sum(child["stations_in"] for child in children),
        "values": values,
        "children": children,
        "acts": {"certificates": [], "objections": []},
        "kind": "area",
    }
    return area_file(record)


def _child_of_station(leaf: StationFile, name: str) -> ChildFile:
    return {
        "code": leaf["code"],
        "name": f"TPS {leaf['number']}",
        "object": name,
        "stations_total": 1,
        "stations_in": int(leaf["counted"]),
        "values": {code: cell["counted"] for code, cell in leaf["cells"].items()},
        "number": leaf["number"],
        "changed_at": leaf["changed_at"],
    }


def _child_of_area(area: AreaFile, name: str) -> ChildFile:
    return {
        "code": area["code"],
        "name": area["name"],
        "object": name,
        "stations_total": area["stations_total"],
        "stations_in": area["stations_in"],
        "values": area["values"],
        "number": 0,
        "changed_at": max((child["changed_at"] for child in area["children"] if child["changed_at"]), default=None),
    }


def _keep(files: Folder, record: Mapping[str, object]) -> str:
    content = canonical(record).encode()
    name = sha256(content).hexdigest()
    files[f"objects/{name}.json"] = content
    return name


def _plain(record: Mapping[str, object]) -> Any:  # noqa: ANN401  whatever JSON it is
    return json.loads(canonical(record))
