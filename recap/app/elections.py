"""Loaded elections: put a definition into the database as a whole, and look up its contests, areas and stations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import definition, definitions, election_rows
from recap.app.clock import now
from recap.app.database import lock
from recap.app.tables import AreaRow, ChoiceRow, ContestRow, ElectionRow, StationRow
from recap.domain.election import (
    Area,
    AreaCode,
    Choice,
    ChoiceKind,
    Contest,
    ContestId,
    Election,
    Station,
    StationCode,
    ancestors,
)
from recap.domain.errors import AreaUnknown, ContestUnknown, ElectionHasResults, StationUnknown


class Change(StrEnum):
    """What loading a definition did."""

    ADDED = "added"
    REPLACED = "replaced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a definition did, and the digest the definition is known by."""

    election: str
    change: Change
    definition_sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A loaded election, without its thousands of stations."""

    id: str
    name: str
    day: date
    notes: tuple[str, ...]
    stations: int
    voters: int


async def load(session: AsyncSession, election: Election) -> Loaded:
    """Load a definition; loading the same again does nothing, another one replaces it while no photo has come.

    ElectionHasResults if photos have come. Appointments to what a new definition drops are ended.
    """
    await lock(session, f"election/{election.id}")
    digest = definition.digest_of(election)
    before = await session.get(ElectionRow, election.id)
    if before is not None and before.definition_sha256 == digest:
        await definitions.keep(session, election, before.loaded_at)
        return Loaded(election.id, Change.NONE, digest)
    if before is not None and await election_rows.has_photos(session, election.id):
        raise ElectionHasResults(election=election.id)
    at = now()
    await definitions.add(session, election, at)
    await session.merge(
        ElectionRow(
            id=election.id,
            name=election.name,
            day=election.day,
            notes=list(election.notes),
            definition_sha256=digest,
            loaded_at=at,
        )
    )
    await session.flush()
    await election_rows.exchange(session, election)
    return Loaded(election.id, Change.ADDED if before is None else Change.REPLACED, digest)


async def summaries(session: AsyncSession) -> list[Summary]:
    """Return all loaded elections, the latest day first."""
    voters = func.coalesce(func.sum(StationRow.voters_male + StationRow.voters_female), 0)
    query = (
        select(ElectionRow, func.count(StationRow.code), voters)
        .outerjoin(StationRow, StationRow.election == ElectionRow.id)
        .group_by(ElectionRow.id)
        .order_by(ElectionRow.day.desc(), ElectionRow.id)
    )
    found = await session.execute(query)
    return [Summary(row.id, row.name, row.day, tuple(row.notes), stations, int(sum_)) for row, stations, sum_ in found]


async def digests(session: AsyncSession) -> dict[str, str]:
    """Return the digest of every loaded definition, by election."""
    found = await session.execute(select(ElectionRow.id, ElectionRow.definition_sha256).order_by(ElectionRow.id))
    return {row.id: row.definition_sha256 for row in found}


async def contests(session: AsyncSession) -> list[Contest]:
    """Return all contests of all loaded elections, by id."""
    rows = (await session.scalars(select(ContestRow).order_by(ContestRow.id))).all()
    choices = (await session.scalars(select(ChoiceRow).order_by(ChoiceRow.contest, ChoiceRow.number))).all()
    return [_contest(row, [c for c in choices if c.contest == row.id]) for row in rows]


async def contest(session: AsyncSession, contest_id: ContestId) -> Contest:
    """Return one contest; ContestUnknown if it is not loaded."""
    row = await _contest_row(session, contest_id)
    query = select(ChoiceRow).where(ChoiceRow.contest == contest_id).order_by(ChoiceRow.number)
    return _contest(row, (await session.scalars(query)).all())


async def station(session: AsyncSession, contest_id: ContestId, code: StationCode) -> Station:
    """Return one station of a contest; StationUnknown if the contest is not held there."""
    held = await _contest_row(session, contest_id)
    row = await session.get(StationRow, (held.election, code)) if code.startswith(held.area) else None
    if row is None:
        raise StationUnknown(code=code)
    return _station(row)


async def stations(session: AsyncSession, contest_id: ContestId, area_code: str) -> list[Station]:
    """Return the stations of a contest in an area, or the one station of that code, in the order of their codes."""
    held = await _contest_row(session, contest_id)
    query = (
        select(StationRow)
        .where(StationRow.election == held.election)
        .where(StationRow.code.startswith(held.area, autoescape=True))
        .where(StationRow.code.startswith(area_code, autoescape=True))
        .order_by(StationRow.code)
    )
    return [_station(row) for row in (await session.scalars(query)).all()]


async def areas(session: AsyncSession, contest_id: ContestId) -> list[Area]:
    """Return the contest's area, what it contains and what contains it, in the order of their codes."""
    held = await _contest_row(session, contest_id)
    above = ancestors(held.area)
    query = (
        select(AreaRow)
        .where(AreaRow.election == held.election)
        .where(AreaRow.code.startswith(held.area, autoescape=True) | AreaRow.code.in_(above))
        .order_by(AreaRow.code)
    )
    return [_area(row) for row in (await session.scalars(query)).all()]


async def area(session: AsyncSession, contest_id: ContestId, code: str) -> Area:
    """Return one of the contest's areas, or one that contains them; AreaUnknown if there is none."""
    held = await _contest_row(session, contest_id)
    concerned = code.startswith(held.area) or held.area.startswith(code)
    row = await session.get(AreaRow, (held.election, code)) if concerned else None
    if row is None:
        raise AreaUnknown(code=code)
    return _area(row)


async def lineage(session: AsyncSession, contest_id: ContestId, code: str) -> list[Area]:
    """Return the areas around an area or a station, itself included if it is an area, the province first."""
    held = await _contest_row(session, contest_id)
    query = (
        select(AreaRow)
        .where(AreaRow.election == held.election)
        .where(AreaRow.code.in_([*ancestors(code), code]))
        .order_by(AreaRow.code)
    )
    return [_area(row) for row in (await session.scalars(query)).all()]


async def _contest_row(session: AsyncSession, contest_id: ContestId) -> ContestRow:
    row = await session.get(ContestRow, contest_id)
    if row is None:
        raise ContestUnknown(contest=contest_id)
    return row


def _contest(row: ContestRow, choices: Sequence[ChoiceRow]) -> Contest:
    on_ballot = tuple(Choice(c.number, c.name, ChoiceKind(c.kind), c.external_id) for c in choices)
    return Contest(ContestId(row.id), row.office, row.title, AreaCode(row.area), row.layout, on_ballot)


def _area(row: AreaRow) -> Area:
    return Area(AreaCode(row.code), row.name)


def _station(row: StationRow) -> Station:
    return Station(StationCode(row.code), row.number, row.voters_male, row.voters_female, row.cap)
