"""How far a witness or supervisor is with their own photos of the forms in their area."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from recap.app.stations import FIRST_COUNT
from recap.app.tables import CountOrderRow, ReadingRow, UploadRow
from recap.domain.election import ContestId, StationCode
from recap.domain.reading import Reader


@dataclass(frozen=True, slots=True)
class Observed:
    """How many photos an observer has sent of a station's form, and how many pages they have keyed."""

    sent: int = 0
    keyed: int = 0


async def by_station(session: AsyncSession, contest: ContestId, officer: int, area: str) -> dict[StationCode, Observed]:
    """Return what an observer has done at each station of an area, except those where it is nothing."""
    photos = (
        select(UploadRow.station, func.count(UploadRow.photo.distinct()))
        .where(UploadRow.contest == contest, UploadRow.officer == officer, UploadRow.observed)
        .where(UploadRow.station.startswith(area, autoescape=True), _now(UploadRow.station, UploadRow.count, contest))
        .group_by(UploadRow.station)
    )
    pages = (
        select(ReadingRow.station, func.count(ReadingRow.page.distinct()))
        .where(ReadingRow.contest == contest, ReadingRow.officer == officer, ReadingRow.reader == Reader.OBSERVER)
        .where(ReadingRow.station.startswith(area, autoescape=True))
        .where(_now(ReadingRow.station, ReadingRow.count, contest))
        .group_by(ReadingRow.station)
    )
    sent = {code: number for code, number in await session.execute(photos)}  # noqa: C416  rows are not pairs to mypy
    keyed = {code: number for code, number in await session.execute(pages)}  # noqa: C416
    return {StationCode(code): Observed(sent[code], keyed.get(code, 0)) for code in sent}


def _now(
    station: InstrumentedAttribute[str], count: InstrumentedAttribute[int], contest: ContestId
) -> ColumnElement[bool]:
    """Say whether a row belongs to the count of its station that counts now."""
    ordered = select(func.max(CountOrderRow.count)).where(
        CountOrderRow.contest == contest, CountOrderRow.station == station
    )
    return count == func.coalesce(ordered.scalar_subquery(), FIRST_COUNT)
