"""How far each polling station has come: one derived row a station, rewritten whenever its readings change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, database
from recap.app.scopes import Some, among
from recap.app.tables import CountOrderRow, StationRow, StationStateRow
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.settlement import Outcome, State

FIRST_COUNT = 1
"""The count on the night of the vote; recounts and re-votes are later ones."""


@dataclass(frozen=True, slots=True)
class StationState:
    """Where a station's form stands; `revision` and `count` are those of the result in the totals, 0 when none is.

    `ordered` is the count that counts now: more than `count` while the result of an ordered new one is awaited.
    """

    contest: ContestId
    station: StationCode
    state: State
    open: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    closed: frozenset[int] = frozenset()
    revision: int = 0
    updated_at: datetime | None = None
    count: int = 1
    ordered: int = 1
    locked_by: int | None = None

    @property
    def counted(self) -> bool:
        """Tell whether the totals hold numbers of this station."""
        return self.revision > 0

    @property
    def superseding(self) -> bool:
        """Tell whether the totals still hold an earlier count, because an ordered new one is not accepted yet."""
        return self.counted and self.ordered > self.count


@dataclass(frozen=True, slots=True)
class Counted:
    """Which count and revision of a station's result is in the totals; revision 0 when none is."""

    count: int = FIRST_COUNT
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many stations an area has, how many are in its totals, and how many are in each state."""

    total: int = 0
    counted: int = 0
    by_state: Mapping[State, int] = field(default_factory=dict)


async def hold(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Wait for every other change to this station's form, and keep others waiting until the transaction ends."""
    await database.lock(session, f"station:{contest}:{station}")


async def current_count(session: AsyncSession, contest: ContestId, station: StationCode) -> int:
    """Return which count of a station counts now: 1, or the last that was ordered (recount, re-vote)."""
    ordered = select(func.max(CountOrderRow.count)).where(
        CountOrderRow.contest == contest, CountOrderRow.station == station
    )
    return await session.scalar(ordered) or FIRST_COUNT


async def current_counts(session: AsyncSession, contest: ContestId, area: str) -> dict[StationCode, int]:
    """Return which count counts now at the stations of an area for which a later one than the first was ordered."""
    query = (
        select(CountOrderRow.station, func.max(CountOrderRow.count))
        .where(CountOrderRow.contest == contest, CountOrderRow.station.startswith(area, autoescape=True))
        .group_by(CountOrderRow.station)
    )
    return {StationCode(station): count for station, count in await session.execute(query)}


async def record(
    session: AsyncSession, contest: ContestId, station: StationCode, outcome: Outcome, counted: Counted
) -> None:
    """Write down where a station stands after its readings or settlements changed; `counted` is in the totals."""
    values = {
        "state": outcome.state,
        "open": [found.fingerprint for found in (*outcome.open, *outcome.hints)],
        "warnings": [found.key for found in outcome.warnings],
        "closed": sorted(outcome.closed),
        "count": counted.count,
        "revision": counted.revision,
        "updated_at": clock.now(),
    }
    row = insert(StationStateRow).values(contest=contest, station=station, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["contest", "station"], set_=values))


async def confirmed(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Write down at once that the KPPS has confirmed every page; the settling that follows will say what it makes."""
    now = {"state": State.CONFIRMED, "updated_at": clock.now()}
    row = insert(StationStateRow).values(
        contest=contest, station=station, **now, open=[], warnings=[], closed=[], revision=0
    )
    await session.execute(row.on_conflict_do_update(index_elements=["contest", "station"], set_=now))


async def close(session: AsyncSession, contest: ContestId, station: StationCode, fingerprint: str) -> None:
    """Take a discrepancy off a station's open ones at once; the settling that follows will look at all of them."""
    row = await session.get(StationStateRow, (contest, station), populate_existing=True)
    if row:
        row.open = [each for each in row.open if each != fingerprint]
        await session.flush()


async def state(session: AsyncSession, contest: ContestId, station: StationCode) -> StationState:
    """Return where a station stands; it is waiting when nothing has come."""
    found = await states(session, contest, station)
    ordered = await current_count(session, contest, station)
    return found.get(station) or StationState(contest, station, State.WAITING, ordered=ordered)


async def states(session: AsyncSession, contest: ContestId, scope: str | Some) -> dict[StationCode, StationState]:
    """Return where the stations of an area, or these, stand, except those from which nothing has come."""
    ordered = (
        select(func.max(CountOrderRow.count))
        .where(CountOrderRow.contest == StationStateRow.contest, CountOrderRow.station == StationStateRow.station)
        .scalar_subquery()
    )
    query = select(StationStateRow, func.coalesce(ordered, FIRST_COUNT)).where(
        StationStateRow.contest == contest, among(StationStateRow.station, scope)
    )
    found = await session.execute(query.execution_options(populate_existing=True))
    return {StationCode(row.station): _state(row, count) for row, count in found}


async def progress(session: AsyncSession, contest: ContestId, area: AreaCode) -> Progress:
    """Return how far the stations of an area have come."""
    seen = func.coalesce(StationStateRow.state, State.WAITING.value)
    now = case((StationStateRow.locked_by.is_not(None), State.LOCKED.value), else_=seen)
    counted = func.coalesce(StationStateRow.revision, 0) > 0
    known = (StationStateRow.contest == contest) & (StationStateRow.station == StationRow.code)
    within = (StationRow.election == contest.partition(".")[0], StationRow.code.startswith(area, autoescape=True))
    query = (
        select(now, func.count(), func.count().filter(counted))
        .select_from(StationRow)
        .outerjoin(StationStateRow, known)
        .where(*within)
        .group_by(text("1"))
    )
    rows = (await session.execute(query)).all()
    by_state = {State(name): stations for name, stations, _ in rows}
    return Progress(sum(by_state.values()), sum(in_totals for _, _, in_totals in rows), by_state)


def _state(row: StationStateRow, ordered: int) -> StationState:
    return StationState(
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        state=State(row.state) if row.locked_by is None else State.LOCKED,
        open=tuple(row.open),
        warnings=tuple(row.warnings),
        closed=frozenset(row.closed),
        revision=row.revision,
        updated_at=row.updated_at,
        count=row.count,
        ordered=ordered,
        locked_by=row.locked_by,
    )
