"""Discrepancies: noted once for each set of values, listed while they are open, settled with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import claims, clock, jobs, locks, outcomes, settlements, stations
from recap.app.scopes import Some, among
from recap.app.settings import settings
from recap.app.tables import CountOrderRow, DiscrepancyRow, StationStateRow
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import AlreadySettled, DiscrepancyUnknown
from recap.domain.reason import Reason
from recap.domain.refusals.cases import AwaitsSecond
from recap.domain.rules import Relation, Severity
from recap.domain.ruling import changes, size_of
from recap.domain.settlement import Discrepancy, Outcome, Settlement

AT_MOST = 200
"""How many cases one list shows; a kecamatan's officer works from the top."""


@dataclass(frozen=True, slots=True)
class Case:
    """A discrepancy on record. `is_open` says that it holds for the values of now and waits for an officer."""

    number: int
    contest: ContestId
    station: StationCode
    discrepancy: Discrepancy
    opened_at: datetime
    is_open: bool
    settlement: Settlement | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """An answer on record, and whether it waits for a second officer."""

    settlement: Settlement
    needs_second: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an officer decides about one case."""

    number: int
    reason: Reason
    note: str
    officer: int
    role: str
    values: Mapping[str, int] = field(default_factory=dict)


async def note(
    session: AsyncSession, contest: ContestId, station: StationCode, found: Iterable[Discrepancy], count: int = 1
) -> None:
    """Put discrepancies on record; one already seen with the same values is not opened again."""
    at = {"contest": contest, "station": station, "count": count, "opened_at": clock.now()}
    rows = [_columns(each) | at for each in found]
    if rows:
        await session.execute(insert(DiscrepancyRow).values(rows).on_conflict_do_nothing())


async def open_in(
    session: AsyncSession, contest: ContestId, area: str, rule: str = "", limit: int = AT_MOST
) -> list[Case]:
    """Return the open cases of an area or station, oldest first; `rule` keeps those of one rule, such as `R9`."""
    query = _cases(contest, area).where(_is_open())
    if rule:
        query = query.where(func.split_part(DiscrepancyRow.key, ":", 1) == rule)
    rows = await session.execute(query.limit(limit))
    return [_case(row, None, is_open=True) for row, _ in rows]


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Case]:
    """Return every case a station ever had, oldest first: open, settled, or overtaken by a new reading."""
    return await of_all(session, contest, frozenset({station}))


async def of_all(session: AsyncSession, contest: ContestId, scope: str | Some) -> list[Case]:
    """Return every case the stations of an area, or these, ever had, oldest first."""
    rows = (await session.execute(_cases(contest, scope))).all()
    given = await settlements.of_all(session, contest, scope) if rows else {}
    answers = {(*at, each.fingerprint): each for at, said in given.items() for each in said}
    return [
        _case(row, answers.get((StationCode(row.station), row.count, row.fingerprint)), is_open=is_open)
        for row, is_open in rows
    ]


async def get(session: AsyncSession, number: int) -> Case:
    """Return the case with this number."""
    row = await session.get(DiscrepancyRow, number)
    if row is None:
        raise DiscrepancyUnknown(number=number)
    contest, station = ContestId(row.contest), StationCode(row.station)
    return next(case for case in await of_station(session, contest, station) if case.number == number)


async def settle(session: AsyncSession, ruling: Ruling) -> Given:
    """Record an officer's answer, if the case still stands as the officer saw it, and have the station settled anew.

    An answer that changes a number of votes by more than the set size waits for a second officer (`approvals.answer`).
    """
    case = await get(session, ruling.number)
    now = await standing(session, case)
    await claims.must_not_be_taken(session, ruling.number, ruling.officer)
    if await settlements.proposed(session, [ruling.number]):
        raise AwaitsSecond
    values = changes(case.discrepancy, ruling.reason, ruling.note, ruling.values)
    needs_second = size_of(case.discrepancy, values, now.values) > settings().second_person_above_votes
    given = Settlement(
        case.discrepancy.fingerprint,
        ruling.reason,
        ruling.note.strip(),
        ruling.officer,
        ruling.role,
        values,
        clock.now(),
    )
    await settlements.add(session, ruling.number, given, needs_second=needs_second)
    if not needs_second:
        await close(session, case)
    return Given(given, needs_second)


async def standing(session: AsyncSession, case: Case) -> Outcome:
    """Return what holds at the case's station from now to the transaction's end; raise if the case does not stand."""
    await stations.hold(session, case.contest, case.station)
    await locks.must_be_open(session, case.contest, case.station)
    now = await outcomes.of_station(session, case.contest, case.station)
    if case.count != now.count or case.discrepancy not in (*now.open, *now.hints):
        raise AlreadySettled(number=case.number)
    return now


async def close(session: AsyncSession, case: Case) -> None:
    """Take a case off the queue because an answer has effect, and have its station settled anew."""
    await stations.close(session, case.contest, case.station, case.discrepancy.fingerprint)
    await jobs.offer_settling(session, case.contest, case.station)


def _cases(contest: ContestId, scope: str | Some) -> Select[DiscrepancyRow, bool]:
    of_now = (StationStateRow.contest == DiscrepancyRow.contest) & (StationStateRow.station == DiscrepancyRow.station)
    within = (DiscrepancyRow.contest == contest, among(DiscrepancyRow.station, scope))
    query = select(DiscrepancyRow, func.coalesce(_is_open(), False))
    return query.outerjoin(StationStateRow, of_now).where(*within).order_by(DiscrepancyRow.id)


def _is_open() -> ColumnElement[bool]:
    """Say whether a case of the count that counts now holds; a hint at a signed station waits for nobody."""
    still = StationStateRow.open.op("?", is_comparison=True)(DiscrepancyRow.fingerprint)
    here = (CountOrderRow.contest == DiscrepancyRow.contest, CountOrderRow.station == DiscrepancyRow.station)
    ordered = select(func.max(CountOrderRow.count)).where(*here).correlate(DiscrepancyRow).scalar_subquery()
    answerable = StationStateRow.locked_by.is_(None) | (DiscrepancyRow.severity != Severity.WARNING)
    return still & (DiscrepancyRow.count == func.coalesce(ordered, stations.FIRST_COUNT)) & answerable


def _columns(found: Discrepancy) -> dict[str, object]:
    return {
        "key": found.key,
        "fingerprint": found.fingerprint,
        "severity": found.severity,
        "cells": list(found.cells),
        "values": [list(pair) for pair in found.values],
        "left_sum": found.left_sum,
        "relation": found.relation,
        "right_sum": found.right_sum,
    }


def _case(row: DiscrepancyRow, settlement: Settlement | None, *, is_open: bool) -> Case:
    values = tuple((str(name), int(value) if value is not None else None) for name, value in row.values)
    relation = Relation(row.relation) if row.relation else None
    sums = (row.left_sum, relation, row.right_sum)
    found = Discrepancy(row.key, Severity(row.severity), tuple(row.cells), values, *sums)
    return Case(
        row.id, ContestId(row.contest), StationCode(row.station), found, row.opened_at, is_open, settlement, row.count
    )
