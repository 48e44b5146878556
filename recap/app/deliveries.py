"""How far the copies have come: delivered n of N, of one station and of every station of an area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import copies, elections, recipients
from recap.app.copies import Copy, Receipt
from recap.app.tables import CopyReceiptRow
from recap.domain.election import ContestId, StationCode
from recap.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Handed:
    """One recipient of one copy: the receipt if there is one, and when they were reminded."""

    recipient: Recipient
    receipt: Receipt | None
    reminded: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A station's current copy and everybody who is to have it."""

    copy: Copy
    handed: tuple[Handed, ...]

    @property
    def delivered(self) -> int:
        """Return how many have acknowledged this revision."""
        return sum(each.receipt is not None for each in self.handed)


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's copy as its area sees it: its revision, 0 before it is made, and how many have acknowledged it."""

    station: StationCode
    number: int
    revision: int
    delivered: int
    due: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The copies of an area added up; `saved` counts the sheets of paper nobody had to write or copy."""

    stations: int
    made: int
    delivered: int
    due: int

    @property
    def saved(self) -> int:
        """Return how many paper copies were saved: one for every acknowledged digital one."""
        return self.delivered


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> Delivery:
    """Return who has a station's current copy and who has not; CopyNotMade while there is none."""
    copy = await copies.current(session, contest, station)
    received = await copies.receipts(session, copy)
    reminded = await copies.reminders(session, contest, station)
    listed = await recipients.of_contest(session, contest)
    handed = (Handed(r, received.get(r.number), tuple(reminded.get(r.number, ()))) for r in listed)
    return Delivery(copy, tuple(handed))


async def of_area(session: AsyncSession, contest: ContestId, area: str) -> list[Standing]:
    """Return how far every station of an area is, in the order of their codes."""
    listed = [recipient.number for recipient in await recipients.of_contest(session, contest)]
    newest = copies.newest(contest, area).subquery()
    here = (CopyReceiptRow.copy == newest.c.id) & CopyReceiptRow.recipient.in_(listed)
    query = (
        select(newest.c.station, newest.c.revision, func.count(CopyReceiptRow.id))
        .outerjoin(CopyReceiptRow, here)
        .group_by(newest.c.station, newest.c.revision)
    )
    made = {code: (revision, delivered) for code, revision, delivered in await session.execute(query)}
    return [
        Standing(station.code, station.number, *made.get(station.code, (0, 0)), due=len(listed))
        for station in await elections.stations(session, contest, area)
    ]


def add_up(standings: Sequence[Standing]) -> Sums:
    """Return the sums of these stations."""
    return Sums(
        stations=len(standings),
        made=sum(each.revision > 0 for each in standings),
        delivered=sum(each.delivered for each in standings),
        due=sum(each.due for each in standings),
    )
