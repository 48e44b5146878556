"""Officers' answers to discrepancies, and a second officer's word on those that change much; only ever added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.scopes import Some, among
from recap.app.tables import ApprovalRow, DiscrepancyRow, OfficerRow, SettlementRow
from recap.domain.election import ContestId, StationCode
from recap.domain.reason import Reason
from recap.domain.rights import Role
from recap.domain.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Proposed:
    """An answer that has no effect until a second officer agrees."""

    id: int
    discrepancy: int
    officer: int
    name: str
    role: Role
    reason: Reason
    note: str
    values: dict[str, int]
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """A second officer's word on an answer: agreed or refused, and why."""

    officer: int
    role: str
    agreed: bool
    note: str = ""


async def add(session: AsyncSession, number: int, settlement: Settlement, *, needs_second: bool = False) -> None:
    """Record an officer's answer to the discrepancy with this number."""
    session.add(
        SettlementRow(
            discrepancy=number,
            officer=settlement.officer,
            role=settlement.role,
            reason=settlement.reason,
            note=settlement.note,
            values=dict(settlement.values),
            needs_second=needs_second,
            settled_at=settlement.settled_at,
        )
    )
    await session.flush()


async def of_station(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int | None = None
) -> list[Settlement]:
    """Return every settlement of a count of a station (of every count without one) that has effect, oldest first."""
    found = await of_all(session, contest, frozenset({station}))
    mine = [each for (_, of_count), given in found.items() if count in (None, of_count) for each in given]
    return sorted(mine, key=lambda each: each.settled_at)


async def of_all(
    session: AsyncSession, contest: ContestId, scope: str | Some
) -> dict[tuple[StationCode, int], list[Settlement]]:
    """Return the settlements that have effect by station and count, oldest first: in an area, or at these stations.

    One that needs a second person has effect from that person's agreement.
    """
    query = (
        select(SettlementRow, DiscrepancyRow, ApprovalRow)
        .join(DiscrepancyRow, SettlementRow.discrepancy == DiscrepancyRow.id)
        .outerjoin(ApprovalRow, ApprovalRow.settlement == SettlementRow.id)
        .where(DiscrepancyRow.contest == contest, among(DiscrepancyRow.station, scope))
        .where(or_(~SettlementRow.needs_second, ApprovalRow.agreed))
        .order_by(SettlementRow.id)
    )
    found: dict[tuple[StationCode, int], list[Settlement]] = {}
    for row, case, agreed in await session.execute(query):
        at = (StationCode(case.station), case.count)
        found.setdefault(at, []).append(_settlement(row, case.fingerprint, agreed))
    return {at: sorted(given, key=lambda each: each.settled_at) for at, given in found.items()}


async def first_within(session: AsyncSession, contest: ContestId, area: str) -> dict[tuple[StationCode, int], datetime]:
    """Return when the first settlement of each station and count in an area had effect, where there is one."""
    at = func.min(func.coalesce(ApprovalRow.answered_at, SettlementRow.settled_at))
    query = (
        select(DiscrepancyRow.station, DiscrepancyRow.count, at)
        .join(SettlementRow, SettlementRow.discrepancy == DiscrepancyRow.id)
        .outerjoin(ApprovalRow, ApprovalRow.settlement == SettlementRow.id)
        .where(DiscrepancyRow.contest == contest, DiscrepancyRow.station.startswith(area, autoescape=True))
        .where(or_(~SettlementRow.needs_second, ApprovalRow.agreed))
        .group_by(DiscrepancyRow.station, DiscrepancyRow.count)
    )
    return {(StationCode(station), count): first for station, count, first in await session.execute(query)}


async def proposed(session: AsyncSession, numbers: Collection[int]) -> dict[int, Proposed]:
    """Return the answers to these discrepancies that wait for a second officer."""
    query = (
        select(SettlementRow, OfficerRow.name)
        .join(OfficerRow, OfficerRow.id == SettlementRow.officer)
        .outerjoin(ApprovalRow, ApprovalRow.settlement == SettlementRow.id)
        .where(SettlementRow.discrepancy.in_(numbers), SettlementRow.needs_second, ApprovalRow.id.is_(None))
        .order_by(SettlementRow.id)
    )
    return {row.discrepancy: _proposed(row, name) for row, name in await session.execute(query)}


async def agree(session: AsyncSession, settlement: int, word: Agreement) -> None:
    """Record a second officer's word on an answer."""
    session.add(
        ApprovalRow(
            settlement=settlement,
            officer=word.officer,
            role=word.role,
            agreed=word.agreed,
            note=word.note.strip(),
            answered_at=clock.now(),
        )
    )
    await session.flush()


def _settlement(row: SettlementRow, fingerprint: str, agreed: ApprovalRow | None) -> Settlement:
    at, second = (agreed.answered_at, agreed.role) if agreed else (row.settled_at, "")
    reason = Reason(row.reason)
    return Settlement(fingerprint, reason, row.note, row.officer, row.role, row.values, settled_at=at, second=second)


def _proposed(row: SettlementRow, name: str) -> Proposed:
    role, reason = Role(row.role), Reason(row.reason)
    return Proposed(row.id, row.discrepancy, row.officer, name, role, reason, row.note, row.values, row.settled_at)
