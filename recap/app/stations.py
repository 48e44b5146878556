"""How far each polling station has come: one derived row a station, rewritten whenever its readings change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, database
from recap.app.tables import StationRow, StationStateRow
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.settlement import Outcome, State


@dataclass(frozen=True, slots=True)
class StationState:
    """Where a station's form stands; `revision` is that of the result in the totals, 0 when none is."""

    contest: ContestId
    station: StationCode
    state: State
    open: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    closed: frozenset[int] = frozenset()
    revision: int = 0
    updated_at: datetime | None = None

    @property
    def counted(self) -> bool:
        """Tell whether the totals hold numbers of this station."""
        return self.revision > 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many stations an area has, how many are in its totals, and how many are in each state."""

    total: int = 0
    counted: int = 0
    by_state: Mapping[State, int] = field(default_factory=dict)


async def hold(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Wait for every other change to this station's form, and keep others waiting until the transaction ends."""
    await database.lock(session, f"station:{contest}:{station}")


async def record(
    session: AsyncSession, contest: ContestId, station: StationCode, outcome: Outcome, revision: int
) -> None:
    """Write down where a station stands after its readings or settlements changed."""
    values = {
        "state": outcome.state,
        "open": [found.fingerprint for found in outcome.open],
        "warnings": [found.key for found in outcome.warnings],
        "closed": sorted(outcome.closed),
        "revision": revision,
        "updated_at": clock.now(),
    }
    row = insert(StationStateRow).values(contest=contest, station=station, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["contest", "station"], set_=values))


async def close(session: AsyncSession, contest: ContestId, station: StationCode, fingerprint: str) -> None:
    """Take a discrepancy off a station's open ones at once; the settling that follows will look at all of them."""
    row = await session.get(StationStateRow, (contest, station), populate_existing=True)
    if row:
        row.open = [each for each in row.open if each != fingerprint]
        await session.flush()


async def state(session: AsyncSession, contest: ContestId, station: StationCode) -> StationState:
    """Return where a station stands; it is waiting when nothing has come."""
    row = await session.get(StationStateRow, (contest, station), populate_existing=True)
    return _state(row) if row else StationState(contest, station, State.WAITING)


async def states(session: AsyncSession, contest: ContestId, area: str) -> dict[StationCode, StationState]:
    """Return where the stations of an area stand, except those from which nothing has come."""
    query = select(StationStateRow).where(
        StationStateRow.contest == contest, StationStateRow.station.startswith(area, autoescape=True)
    )
    found = await session.scalars(query.execution_options(populate_existing=True))
    return {StationCode(row.station): _state(row) for row in found}


async def progress(session: AsyncSession, contest: ContestId, area: AreaCode) -> Progress:
    """Return how far the stations of an area have come."""
    now = func.coalesce(StationStateRow.state, State.WAITING.value)
    counted = func.coalesce(StationStateRow.revision, 0) > 0
    known = (StationStateRow.contest == contest) & (StationStateRow.station == StationRow.code)
    within = (StationRow.election == contest.partition(".")[0], StationRow.code.startswith(area, autoescape=True))
    query = (
        select(now, func.count(), func.count().filter(counted))
        .select_from(StationRow)
        .outerjoin(StationStateRow, known)
        .where(*within)
        .group_by(now)
    )
    rows = (await session.execute(query)).all()
    by_state = {State(name): stations for name, stations, _ in rows}
    return Progress(sum(by_state.values()), sum(in_totals for _, _, in_totals in rows), by_state)


def _state(row: StationStateRow) -> StationState:
    return StationState(
        ContestId(row.contest),
        StationCode(row.station),
        State(row.state),
        tuple(row.open),
        tuple(row.warnings),
        frozenset(row.closed),
        row.revision,
        row.updated_at,
    )
