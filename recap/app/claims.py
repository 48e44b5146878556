"""Whose case it is: officers take discrepancies as theirs to settle, and give them back; only ever added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, stations
from recap.app.tables import CaseClaimRow, DiscrepancyRow, OfficerRow
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import DiscrepancyUnknown
from recap.domain.refusals.cases import CaseNotYours, CaseTaken
from recap.domain.rights import Role


@dataclass(frozen=True, slots=True)
class Claim:
    """An officer who took a case, and since when."""

    officer: int
    name: str
    role: Role
    since: datetime


async def take(session: AsyncSession, number: int, officer: int, instead_of: int = 0) -> None:
    """Make a case this officer's.

    CaseTaken when somebody else has it, unless `instead_of` says that the officer knows whose it was.
    """
    await _hold(session, number)
    now = (await current(session, [number])).get(number)
    if now and now.officer == officer:
        return
    if now and now.officer != instead_of:
        raise CaseTaken(name=now.name)
    await _add(session, number, officer, taken=True)


async def give_back(session: AsyncSession, number: int, officer: int) -> None:
    """Make a case nobody's again; CaseNotYours unless this officer has it."""
    await _hold(session, number)
    now = (await current(session, [number])).get(number)
    if now is None or now.officer != officer:
        raise CaseNotYours
    await _add(session, number, officer, taken=False)


async def must_not_be_taken(session: AsyncSession, number: int, officer: int) -> None:
    """Raise CaseTaken when somebody else has the case."""
    now = (await current(session, [number])).get(number)
    if now and now.officer != officer:
        raise CaseTaken(name=now.name)


async def current(session: AsyncSession, numbers: Collection[int]) -> dict[int, Claim]:
    """Return who has each of these cases; a case nobody has is left out."""
    which = CaseClaimRow.discrepancy
    query = (
        select(CaseClaimRow, OfficerRow.name, OfficerRow.role)
        .ext(distinct_on(which))
        .join(OfficerRow, OfficerRow.id == CaseClaimRow.officer)
        .where(which.in_(numbers))
        .order_by(which, CaseClaimRow.id.desc())
    )
    rows = await session.execute(query)
    return {row.discrepancy: Claim(row.officer, name, Role(role), row.at) for row, name, role in rows if row.taken}


async def _hold(session: AsyncSession, number: int) -> None:
    case = await session.get(DiscrepancyRow, number)
    if case is None:
        raise DiscrepancyUnknown(number=number)
    await stations.hold(session, ContestId(case.contest), StationCode(case.station))


async def _add(session: AsyncSession, number: int, officer: int, *, taken: bool) -> None:
    session.add(CaseClaimRow(discrepancy=number, officer=officer, taken=taken, at=clock.now()))
    await session.flush()
