"""One contest as it is published: the stations known so far, and the tree and the table made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregation import table, tree
from aggregation.acts import OfArea
from aggregation.contest import Frame
from aggregation.folder import Folder, object_path, table_path
from aggregation.records import AreaRecord, Child, Entry, File, StationRecord
from aggregation.spelling import digest, file_of
from recap.domain.election import StationCode, ancestors
from recap.domain.tally import areas_above


@dataclass(slots=True)
class Edition:
    """The nodes of one contest's tree, each under its parent's code, and the table's row of every station."""

    frame: Frame
    below: dict[str, dict[str, Child]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    acts: dict[str, OfArea] = field(default_factory=dict)

    def put(self, folder: Folder, record: StationRecord) -> None:
        """Publish a station's record; the areas above it wait for `finish`."""
        self._know(record, folder.keep(record))
        self.stale.update(areas_above(StationCode(record.code), self.frame.contest.area))

    def has(self, station: StationCode, changed_at: str | None) -> bool:
        """Tell whether a station is published as it stands since this moment (None: nothing has come)."""
        known = self.below.get(ancestors(station)[0], {}).get(station)
        return known is not None and known.changed_at == changed_at

    def learn(self, acts: Mapping[str, OfArea]) -> bool:
        """Take over what was done about the areas; tell whether that is something new."""
        new = [code for code in acts.keys() | self.acts.keys() if acts.get(code) != self.acts.get(code)]
        self.acts = dict(acts)
        for code in new:
            self.stale.update(area for area in (code, *ancestors(code)) if area.startswith(self.frame.contest.area))
        return bool(new)

    def finish(self, folder: Folder) -> tuple[Entry, dict[str, File]]:
        """Publish the areas whose stations changed, from the kelurahan upwards, and the table."""
        for code in sorted(self.stale, key=len, reverse=True):
            children = self.below[code]
            area = tree.area_record(
                self.frame.contest.id,
                self.frame.areas[code],
                [children[c] for c in sorted(children)],
                self.acts.get(code, OfArea()),
            )
            self._place(tree.of_area(area, folder.keep(area)))
        self.stale.clear()
        contest = self.frame.record
        content = table.write(contest, (self.rows[code] for code in sorted(self.rows)))
        path = table_path(contest.id, digest(content))
        folder.write(path, content)
        top = self.below[ancestors(contest.area)[0]][contest.area].object
        entry = Entry(folder.keep(contest), top, path)
        heads = {object_path(name): folder.read(object_path(name)) or b"" for name in (entry.object, top)}
        return entry, {path: file_of(content)} | {name: file_of(head) for name, head in heads.items()}

    def resume(self, folder: Folder, area: str) -> None:
        """Know again what an earlier record of this area says; what the folder has lost will be published anew."""
        record = folder.record(AreaRecord, area)
        if record is None:
            return
        for child in record.children:
            if child.number:
                station = folder.record(StationRecord, child.object)
                if station is not None:
                    self._know(station, child.object)
            else:
                self.resume(folder, child.object)
        if record.acts != OfArea():
            self.acts[record.code] = record.acts
        self._place(tree.of_area(record, area))

    def _know(self, record: StationRecord, name: str) -> None:
        self._place(tree.of_station(record, name))
        self.rows[record.code] = table.row(self.frame.record, record)

    def _place(self, node: Child) -> None:
        self.below.setdefault(ancestors(node.code)[0], {})[node.code] = node
