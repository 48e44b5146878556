"""Discrepancies: noted once for each set of values, listed while they are open, settled with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, jobs, outcomes, settlements, stations
from recap.app.tables import DiscrepancyRow, StationStateRow
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import AlreadySettled, DiscrepancyUnknown
from recap.domain.rules import Relation, Severity
from recap.domain.ruling import changes
from recap.domain.settlement import Discrepancy, Reason, Settlement

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


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an officer decides about one case."""

    number: int
    reason: Reason
    note: str
    officer: int
    role: str
    values: Mapping[str, int] = field(default_factory=dict)


async def note(session: AsyncSession, contest: ContestId, station: StationCode, found: Iterable[Discrepancy]) -> None:
    """Put discrepancies on record; one already seen with the same values is not opened again."""
    rows = [_columns(each) | {"contest": contest, "station": station, "opened_at": clock.now()} for each in found]
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
    answers = {each.fingerprint: each for each in await settlements.of_station(session, contest, station)}
    rows = await session.execute(_cases(contest, station))
    return [_case(row, answers.get(row.fingerprint), is_open=is_open) for row, is_open in rows]


async def get(session: AsyncSession, number: int) -> Case:
    """Return the case with this number."""
    row = await session.get(DiscrepancyRow, number)
    if row is None:
        raise DiscrepancyUnknown(number=number)
    contest, station = ContestId(row.contest), StationCode(row.station)
    return next(case for case in await of_station(session, contest, station) if case.number == number)


async def settle(session: AsyncSession, ruling: Ruling) -> Settlement:
    """Record an officer's answer, if the case still stands as the officer saw it, and have the station settled anew."""
    case = await get(session, ruling.number)
    contest, station = case.contest, case.station
    await stations.hold(session, contest, station)
    now = await outcomes.of_station(session, contest, station)
    if case.discrepancy not in now.open:
        raise AlreadySettled(number=ruling.number)
    values = changes(case.discrepancy, ruling.reason, ruling.note, ruling.values)
    given = Settlement(
        case.discrepancy.fingerprint,
        ruling.reason,
        ruling.note.strip(),
        ruling.officer,
        ruling.role,
        values,
        clock.now(),
    )
    await settlements.add(session, ruling.number, given)
    await stations.close(session, contest, station, given.fingerprint)
    await jobs.offer_settling(session, contest, station)
    return given


def _cases(contest: ContestId, area: str) -> Select[DiscrepancyRow, bool]:
    of_now = (StationStateRow.contest == DiscrepancyRow.contest) & (StationStateRow.station == DiscrepancyRow.station)
    within = (DiscrepancyRow.contest == contest, DiscrepancyRow.station.startswith(area, autoescape=True))
    query = select(DiscrepancyRow, func.coalesce(_is_open(), False))
    return query.outerjoin(StationStateRow, of_now).where(*within).order_by(DiscrepancyRow.id)


def _is_open() -> ColumnElement[bool]:
    return StationStateRow.open.op("?", is_comparison=True)(DiscrepancyRow.fingerprint)


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
    return Case(row.id, ContestId(row.contest), StationCode(row.station), found, row.opened_at, is_open, settlement)
