"""The way of every number of one station's form, from the records themselves."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import readings, settlements, stations
from recap.app.tables import DiscrepancyRow
from recap.domain.election import ContestId, StationCode
from recap.domain.provenance import Step, chains


async def of_station(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int | None = None
) -> dict[str, tuple[Step, ...]]:
    """Return who said what of every cell, when, and why, oldest first; the count that counts now if None.

    It holds what the machine read in cells that somebody may still have to key blind: show a person only the pages
    they have keyed themselves.
    """
    which = count or await stations.current_count(session, contest, station)
    read = await readings.of_station(session, contest, station, which)
    answered = await settlements.of_station(session, contest, station, which)
    here = (DiscrepancyRow.contest == contest, DiscrepancyRow.station == station, DiscrepancyRow.count == which)
    numbers = await session.execute(select(DiscrepancyRow.fingerprint, DiscrepancyRow.id).where(*here))
    return chains(read, answered, {row.fingerprint: row.id for row in numbers})
