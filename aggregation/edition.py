"""One contest as it is published: the nodes of its tree, by which an area is made anew without reading the others."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aggregation import tree
from aggregation.acts import OfArea
from aggregation.contest import Frame
from aggregation.folder import Folder, object_path
from aggregation.packing import BROTLI, GZIP, Kept
from aggregation.records import AreaRecord, Child, StationRecord
from aggregation.sheaf import Sheaf
from aggregation.spelling import encode
from recap.domain import kpu
from recap.domain.election import Station, StationCode, Tier, ancestors
from recap.domain.opendata.shapes import ContestFile
from recap.domain.tally import areas_above

_LENGTHS = sorted((tier.value for tier in Tier if tier is not Tier.STATION), reverse=True)


@dataclass(frozen=True, slots=True)
class Top:
    """What a manifest says of one contest's records: the two topmost with their digests, and the root of its tree."""

    contest: Kept
    area: Kept
    node: str


@dataclass(slots=True)
class Edition:
    """The nodes of one contest's tree, each under its parent's code, and what was done about its areas.

    `lacking` are the codes of the stations that are not published.
    """

    frame: Frame
    below: dict[str, dict[str, Child]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    acts: dict[str, OfArea] = field(default_factory=dict)
    lacking: set[str] = field(init=False)
    _plain: ContestFile = field(init=False)

    def __post_init__(self) -> None:
        """Have the contest at hand in the form in which others read it."""
        self.lacking = {each.code for each in self.frame.stations}
        self._plain = json.loads(encode(self.frame.record))

    @property
    def area(self) -> str | None:
        """Return the digest of the topmost area's record, which all others follow from; None while there is none."""
        top = self._top()
        return top.object if top else None

    def due(self, touched: Iterable[str]) -> tuple[Station, ...]:
        """Return the stations to be made anew: those among these codes, and those that are not published."""
        stations = self.frame.stations
        found = []
        for code in sorted(self.lacking.union(touched)):
            at = bisect_left(stations, code, key=lambda each: each.code)
            found += [each for each in stations[at : at + 1] if each.code == code]
        return tuple(found)

    def learn(self, acts: Mapping[str, OfArea]) -> None:
        """Take over what was done about the areas; those about which it is something new are to be made anew."""
        new = [code for code in acts.keys() | self.acts.keys() if acts.get(code) != self.acts.get(code)]
        self.acts = dict(acts)
        for code in new:
            self.stale.update(area for area in (code, *ancestors(code)) if area.startswith(self.frame.contest.area))

    def put(self, sheaf: Sheaf, records: Sequence[StationRecord]) -> None:
        """Publish the records of stations; the areas above them wait for `finish`."""
        for record, kept in zip(records, sheaf.keep(records), strict=True):
            self._place(tree.of_station(self.frame.scheme, record, kept))
            self.stale.update(areas_above(StationCode(record.code), self.frame.contest.area))
            self._derive(sheaf, record)

    def finish(self, sheaf: Sheaf) -> Top:
        """Publish the areas whose stations changed, from the kelurahan upwards, and the contest itself."""
        for length in _LENGTHS:
            self._renew(sheaf, sorted(code for code in self.stale if len(code) == length))
        self.stale.clear()
        top = self.below[ancestors(self.frame.contest.area)[0]][self.frame.contest.area]
        (contest,) = sheaf.keep([self.frame.record])
        content = sheaf.read(object_path(top.object)) or b""
        self._add(sheaf, kpu.of_contest(self._plain, json.loads(content)))
        return Top(contest, Kept(top.object, len(content), top.gzip, top.brotli), top.node)

    def resume(self, folder: Folder, known: Kept) -> None:
        """Know again what an earlier record of this area says; what the folder has lost will be published anew."""
        record = folder.record(AreaRecord, known.sha256) if _is_whole(folder, known) else None
        if record is None:
            return
        for child in record.children:
            kept = Kept(child.object, 0, child.gzip, child.brotli)
            if not child.number:
                self.resume(folder, kept)
            elif _is_whole(folder, kept):
                self._place(child)
        if record.acts != OfArea():
            self.acts[record.code] = record.acts
        self._place(tree.of_area(record, known))

    def _renew(self, sheaf: Sheaf, codes: Iterable[str]) -> None:
        areas = [
            tree.area_record(
                self.frame, self.frame.areas[code], _sorted(self.below[code]), self.acts.get(code, OfArea())
            )
            for code in codes
        ]
        for area, kept in zip(areas, sheaf.keep(areas), strict=True):
            self._place(tree.of_area(area, kept))
            self._derive(sheaf, area)

    def _derive(self, sheaf: Sheaf, record: StationRecord | AreaRecord) -> None:
        plain = json.loads(encode(record))
        if isinstance(record, StationRecord):
            self._add(sheaf, kpu.of_station(self._plain, plain))
        else:
            self._add(sheaf, kpu.of_area(self._plain, plain))

    def _add(self, sheaf: Sheaf, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            sheaf.add(path, content)

    def _top(self) -> Child | None:
        return self.below.get(ancestors(self.frame.contest.area)[0], {}).get(self.frame.contest.area)

    def _place(self, node: Child) -> None:
        self.lacking.discard(node.code)
        self.below.setdefault(ancestors(node.code)[0], {})[node.code] = node


def _sorted(children: Mapping[str, Child]) -> list[Child]:
    return [children[code] for code in sorted(children)]


def _is_whole(folder: Folder, known: Kept) -> bool:
    """Tell whether a record and its compressed forms are what they were; one that is not is removed."""
    path = object_path(known.sha256)
    forms = ((path, known.sha256), (path + GZIP, known.gzip), (path + BROTLI, known.brotli))
    return None not in [folder.sound(place, name) for place, name in forms]
