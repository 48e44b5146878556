"""What officers read on the paper before they saw what others read there; only ever added.

A number that two readers saw differently, and of which the machine was not sure, is the officer's to decide. They read
it as the third, without knowing the other two; a number that two readers agree on needs no such care.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, readings
from recap.app.discrepancies import Case
from recap.app.tables import CaseKeyingRow
from recap.domain.findings import OBSERVER, kind_of
from recap.domain.reading import Reader
from recap.domain.settlement import READERS_DIFFER


async def add(session: AsyncSession, number: int, officer: int, values: Mapping[str, int | None]) -> None:
    """Record what an officer read in the doubtful cells of a case; None where they could not tell."""
    session.add(CaseKeyingRow(discrepancy=number, officer=officer, values=dict(values), keyed_at=clock.now()))
    await session.flush()


async def of_officer(session: AsyncSession, number: int, officer: int) -> dict[str, int | None]:
    """Return what an officer first read in each cell of a case, before anything was shown to them."""
    mine = (CaseKeyingRow.discrepancy == number, CaseKeyingRow.officer == officer)
    rows = await session.scalars(select(CaseKeyingRow.values).where(*mine).order_by(CaseKeyingRow.id.desc()))
    return {code: value for values in rows for code, value in values.items()}


async def blind(session: AsyncSession, case: Case, officer: int) -> frozenset[str]:
    """Return the cells of a case that this officer must still key before being shown what others read there."""
    if kind_of(case.discrepancy.key) not in {READERS_DIFFER, OBSERVER}:
        return frozenset()
    doubtful: set[str] = set()
    own: set[str] = set()
    for reading in await readings.of_station(session, case.contest, case.station, case.count):
        if reading.reader is Reader.MACHINE and reading.observer is None:
            concerned = reading.values.keys() & set(case.discrepancy.cells)
            doubtful = (doubtful - concerned) | (concerned - reading.sure)
        elif reading.officer == officer:
            own |= reading.values.keys()
    return frozenset(doubtful - own) - (await of_officer(session, case.number, officer)).keys()
