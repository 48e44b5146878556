import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker
from recap.app import database, discrepancies, results, settlements, tallies
from recap.app.discrepancies import Ruling
from recap.domain.election import StationCode
from recap.domain.reason import Reason
from tests import night
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]


async def test_a_superseding_result_replaces_the_earlier_one_in_all_totals(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    for reader in (night.machine, night.confirm):
        await reader(session, ONE, 2, {"PAS1": 201, "PAS2": 99})
    await worker.settle(session, CONTEST, ONE)

    tally = await tallies.of_area(session, CONTEST, CITY)

    assert [r.revision for r in await results.history(session, CONTEST, ONE)] == [1, 2]
    assert (tally.stations_in, tally.values["PAS1"], tally.values["PAS2"]) == (1, 201, 99)
    assert await tallies.check(session, CONTEST) == []


async def test_a_corrupted_tally_is_named_by_area_and_row(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, ONE)
        changed = dict(VALUES) | {"PAS1": 1}
        await tallies.count(session, CONTEST, ONE, VALUES, changed)
    async with database.transaction(engine) as session:
        found = await tallies.check(session, CONTEST)

    assert found == [("3374", "PAS1"), ("337401", "PAS1"), ("3374011001", "PAS1")]


event = st.tuples(
    st.sampled_from(STATIONS[:3]),
    st.integers(1, 3),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from(["both", "kpps"]),
)


@given(st.lists(event, min_size=3, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_incremental_tallies_equal_a_recomputation_after_every_event(
    engine: AsyncEngine, events: list[tuple[StationCode, int, int, str]]
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        for station in STATIONS[:3]:
            await night.form(session, station)
        for turn, (station, number, slip, who) in enumerate(events):
            cell = {1: "PSS1", 2: "PAS1", 3: "TSAH"}[number]
            if who == "both":
                await night.machine(session, station, number, {cell: VALUES[cell] + slip})
            await night.confirm(session, station, number, {cell: VALUES[cell] + slip})
            await worker.settle(session, CONTEST, station)
            case = next(iter(await discrepancies.open_in(session, CONTEST, station)), None)
            if case and slip == 2 and not await settlements.proposed(session, [case.number]):
                cell = case.discrepancy.cells[0]
                ruling = Ruling(case.number, Reason.CORRECTED_ON_PAPER, "seen", night.PPK, "ppk", {cell: 1000 + turn})
                await discrepancies.settle(session, ruling)
                await worker.settle(session, CONTEST, station)
            assert await tallies.check(session, CONTEST) == []
        await session.rollback()
