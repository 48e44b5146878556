"""Orders for a new count of a station; only ever added, and every earlier count stays on record."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, elections, jobs, locks, results, stations
from recap.app.officers import Officer
from recap.app.scopes import Some, among
from recap.app.tables import CountOrderRow, OfficerRow
from recap.domain.election import ContestId, StationCode
from recap.domain.recount import CountKind, Electorate, Ground, NewOrder, Order, electorate_of
from recap.domain.refusals.orders import CountPending, NothingCounted
from recap.domain.rights import Act


async def order(
    session: AsyncSession, officer: Officer, contest: ContestId, station: StationCode, new: NewOrder
) -> Order:
    """Order a new count of a station; refused where it is locked, not counted yet, or already ordered anew."""
    officer.must(Act.ORDER, contest, station)
    await stations.hold(session, contest, station)
    await locks.must_be_open(session, contest, station)
    earlier = await of_station(session, contest, station)
    latest = await results.latest(session, contest, station)
    if latest is None:
        raise NothingCounted
    if earlier and earlier[-1].count > latest.count:
        raise CountPending(count=earlier[-1].count)
    electorate = electorate_of(new, await _present(session, contest, station, earlier))
    row = CountOrderRow(
        contest=contest,
        station=station,
        count=latest.count + 1,
        kind=new.kind,
        ground=new.ground,
        decision=new.decision.strip(),
        voters_male=electorate.voters_male,
        voters_female=electorate.voters_female,
        ballots=electorate.ballots,
        officer=officer.id,
        ordered_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await jobs.offer_settling(session, contest, station)
    await jobs.announce(session, jobs.CHANGED)
    return _order(row, officer.role)


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Order]:
    """Return the orders for a station, oldest first."""
    return await within(session, contest, station)


async def within(session: AsyncSession, contest: ContestId, scope: str | Some) -> list[Order]:
    """Return the orders for the stations of an area, or for these, by station and oldest first."""
    query = (
        select(CountOrderRow, OfficerRow.role)
        .join(OfficerRow, OfficerRow.id == CountOrderRow.officer)
        .where(CountOrderRow.contest == contest, among(CountOrderRow.station, scope))
        .order_by(CountOrderRow.station, CountOrderRow.count)
    )
    return [_order(row, role) for row, role in await session.execute(query)]


async def _present(session: AsyncSession, contest: ContestId, station: StationCode, earlier: list[Order]) -> Electorate:
    """Return who voted in the count before: those of a re-vote, if that was the last vote."""
    if earlier:
        return earlier[-1].electorate
    known = await elections.station(session, contest, station)
    return Electorate(known.voters_male, known.voters_female)


def _order(row: CountOrderRow, role: str) -> Order:
    return Order(
        number=row.id,
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        count=row.count,
        kind=CountKind(row.kind),
        ground=Ground(row.ground),
        decision=row.decision,
        electorate=Electorate(row.voters_male, row.voters_female, row.ballots),
        role=role,
        ordered_at=row.ordered_at,
    )
