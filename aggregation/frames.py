"""The loaded elections and contests as they are published, read again only when a definition has changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation.contest import Frame, contest_record
from recap.app import elections, layouts
from recap.app.elections import Summary
from recap.domain.election import Contest
from recap.domain.sumtree import Scheme


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every loaded election with the digest of its definition, and the frame of every contest."""

    digests: Mapping[str, str]
    elections: tuple[Summary, ...]
    frames: tuple[Frame, ...]

    @property
    def entries(self) -> tuple[Mapping[str, str], ...]:
        """Return the elections as a manifest lists them."""
        return tuple(
            {"id": e.id, "name": e.name, "day": e.day.isoformat(), "definition": self.digests[e.id]}
            for e in self.elections
        )

    def entry_of(self, contest: str) -> Mapping[str, str]:
        """Return a contest's election as a manifest lists it."""
        election = contest.partition(".")[0]
        return next(each for each in self.entries if each["id"] == election)


@dataclass(slots=True)
class Frames:
    """What was last read of them."""

    _known: Loaded | None = field(default=None)

    async def read(self, session: AsyncSession) -> Loaded:
        """Return what is loaded now."""
        digests = await elections.digests(session)
        if self._known is None or self._known.digests != digests:
            held = await elections.contests(session)
            frames = [await _frame(session, contest, digests[contest.id.partition(".")[0]]) for contest in held]
            self._known = Loaded(digests, tuple(await elections.summaries(session)), tuple(frames))
        return self._known


async def _frame(session: AsyncSession, contest: Contest, definition: str) -> Frame:
    areas = await elections.areas(session, contest.id)
    record = contest_record(contest, layouts.load(contest.layout, len(contest.choices)), areas)
    stations = await elections.stations(session, contest.id, contest.area)
    scheme = Scheme(record.id, record.lanes)
    return Frame(contest, record, scheme, {str(area.code): area for area in areas}, tuple(stations), definition)
