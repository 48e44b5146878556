"""The discrepancies that accepted objections have opened at a station."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import DiscrepancyRow
from recap.domain.election import ContestId, StationCode
from recap.domain.findings import OBJECTION
from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy


async def of_station(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int = 1
) -> list[Discrepancy]:
    """Return them, oldest first, whether settled since or not."""
    here = (DiscrepancyRow.contest == contest, DiscrepancyRow.station == station, DiscrepancyRow.count == count)
    query = select(DiscrepancyRow).where(*here, DiscrepancyRow.key.startswith(f"{OBJECTION}:"))
    rows = await session.scalars(query.order_by(DiscrepancyRow.id))
    return [_discrepancy(row) for row in rows]


def _discrepancy(row: DiscrepancyRow) -> Discrepancy:
    values = tuple((str(name), int(value) if value is not None else None) for name, value in row.values)
    return Discrepancy(row.key, Severity(row.severity), tuple(row.cells), values)
