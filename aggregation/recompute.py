"""From the published folder alone: recompute every total from the stations, and compare it with what is published.

The sums are made by `recap.domain.tally.recompute`, from the stations directly and not by way of the tiers between.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aggregation import sealed, table, tree
from aggregation.folder import MANIFEST, SIGNATURE, manifest_path, object_path, photo_path
from aggregation.records import AreaRecord, Child, ContestRecord, Entry, Manifest, StationRecord
from aggregation.spelling import R, decode, digest
from recap.domain.election import AreaCode, StationCode
from recap.domain.errors import Unverified
from recap.domain.tally import Tally, recompute

_WIDEST = 200
"""Longer values are cut where differences are told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something published that is not what the published stations make it: where, what, and both values."""

    path: str
    what: str
    published: str
    recomputed: str


@dataclass(slots=True)
class Check:
    """One check of a published folder: what was seen, and every difference found."""

    root: Path
    areas: dict[str, AreaRecord] = field(default_factory=dict)
    stations: dict[str, StationRecord] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    seen: int = 0

    def note(self, path: str, what: str, published: object, recomputed: object) -> None:
        """Keep a difference if the two are not the same."""
        if published != recomputed:
            self.differences.append(Difference(path, what, _short(published), _short(recomputed)))

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; a missing one is a difference and reads as nothing."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            self.note(path, "file", "missing", "there")
            return b""

    def record(self, kind: type[R], name: str) -> R | None:
        """Return the record with this digest; None, and a difference, if the bytes are others."""
        path = object_path(name)
        content = self.read(path)
        self.note(path, "sha256", name, digest(content))
        try:
            return decode(kind, content)
        except Unverified:
            self.note(path, "record", "unreadable", kind.__name__)
            return None


def check(root: Path) -> Check:
    """Return everything in which a published folder differs from what its own stations make it."""
    found = Check(root)
    content = found.read(MANIFEST)
    try:
        manifest = decode(Manifest, content)
    except Unverified:
        found.note(MANIFEST, "record", "unreadable", "Manifest")
        return found
    _check_head(found, manifest, content)
    for path, file in manifest.files.items():
        listed = found.read(path)
        found.note(path, "sha256", file.sha256, digest(listed))
        found.note(path, "size", file.size, len(listed))
    for entry in manifest.contests.values():
        _check_contest(found, entry)
    return found


def _check_head(found: Check, manifest: Manifest, content: bytes) -> None:
    """Check the signature, and that every earlier manifest is still there and is what the next one calls it."""
    name = digest(content)
    signature = found.read(manifest_path(name, "sig"))
    found.note(manifest_path(name, "json"), "sha256", name, digest(found.read(manifest_path(name, "json"))))
    found.note(manifest_path(name, "sig"), "signature", _signed(manifest, content, signature), "valid")
    beside = found.read(SIGNATURE)
    earlier = manifest.previous
    if earlier is None or beside != found.read(manifest_path(earlier, "sig")):
        # A crash between the two leaves the earlier signature beside the manifest until the next publication.
        found.note(SIGNATURE, "signature", beside, signature)
    while earlier:
        path = manifest_path(earlier, "json")
        kept = found.read(path)
        found.note(path, "sha256", earlier, digest(kept))
        try:
            earlier = decode(Manifest, kept).previous
        except Unverified:
            return


def _signed(manifest: Manifest, content: bytes, signature: bytes) -> str:
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(manifest.key)).verify(b64decode(signature), content)
    except (InvalidSignature, ValueError):
        return "not by the key the manifest names"
    return "valid"


def _check_contest(found: Check, entry: Entry) -> None:
    contest = found.record(ContestRecord, entry.object)
    if contest is None:
        return
    found.areas, found.stations = {}, {}
    _walk(found, entry.area, contest)
    found.seen += len(found.stations)
    values = [(StationCode(code), s.values) for code, s in found.stations.items() if s.counted]
    sums = recompute(values, AreaCode(contest.area))
    for code, area in found.areas.items():
        _check_area(found, area, sums.get(AreaCode(code), Tally()))
    _check_table(found, entry.csv, contest)


def _walk(found: Check, name: str, contest: ContestRecord) -> None:
    """Visit an area and everything within it, and compare what it says of its children with what they are."""
    area = found.record(AreaRecord, name)
    if area is None:
        return
    found.areas[area.code] = area
    found.note(object_path(name), "contest", area.contest, contest.id)
    for child in area.children:
        found.note(object_path(name), f"place of {child.code}", child.code.startswith(area.code), recomputed=True)
        if child.number:
            _check_station(found, child, contest)
        else:
            _walk(found, child.object, contest)
            within = found.areas.get(child.code)
            found.note(object_path(name), child.code, child, tree.of_area(within, child.object) if within else None)


def _check_station(found: Check, child: Child, contest: ContestRecord) -> None:
    station = found.record(StationRecord, child.object)
    if station is None:
        return
    path = object_path(child.object)
    found.stations[station.code] = station
    found.note(path, station.code, child, tree.of_station(station, child.object))
    found.note(path, "contest", station.contest, contest.id)
    for code, cell in station.cells.items():
        due = cell.written if cell.corrected is None else cell.corrected
        found.note(path, f"{station.code} {code} counted", cell.counted, due)
    for photo in station.photos:
        if photo.public_sha256:
            place = photo_path(photo.sha256)
            found.note(place, "sha256", photo.public_sha256, digest(found.read(place)))


def _check_area(found: Check, area: AreaRecord, due: Tally) -> None:
    path = f"{area.contest} {area.code}"
    within = [station for code, station in found.stations.items() if code.startswith(area.code)]
    found.note(path, "stations_total", area.stations_total, len(within))
    found.note(path, "stations_in", area.stations_in, due.stations_in)
    found.note(path, "states", dict(area.states), tree.add_up({station.state: 1} for station in within))
    for row in sorted(area.values.keys() | due.values.keys()):
        found.note(path, row, area.values.get(row, 0), due.values.get(row, 0))
    for each in sealed.comparisons(found.read, area):
        found.note(each.path, each.what, each.published, each.recomputed)


def _check_table(found: Check, path: str, contest: ContestRecord) -> None:
    rows = [table.row(contest, found.stations[code]) for code in sorted(found.stations)]
    due = table.write(contest, rows).decode().splitlines()
    lines = found.read(path).decode(errors="replace").splitlines()
    found.note(path, "lines", len(lines), len(due))
    for number, (line, right) in enumerate(zip(lines, due, strict=False), start=1):
        for column, published, recomputed in _fields(table.heading(contest), line, right):
            found.note(path, f"line {number} {column}", published, recomputed)


def _fields(heading: list[str], line: str, right: str) -> Iterator[tuple[str, str, str]]:
    if line != right:
        yield from zip(heading, table.fields(line), table.fields(right), strict=False)


def _short(value: object) -> str:
    text = str(dict(value)) if isinstance(value, Mapping) else str(value)
    return shorten(text, _WIDEST)
