"""The running total of a plenary: every row, added up over what has been read aloud so far."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import ResultRow, TallyRow
from recap.domain.election import ContestId, Tier


async def total(session: AsyncSession, contest: ContestId, codes: Collection[str]) -> dict[str, int]:
    """Return the sums of the latest results of these stations and of the tallies of these areas."""
    places = [code for code in codes if len(code) == Tier.STATION.value]
    newest = (ResultRow.station, ResultRow.count.desc(), ResultRow.revision.desc())
    results = (
        select(ResultRow.values)
        .ext(distinct_on(ResultRow.station))
        .where(ResultRow.contest == contest, ResultRow.station.in_(places))
        .order_by(*newest)
    )
    tallies = select(TallyRow.values).where(TallyRow.contest == contest, TallyRow.area.in_(set(codes) - set(places)))
    return _sum([*await session.scalars(results), *await session.scalars(tallies)])


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for code, value in part.items():
            sums[code] = sums.get(code, 0) + value
    return sums
