"""One contest from its topmost area down to the kecamatan, where the work is divided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from recap.verify import bundles, entries, phrases, texts, unit, walk
from recap.verify.bundles import UNIT_DIGITS, Log
from recap.verify.findings import Failure, Found
from recap.verify.guard import guarded
from recap.verify.history import History
from recap.verify.logged import Logged
from recap.verify.manifests import Manifest
from recap.verify.reading import note, object_path
from recap.verify.scene import Record
from recap.verify.source import Source
from recap.verify.unit import Unit
from recap.verify.walk import Level, Reached, Story

_KEPT = 2
"""The exports of so many of the newest publications are kept."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the newest publication says of a contest as a whole: its description and its topmost area."""

    contest: Record
    area: Record


@dataclass(slots=True)
class Head:
    """A contest down to its kecamatan: what was found so far, the totals, and the units still to be checked."""

    found: Found = field(default_factory=Found)
    totals: list[Total] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """Publications one after another that describe a contest alike; the last `fresh` are visible or about to be."""

    contest: Record
    manifests: tuple[Manifest, ...]
    fresh: int
    photos: bool

    @property
    def id(self) -> str:
        """Return the contest's id."""
        return str(self.contest["id"])

    @property
    def story(self) -> Story:
        """Return how much of the log each of the publications shows."""
        sizes = tuple(each.size for each in self.manifests)
        return Story(sizes, len(sizes) - self.fresh if self.fresh else None)

    def entries(self) -> list[Record]:
        """Return where the contest begins, publication by publication."""
        return [each.record["contests"][self.id] for each in self.manifests]


def files(told: History) -> Iterator[tuple[str, Record]]:
    """Yield the files that manifests list, one at a time: records of all publications, exports of the newest ones."""
    listed: dict[str, Record] = {}
    for manifest in told.every[:-_KEPT]:
        listed |= {path: file for path, file in manifest.record["files"].items() if path.startswith("objects/")}
    for manifest in told.every[-_KEPT:]:
        listed |= manifest.record["files"]
    for path in sorted(listed):
        yield path, listed[path]


def head(source: Source, told: History, log: Log, contest: str, *, photos: bool) -> Head:
    """Return a contest's areas above the kecamatan checked, and a unit for every kecamatan."""
    made = Head()
    last = told.every[-1]
    shown = [each for each in told.every if contest in each.record["contests"]]
    if shown[-1] is not last:
        note(made.found, Failure.HISTORY, last.path, texts.CONTEST_GONE, contest=contest)
    # A contest may be defined anew before its first photo; each definition is checked with its own publications.
    for name, group in groupby(shown, key=lambda each: str(each.record["contests"][contest]["object"])):
        described = walk.visit(source, made.found, {name: Reached("contest", 0, 0)})
        if name in described and described[name]["id"] == contest:
            manifests = tuple(group)
            fresh = sum(each in told.every[len(told.chain) - 1 :] for each in manifests)
            run = Run(described[name], manifests, fresh, photos)
            guarded(made.found, object_path(name), partial(_descend, source, made, log, run))
        elif name in described:
            note(made.found, Failure.SHAPE, object_path(name), texts.SENSELESS)
    return made


def _descend(source: Source, made: Head, log: Log, run: Run) -> None:
    top = str(run.contest["area"])[:UNIT_DIGITS]
    below: list[tuple[str, Level]] = [(top, walk.tops(run.entries()))]
    visited: set[str] = set()
    while below:
        place, level = below.pop()
        visited.add(place)
        mine = Unit(run.contest, run.story, level, log.of((run.id, place)), run.photos, log.begun)
        if place == top:
            _check_tops(source, made, run, level)
        if len(place) >= UNIT_DIGITS:
            made.units.append(mine)
            continue
        scene = unit.scene_of(source, mine)
        shown = unit.Shown()
        loaded = unit.visit(scene, run.story, level, shown)
        unit.finish(scene, run.story, shown)
        made.found.take(scene.found)
        below += walk.down(level, loaded)
    for contest, place in log.placed:
        if contest == run.id and place not in visited and run.fresh:
            _check_hidden(made.found, bundles.unpacked(log.of((contest, place))), place, run.manifests[-1])


def _check_hidden(found: Found, logged: Sequence[Logged], place: str, manifest: Manifest) -> None:
    """Note what the log has of a place of which nothing at all is published."""
    for each in logged:
        area = each.area or ""
        if each.act in entries.SHOWN and area[:UNIT_DIGITS] == place and each.index < manifest.size:
            said = {"code": area, "act": each.act}
            note(found, Failure.HIDDEN, manifest.path, phrases.PLACE_HIDDEN, index=each.index, **said)


def _check_tops(source: Source, made: Head, run: Run, level: Level) -> None:
    """Compare what each manifest says of the topmost area with the area's own record, and keep the newest total."""
    loaded = walk.visit(source, Found(), level)
    for manifest, entry in zip(run.manifests, run.entries(), strict=True):
        record = loaded.get(entry["area"])
        if record is not None and (record["code"], record["node"]) != (run.contest["area"], entry["node"]):
            note(made.found, Failure.TOTAL, manifest.path, texts.TOP_DIFFERS, contest=run.id)
        if {object_path(entry["object"]), object_path(entry["area"])} - manifest.record["files"].keys():
            note(made.found, Failure.SHAPE, manifest.path, texts.SENSELESS)
    newest = loaded.get(run.entries()[-1]["area"])
    if run.fresh and newest is not None:
        made.totals.append(Total(run.contest, newest))
