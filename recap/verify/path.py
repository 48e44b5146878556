"""One station on its way into the total: what a phone checks, station, kelurahan, kecamatan, kota."""

from collections.abc import Iterator
from dataclasses import dataclass

from recap.verify import unit, walk
from recap.verify.bundles import UNIT_DIGITS, Log
from recap.verify.findings import Found
from recap.verify.manifests import Manifest
from recap.verify.scene import Record
from recap.verify.source import Source
from recap.verify.unit import Unit
from recap.verify.walk import Level, Reached, Story


@dataclass(frozen=True, slots=True)
class Way:
    """A station of one contest, and the records from it up to the topmost area, in this order; fewer if one is bad."""

    contest: Record
    records: tuple[Record, ...]


def ways(source: Source, found: Found, manifest: Manifest, log: Log, station: str) -> Iterator[Way]:
    """Yield the way of a station in each contest held there; every record on it is checked with all its parts."""
    story = Story((manifest.size,), None)
    for contest, entry in sorted(manifest.record["contests"].items()):
        described = walk.visit(source, found, {entry["object"]: Reached("contest", 0, 0)}).get(entry["object"])
        if described is None or not station.startswith(described["area"]):
            continue
        level, records = walk.tops([entry]), list[Record]()
        while level:
            place = _place(level, described)
            scene = unit.scene_of(
                source, Unit(described, story, level, log.of((contest, place)), photos=True, begun=log.begun)
            )
            loaded = unit.visit(scene, story, level, unit.Shown())
            found.take(scene.found)
            records += loaded.values()
            level = _towards(unit.flat(walk.down(level, loaded)), station)
        yield Way(described, tuple(reversed(records)))


def _place(level: Level, contest: Record) -> str:
    codes = [claim["code"] for reached in level.values() for claim in reached.claims]
    return str(codes[0] if codes else contest["area"])[:UNIT_DIGITS]


def _towards(level: Level, station: str) -> Level:
    """Return what leads on to the station."""
    return {n: r for n, r in level.items() if any(station.startswith(claim["code"]) for claim in r.claims)}
