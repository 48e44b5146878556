"""The numbers of every area: kept up to date result by result, and recomputable from the results at any time."""

from collections.abc import Mapping

from sqlalchemy import Integer, delete, literal, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import ContestRow, ResultRow, TallyRow
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.errors import ContestUnknown
from recap.domain.tally import Tally, areas_above, differing, recompute


async def count(
    session: AsyncSession,
    contest: ContestId,
    station: StationCode,
    old: Mapping[str, int] | None,
    new: Mapping[str, int],
) -> None:
    """Put a station's result in place of its earlier one (None if it is the first) in all areas above it."""
    # Every transaction takes the rows from the kelurahan upwards, so that no two wait for each other in a circle and
    # the city's row, which all want, is held for the shortest time.
    for area in areas_above(station, await _top(session, contest)):
        empty = insert(TallyRow).values(contest=contest, area=area, stations_in=0, values={})
        await session.execute(empty.on_conflict_do_nothing())
        row = await session.get_one(TallyRow, (contest, area), with_for_update=True, populate_existing=True)
        changed = _tally(row).with_change(old, new)
        row.stations_in, row.values = changed.stations_in, dict(changed.values)
        await session.flush()


async def of_area(session: AsyncSession, contest: ContestId, area: AreaCode) -> Tally:
    """Return the numbers of an area; an empty tally when nothing is in."""
    row = await session.get(TallyRow, (contest, area), populate_existing=True)
    return _tally(row) if row else Tally()


async def check(session: AsyncSession, contest: ContestId) -> list[tuple[AreaCode, str]]:
    """Return the areas and rows in which the kept tallies differ from a full recomputation of all results."""
    top = await _top(session, contest)
    kept = select(TallyRow.area, TallyRow.stations_in, TallyRow.values).where(TallyRow.contest == contest)
    newest = (ResultRow.station, ResultRow.count.desc(), ResultRow.revision.desc())
    latest = (
        select(ResultRow.station, literal(-1, Integer), ResultRow.values)
        .ext(distinct_on(ResultRow.station))
        .where(ResultRow.contest == contest)
        .order_by(*newest)
    )
    # One statement sees one moment: two would see a result accepted between them on one side only.
    rows = (await session.execute(union_all(kept, latest.subquery().select()))).all()
    tallies = {AreaCode(code): Tally(stations_in, values) for code, stations_in, values in rows if stations_in >= 0}
    results = [(StationCode(code), values) for code, stations_in, values in rows if stations_in < 0]
    return differing(tallies, recompute(results, top))


async def restore(session: AsyncSession, contest: ContestId) -> None:
    """Make every tally of a contest anew from the latest results."""
    await session.execute(delete(TallyRow).where(TallyRow.contest == contest))
    newest = (ResultRow.station, ResultRow.count.desc(), ResultRow.revision.desc())
    mine = select(ResultRow.station, ResultRow.values).ext(distinct_on(ResultRow.station))
    rows = await session.execute(mine.where(ResultRow.contest == contest).order_by(*newest))
    made = recompute(((StationCode(station), values) for station, values in rows), await _top(session, contest))
    session.add_all(
        TallyRow(contest=contest, area=area, stations_in=tally.stations_in, values=dict(tally.values))
        for area, tally in made.items()
    )
    await session.flush()


async def _top(session: AsyncSession, contest: ContestId) -> AreaCode:
    row = await session.get(ContestRow, contest)
    if row is None:
        raise ContestUnknown(contest=contest)
    return AreaCode(row.area)


def _tally(row: TallyRow) -> Tally:
    return Tally(row.stations_in, row.values)
