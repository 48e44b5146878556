"""Whether the machine still reads as well as it was measured to, hour by hour, from what lies in the database."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import ReadingRow
from recap.domain.drift import Comparison, Drift, watch
from recap.domain.election import ContestId
from recap.domain.reading import Decision, Reader


@dataclass(frozen=True, slots=True)
class Arrived:
    """The photos that the machine read in one hour, by what it decided; `at` is the hour's beginning."""

    at: datetime
    accepted: int
    reviewed: int
    refused: int


async def agreement(session: AsyncSession, contest: ContestId, area: str = "") -> Drift:
    """Return how well people and the machine agree, in an area, on sure cells that people keyed without seeing them."""
    hidden = ReadingRow.detail["blind"]
    query = select(ReadingRow.created_at, ReadingRow.values, hidden).where(
        *_within(contest, area), ReadingRow.officer.is_not(None), hidden.is_not(None)
    )
    return watch(
        Comparison(at, keyed.get(code) == read)
        for at, keyed, blind in await session.execute(query.order_by(ReadingRow.id))
        for code, read in sorted(blind.items())
    )


async def arrived(session: AsyncSession, contest: ContestId, area: str = "") -> list[Arrived]:
    """Return how many photos of an area were accepted, sent to a person and refused, in each hour with any."""
    hour = func.date_trunc("hour", ReadingRow.created_at, "UTC")
    query = select(hour, ReadingRow.decision, func.count()).where(
        *_within(contest, area), ReadingRow.reader == Reader.MACHINE
    )
    counts: dict[datetime, Counter[str]] = defaultdict(Counter)
    for at, decision, n in await session.execute(query.group_by(hour, ReadingRow.decision)):
        counts[at][decision] += n
    return [
        Arrived(at, each[Decision.ACCEPT], each[Decision.REVIEW], each[Decision.REFUSE])
        for at, each in sorted(counts.items())
    ]


def _within(contest: ContestId, area: str) -> tuple[ColumnElement[bool], ...]:
    return ReadingRow.contest == contest, ReadingRow.station.startswith(area, autoescape=True)
