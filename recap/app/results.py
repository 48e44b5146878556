"""The settled numbers of stations; a new revision or count stands beside the earlier ones, and the latest counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.scopes import Some, among
from recap.app.tables import ResultRow
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.settlement import Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """One revision of the settled numbers (hasil) of one count, with everything said of each cell kept apart."""

    id: int
    contest: ContestId
    station: StationCode
    count: int
    revision: int
    values: Mapping[str, int]
    read: Mapping[str, int | None]
    keyed: Mapping[str, int | None]
    written: Mapping[str, int]
    corrected: Mapping[str, int]
    photos: Mapping[int, PhotoDigest]
    by_officer: bool
    settled_at: datetime

    def says(self, outcome: Outcome) -> bool:
        """Tell whether an accepted outcome would only repeat this result."""
        mine = (self.values, self.read, self.keyed, self.written, self.corrected, self.photos)
        theirs = (outcome.values, outcome.read, outcome.keyed, outcome.written, outcome.corrected, outcome.photos)
        return mine == theirs and (self.count, self.by_officer) == (outcome.count, outcome.by_officer)


async def add(
    session: AsyncSession, contest: ContestId, station: StationCode, outcome: Outcome, revision: int
) -> Result:
    """Record an accepted outcome as the next revision of its count's result."""
    row = ResultRow(
        contest=contest,
        station=station,
        count=outcome.count,
        revision=revision,
        values=dict(outcome.values),
        read=dict(outcome.read),
        keyed=dict(outcome.keyed),
        written=dict(outcome.written),
        corrected=dict(outcome.corrected),
        photos={str(page): photo for page, photo in outcome.photos.items()},
        by_officer=outcome.by_officer,
        settled_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return _result(row)


async def latest(session: AsyncSession, contest: ContestId, station: StationCode) -> Result | None:
    """Return the result of a station that counts: the last of its latest count that has one, None if none has."""
    found = await history(session, contest, station)
    return found[-1] if found else None


async def history(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Result]:
    """Return every revision of the results of all counts of a station, oldest count and revision first."""
    return await history_of_all(session, contest, frozenset({station}))


async def history_of_all(session: AsyncSession, contest: ContestId, some: Some) -> list[Result]:
    """Return every revision of the results of all counts of these stations, oldest count and revision first."""
    mine = (ResultRow.contest == contest, among(ResultRow.station, some))
    query = select(ResultRow).where(*mine).order_by(ResultRow.count, ResultRow.revision)
    return [_result(row) for row in await session.scalars(query)]


def _result(row: ResultRow) -> Result:
    return Result(
        id=row.id,
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        count=row.count,
        revision=row.revision,
        values=row.values,
        read=row.read,
        keyed=row.keyed,
        written=row.written,
        corrected=row.corrected,
        photos={int(page): PhotoDigest(photo) for page, photo in row.photos.items()},
        by_officer=row.by_officer,
        settled_at=row.settled_at,
    )
