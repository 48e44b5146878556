"""What has changed since the folder was last published, as the log tells it, and the editions it changes."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import acts
from aggregation.contest import Frame
from aggregation.edition import Edition
from aggregation.exporting import Order
from aggregation.folder import Folder, manifest_of, object_path
from aggregation.frames import Frames, Loaded
from aggregation.manifest import Manifest
from aggregation.packing import Kept
from aggregation.spelling import digest, encode
from recap.app import acts as logged
from recap.app import disclosures
from recap.app.disclosures import Sealed
from recap.domain.election import ContestId, Station, Tier


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be made anew of one contest: stations, and the certificates of areas about which something was done.

    `whole` says that all of it is, because what it is about was defined anew.
    """

    edition: Edition
    stations: tuple[Station, ...]
    certificates: tuple[Sealed, ...]
    whole: bool

    @property
    def is_any(self) -> bool:
        """Tell whether there is anything to be made anew."""
        return bool(self.stations or self.edition.stale)


@dataclass(frozen=True, slots=True)
class Findings:
    """The manifest there was, what is loaded now, and what has changed in every contest."""

    before: Manifest | None
    loaded: Loaded
    changes: tuple[Change, ...]

    @property
    def is_any(self) -> bool:
        """Tell whether there is anything to publish."""
        if self.before is None:
            return True
        listed = tuple(dict(each) for each in self.before.elections) != tuple(
            dict(each) for each in self.loaded.entries
        )
        gone = self.before.contests.keys() != self._loaded()
        return listed or gone or any(each.is_any for each in self.changes)

    def anew(self) -> set[str]:
        """Return the contests of which nothing published before remains: defined anew, or no longer held."""
        whole = {str(each.edition.frame.contest.id) for each in self.changes if each.whole}
        return whole | (self.before.contests.keys() - self._loaded() if self.before else set())

    def fitting(self, orders: Mapping[str, Order]) -> dict[str, str]:
        """Return the area records of these exports by contest, without those of a contest that was defined anew."""
        frames = {each.edition.frame.contest.id: each.edition.frame for each in self.changes}
        return {
            contest: order.area
            for contest, order in orders.items()
            if contest in frames and order.contest == digest(encode(frames[ContestId(contest)].record))
            if order.election == self.loaded.entry_of(contest)
        }

    def _loaded(self) -> set[str]:
        return {str(each.edition.frame.contest.id) for each in self.changes}


class Survey:
    """Knows the editions of one folder; what it knows is of the manifest the folder shows, or of the one after."""

    def __init__(self, folder: Folder) -> None:
        """Look at this folder."""
        self._folder = folder
        self._frames = Frames()
        self._editions: dict[ContestId, Edition] = {}

    def forget(self) -> None:
        """Know nothing but what the folder shows: what was to be published was not."""
        self._editions.clear()

    async def look(self, session: AsyncSession) -> Findings:
        """Return what has changed: the stations and areas about which the log has something new."""
        before = manifest_of(self._folder)
        loaded = await self._frames.read(session)
        since = before.log.size if before else 0
        touched: dict[str, set[str]] = defaultdict(set)
        for contest, code in await logged.touched(session, since) | await disclosures.counted_anew(session, since):
            touched[contest].add(code)
        changes = [await self._change(session, each, before, touched[each.contest.id]) for each in loaded.frames]
        return Findings(before, loaded, tuple(changes))

    async def _change(
        self, session: AsyncSession, frame: Frame, before: Manifest | None, touched: AbstractSet[str]
    ) -> Change:
        contest = frame.contest.id
        whole = _is_new(frame, before)
        entry = before.contests[contest] if before is not None and not whole else None
        edition = self._editions.get(contest)
        # What somebody else has published meanwhile is not in it: then the folder alone knows.
        known = edition is not None and entry is not None and edition.frame is frame and edition.area == entry.area
        if edition is None or not known:
            edition = self._editions[contest] = Edition(frame)
            if before is not None and entry is not None:
                file = before.files[object_path(entry.area)]
                edition.resume(self._folder, Kept(entry.area, file.size, file.gzip, file.brotli))
        sealed: list[Sealed] = []
        if not known or any(len(code) < Tier.STATION.value for code in touched):
            found = await disclosures.of_areas(session, contest)
            edition.learn({code: acts.of_area(area) for code, area in found.items()})
            sealed = [each for area in found.values() for each in area.certificates]
        return Change(edition, edition.due(touched), tuple(sealed), whole)


def _is_new(frame: Frame, before: Manifest | None) -> bool:
    """Tell whether the manifest speaks of no such contest, or of one that was defined otherwise."""
    entry = before.contests.get(frame.contest.id) if before else None
    if before is None or entry is None or entry.object != digest(encode(frame.record)):
        return True
    election = frame.contest.id.partition(".")[0]
    return {each["id"]: each["definition"] for each in before.elections}.get(election) != frame.definition
