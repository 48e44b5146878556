"""The check of one kecamatan, or of one area above: its records in every publication, with the entries of the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from recap.domain.sumtree import Scheme
from recap.verify import areas, bundles, derived, entries, stations, walk
from recap.verify.findings import Found
from recap.verify.guard import guarded
from recap.verify.logged import Entries
from recap.verify.scene import Record, Scene, Seen
from recap.verify.source import Source
from recap.verify.walk import Level, Story


@dataclass(frozen=True, slots=True)
class Unit:
    """One contest's records below a place, and its entries as `bundles.unpacked` reads them."""

    contest: Record
    story: Story
    level: Level
    packed: bytes
    photos: bool
    begun: int = 0


@dataclass(slots=True)
class Shown:
    """What is current at a place: its records, and the codes of all that are named, also of those that are damaged."""

    records: list[Record] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)


def check(source: Source, *, unit: Unit) -> Found:
    """Return what is found in a unit from its topmost records down to the stations."""
    scene, shown = scene_of(source, unit), Shown()
    guarded(scene.found, f"kpu/{scene.contest['id']}", partial(_descend, scene, unit, shown))
    finish(scene, unit.story, shown)
    return scene.found


def scene_of(source: Source, unit: Unit) -> Scene:
    """Return what the checks of a unit are given."""
    known = Entries()
    known.extend(bundles.unpacked(unit.packed))
    scheme = Scheme(unit.contest["id"], unit.contest["lanes"])
    return Scene(source, Found(), unit.contest, scheme, known, unit.photos, unit.begun)


def visit(scene: Scene, story: Story, level: Level, shown: Shown) -> dict[str, Record]:
    """Check the records of one level and return them by digest; those that are current are added to what is shown."""
    loaded = walk.visit(scene.source, scene.found, level)
    for reached in level.values():
        if story.shows(reached):
            shown.codes |= {claim["code"] for claim in reached.claims}
    for name, record in loaded.items():
        seen = story.seen(name, level[name], record)
        _check(scene, seen)
        if seen.current:
            shown.records.append(record)
            shown.codes.add(record["code"])
    return loaded


def finish(scene: Scene, story: Story, shown: Shown) -> None:
    """Check what a place's current records are only together: what follows from them, and what the log has beside."""
    if story.current is None:
        return
    path = f"kpu/{scene.contest['id']}"
    guarded(scene.found, path, partial(derived.check, scene, shown.records))
    guarded(scene.found, path, partial(entries.leftover, scene, shown.codes, story.sizes[-1]))


def flat(below: Iterable[tuple[str, Level]]) -> Level:
    """Return the levels of several places as one."""
    whole: Level = {}
    for _, level in below:
        for name, reached in level.items():
            if name in whole:
                # Only a forger names one record at two places; both must be told.
                whole[name].claims += reached.claims
            whole.setdefault(name, reached).again(reached.first, reached.last)
    return whole


def _descend(scene: Scene, unit: Unit, shown: Shown) -> None:
    level = unit.level
    while level:
        level = flat(walk.down(level, visit(scene, unit.story, level, shown)))


def _check(scene: Scene, seen: Seen) -> None:
    kind = seen.record["kind"]
    module = stations if kind == "station" else areas
    guarded(scene.found, seen.path, partial(module.check, scene, seen))
    if seen.current:
        scene.found.count(kind)
    scene.found.count("record")
