"""Officers' answers to discrepancies; only ever added."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import DiscrepancyRow, SettlementRow
from recap.domain.election import ContestId, StationCode
from recap.domain.settlement import Reason, Settlement


async def add(session: AsyncSession, number: int, settlement: Settlement) -> None:
    """Record an officer's answer to the discrepancy with this number."""
    session.add(
        SettlementRow(
            discrepancy=number,
            officer=settlement.officer,
            role=settlement.role,
            reason=settlement.reason,
            note=settlement.note,
            values=dict(settlement.values),
            settled_at=settlement.settled_at,
        )
    )
    await session.flush()


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Settlement]:
    """Return every settlement at a station, oldest first."""
    query = (
        select(SettlementRow, DiscrepancyRow.fingerprint)
        .join(DiscrepancyRow, SettlementRow.discrepancy == DiscrepancyRow.id)
        .where(DiscrepancyRow.contest == contest, DiscrepancyRow.station == station)
        .order_by(SettlementRow.id)
    )
    return [_settlement(row, fingerprint) for row, fingerprint in await session.execute(query)]


def _settlement(row: SettlementRow, fingerprint: str) -> Settlement:
    return Settlement(
        fingerprint, Reason(row.reason), row.note, row.officer, row.role, row.values, settled_at=row.settled_at
    )
