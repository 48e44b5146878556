"""Whose a station's form is: the KPPS's until a tier above has settled something, or has opened its plenary over it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.scopes import Some
from recap.app.tables import AreaRow, PlenaryEventRow
from recap.domain.election import AreaCode, ContestId, StationCode, Tier
from recap.domain.plenary import Moment

_TIERS = (Tier.VILLAGE, Tier.DISTRICT)
"""The plenaries a station's own numbers are read in; later ones read what these have signed."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """Which area's plenary took a station's form over, and when."""

    area: AreaCode
    name: str
    at: datetime


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> Takeover | None:
    """Return the plenary that took this station's form over first, None while none has been opened."""
    around = [station[: tier.value] for tier in _TIERS]
    first = func.min(PlenaryEventRow.at)
    query = (
        select(PlenaryEventRow.area, AreaRow.name, first)
        .join(AreaRow, (AreaRow.election == PlenaryEventRow.election) & (AreaRow.code == PlenaryEventRow.area))
        .where(PlenaryEventRow.contest == contest, PlenaryEventRow.area.in_(around))
        .where(PlenaryEventRow.kind == Moment.OPENED)
        .group_by(PlenaryEventRow.area, AreaRow.name)
        .order_by(first)
        .limit(1)
    )
    found = (await session.execute(query)).first()
    return Takeover(AreaCode(found[0]), found[1], found[2]) if found else None


async def moments(session: AsyncSession, contest: ContestId, some: Some) -> dict[StationCode, datetime]:
    """Return when each of these stations' forms was first taken over by a plenary; one that was not is left out."""
    around = {station[: tier.value] for station in some for tier in _TIERS}
    query = (
        select(PlenaryEventRow.area, func.min(PlenaryEventRow.at))
        .where(PlenaryEventRow.contest == contest, PlenaryEventRow.area.in_(around))
        .where(PlenaryEventRow.kind == Moment.OPENED)
        .group_by(PlenaryEventRow.area)
    )
    opened = {area: at for area, at in await session.execute(query)}  # noqa: C416  rows are not pairs to a type checker
    met = {station: [opened.get(station[: tier.value]) for tier in _TIERS] for station in some}
    return {station: min(known) for station, at in met.items() if (known := [each for each in at if each])}
