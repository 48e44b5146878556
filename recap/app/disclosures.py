"""What the tiers did, as everybody may see it: counts, objections, copies, certificates, reopenings; no names."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256 as digest_of

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import copies, locks, objections, orders, recipients, reopenings, results
from recap.app.copies import Copy
from recap.app.reopenings import Reopening
from recap.app.results import Result
from recap.app.scopes import Some
from recap.app.tables import (
    CertificateRow,
    CopyReceiptRow,
    CopyRow,
    CountOrderRow,
    LogEntryRow,
    ObjectionAnswerRow,
    ObjectionRow,
    RecipientRow,
    StationStateRow,
)
from recap.domain.certificate import Standing
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.objection import Objection
from recap.domain.recount import Order


@dataclass(frozen=True, slots=True)
class Handed:
    """A station's signed copy, how many have acknowledged it and how many are to have it."""

    copy: Copy
    received: int
    due: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A certificate of an area, without its text: what it is worth now, and every request to reopen it.

    `sha256` and `signature` are the digests of its text and of the signature as it is written.
    """

    area: str
    revision: int
    sha256: str
    signature: str
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


async def of_stations(session: AsyncSession, contest: ContestId, some: Some) -> dict[StationCode, StationActs]:
    """Return what was done about each of these stations."""
    ordered: dict[str, list[Order]] = {}
    for order in await orders.within(session, contest, some):
        ordered.setdefault(order.station, []).append(order)
    counted: dict[str, list[Result]] = {}
    for result in await results.history_of_all(session, contest, some):
        counted.setdefault(result.station, []).append(result)
    said: dict[str, list[Objection]] = {}
    for objection in await objections.within(session, contest, some):
        said.setdefault(objection.area, []).append(objection)
    handed = await _handed(session, contest, some)
    return {
        code: StationActs(
            tuple(ordered.get(code, ())), tuple(counted.get(code, ())), tuple(said.get(code, ())), handed.get(code)
        )
        for code in some
    }


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


async def changes(session: AsyncSession, contest: ContestId, some: Some) -> dict[StationCode, datetime]:
    """Return when each of these last changed in the public's eyes, except those about which nothing is known yet."""
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
    query = query.where(moments.c.station.in_(some))
    return {StationCode(code): at for code, at in await session.execute(query)}


async def counted_anew(session: AsyncSession, since: int) -> set[tuple[str, str]]:
    """Return contest and station of every copy that others are due, as the log has it from this index on."""
    listed = (LogEntryRow.index >= since, LogEntryRow.kind == RecipientRow.__tablename__)
    contests = select(LogEntryRow.contest).where(*listed).distinct()
    query = select(CopyRow.contest, CopyRow.station).where(CopyRow.contest.in_(contests)).distinct()
    return {(contest, station) for contest, station in await session.execute(query)}


async def _handed(session: AsyncSession, contest: ContestId, some: Some) -> dict[StationCode, Handed]:
    made = await copies.current_of(session, contest, some)
    if not made:
        return {}
    listed = {each.number for each in await recipients.of_contest(session, contest)}
    received = await copies.receivers(session, made.values())
    return {code: Handed(copy, len(listed & received.get(copy.id, set())), len(listed)) for code, copy in made.items()}


async def _sealed(session: AsyncSession, contest: ContestId) -> list[Sealed]:
    worth = await locks.standings_in(session, contest)
    asked: dict[int, list[Reopening]] = {}
    for each in await reopenings.of_contest(session, contest):
        asked.setdefault(each.certificate, []).append(each)
    row = CertificateRow
    columns = (row.id, row.area, row.revision, row.sha256, row.signature, row.pdf, row.key, row.signed_at)
    found = await session.execute(select(*columns).where(row.contest == contest).order_by(row.id))
    return [
        Sealed(area, revision, sha256, _digest(signed), pdf, key, worth[id_], signed_at, tuple(asked.get(id_, ())))
        for id_, area, revision, sha256, signed, pdf, key, signed_at in found
    ]


def _digest(signature: str) -> str:
    return digest_of(signature.encode()).hexdigest()
