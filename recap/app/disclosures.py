"""What the tiers did, as everybody may see it: counts, objections, copies, certificates, reopenings; no names."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import copies, locks, objections, orders, recipients, reopenings, results
from recap.app.copies import Copy
from recap.app.reopenings import Reopening
from recap.app.results import Result
from recap.app.tables import (
    CertificateRow,
    CopyReceiptRow,
    CopyRow,
    CountOrderRow,
    ObjectionAnswerRow,
    ObjectionRow,
    StationStateRow,
)
from recap.domain.certificate import Standing
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.objection import Objection
from recap.domain.recount import Order
from recap.domain.refusals.copies import CopyNotMade


@dataclass(frozen=True, slots=True)
class Handed:
    """A station's signed copy, how many have acknowledged it and how many are to have it."""

    copy: Copy
    received: int
    due: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A certificate of an area, without its text: what it is worth now, and every request to reopen it."""

    area: str
    revision: int
    sha256: str
    pdf: str
    key: str
    standing: Standing
    signed_at: datetime
    reopenings: tuple[Reopening, ...] = ()


@dataclass(frozen=True, slots=True)
class StationActs:
    """What was done about one station beside reading and settling it; `counts` are all its results, oldest first."""

    orders: tuple[Order, ...] = ()
    counts: tuple[Result, ...] = ()
    objections: tuple[Objection, ...] = ()
    handed: Handed | None = None


@dataclass(frozen=True, slots=True)
class AreaActs:
    """What was done about one area as a whole."""

    certificates: tuple[Sealed, ...] = ()
    objections: tuple[Objection, ...] = ()


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> StationActs:
    """Return what was done about a station."""
    return StationActs(
        tuple(await orders.of_station(session, contest, station)),
        tuple(await results.history(session, contest, station)),
        tuple(await objections.within(session, contest, station)),
        await _handed(session, contest, station),
    )


async def of_areas(session: AsyncSession, contest: ContestId) -> dict[str, AreaActs]:
    """Return what was done about every area of a contest about which something was done, by its code."""
    sealed: dict[str, list[Sealed]] = {}
    for one in await _sealed(session, contest):
        sealed.setdefault(one.area, []).append(one)
    said: dict[str, list[Objection]] = {}
    for each in await objections.of_areas(session, contest):
        said.setdefault(each.area, []).append(each)
    codes = sealed.keys() | said.keys()
    return {code: AreaActs(tuple(sealed.get(code, ())), tuple(said.get(code, ()))) for code in codes}


async def changes(session: AsyncSession, contest: ContestId, station: str = "") -> dict[StationCode, datetime]:
    """Return when each station last changed in the public's eyes, except those about which nothing is known yet."""
    held = StationStateRow.contest == contest
    filed = (ObjectionRow.contest == contest, func.length(ObjectionRow.area) == Tier.STATION.value)
    answered = ObjectionAnswerRow.objection == ObjectionRow.id
    moments = union_all(
        select(StationStateRow.station.label("station"), StationStateRow.updated_at.label("at")).where(held),
        select(ObjectionRow.area, ObjectionRow.filed_at).where(*filed),
        select(ObjectionRow.area, ObjectionAnswerRow.answered_at).join(ObjectionAnswerRow, answered).where(*filed),
        select(CountOrderRow.station, CountOrderRow.ordered_at).where(CountOrderRow.contest == contest),
        select(CopyRow.station, CopyRow.made_at).where(CopyRow.contest == contest),
        select(CopyRow.station, CopyReceiptRow.received_at)
        .join(CopyReceiptRow, CopyReceiptRow.copy == CopyRow.id)
        .where(CopyRow.contest == contest),
    ).subquery()
    query = select(moments.c.station, func.max(moments.c.at)).group_by(moments.c.station)
    if station:
        query = query.where(moments.c.station == station)
    return {StationCode(code): at for code, at in await session.execute(query)}


async def _handed(session: AsyncSession, contest: ContestId, station: StationCode) -> Handed | None:
    try:
        copy = await copies.current(session, contest, station)
    except CopyNotMade:
        return None
    listed = {each.number for each in await recipients.of_contest(session, contest)}
    received = await copies.receipts(session, copy)
    return Handed(copy, len(listed & received.keys()), len(listed))


async def _sealed(session: AsyncSession, contest: ContestId) -> list[Sealed]:
    worth = await locks.standings_in(session, contest)
    asked: dict[int, list[Reopening]] = {}
    for each in await reopenings.of_contest(session, contest):
        asked.setdefault(each.certificate, []).append(each)
    row = CertificateRow
    columns = (row.id, row.area, row.revision, row.sha256, row.pdf, row.key, row.signed_at)
    found = await session.execute(select(*columns).where(row.contest == contest).order_by(row.id))
    return [
        Sealed(area, revision, sha256, pdf, key, worth[id_], signed_at, tuple(asked.get(id_, ())))
        for id_, area, revision, sha256, pdf, key, signed_at in found
    ]
