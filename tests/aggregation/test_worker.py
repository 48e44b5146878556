import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker
from recap.app import database, discrepancies, jobs, outcomes, results, stations, tallies
from recap.app.discrepancies import Ruling
from recap.app.settings import Settings
from recap.domain.election import AreaCode, StationCode
from recap.domain.errors import AlreadySettled, DiscrepancyUnknown
from recap.domain.settlement import Reason, State
from recap.domain.tally import Tally
from tests import night
from tests.filled import VALUES
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO = STATIONS[:2]


async def test_a_confirmed_form_is_counted_in_every_area_above_it(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)

    for area in ("3374011001", "337401", "3374"):
        assert await tallies.of_area(session, CONTEST, AreaCode(area)) == Tally(1, VALUES)
    assert await tallies.of_area(session, CONTEST, AreaCode("337402")) == Tally()
    assert await tallies.check(session, CONTEST) == []
    assert (await stations.state(session, CONTEST, ONE)).state is State.ACCEPTED


async def test_settling_again_changes_nothing(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await worker.settle(session, CONTEST, ONE)

    assert len(await results.history(session, CONTEST, ONE)) == 1
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)


async def test_progress_counts_every_station_once(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.form(session, TWO, pages=[1])

    found = await stations.progress(session, CONTEST, CITY)
    below = await stations.progress(session, CONTEST, AreaCode("337401"))

    assert (found.total, found.counted) == (8, 1)
    assert found.by_state == {State.ACCEPTED: 1, State.READ: 1, State.WAITING: 6}
    assert (below.total, below.counted) == (4, 1)


async def test_a_photo_alone_is_received(session: AsyncSession) -> None:
    await night.begin(session)
    await night.send(session, ONE, 1)
    await worker.settle(session, CONTEST, ONE)

    assert (await stations.state(session, CONTEST, ONE)).state is State.RECEIVED


async def test_numbers_under_examination_are_not_in_the_totals(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})

    assert [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, "337401")] == ["R9", "R10"]
    assert await discrepancies.open_in(session, CONTEST, "337402") == []
    assert [case.discrepancy.key for case in await discrepancies.open_in(session, CONTEST, ONE, "R9")] == ["R9"]
    assert await tallies.of_area(session, CONTEST, CITY) == Tally()


async def test_a_discrepancy_is_noted_once_and_its_settlement_lets_the_form_pass(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    await worker.settle(session, CONTEST, ONE)
    nine, ten = await discrepancies.open_in(session, CONTEST, ONE)
    for case in (nine, ten):
        await discrepancies.settle(
            session, Ruling(case.number, Reason.PAPER_DOES_NOT_ADD_UP, "read aloud twice", night.PPK, "ppk")
        )
    await worker.settle(session, CONTEST, ONE)

    result = await results.latest(session, CONTEST, ONE)

    assert result is not None
    assert (result.values, result.by_officer) == ({**VALUES, "SAH": 301}, True)
    assert [case.is_open for case in await discrepancies.of_station(session, CONTEST, ONE)] == [False, False]
    assert (await stations.state(session, CONTEST, ONE)).closed == {1, 2, 3}


async def test_a_case_that_is_settled_or_overtaken_is_not_settled_again(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE, {"SAH": 301})
    nine, ten = await discrepancies.open_in(session, CONTEST, ONE)
    correct = Ruling(nine.number, Reason.CORRECTED_ON_PAPER, "initialled", night.PPK, "ppk", {"SAH": 300})
    await discrepancies.settle(session, correct)

    assert await discrepancies.open_in(session, CONTEST, ONE) == [ten]
    with pytest.raises(AlreadySettled):
        await discrepancies.settle(session, correct)
    with pytest.raises(AlreadySettled):
        await discrepancies.settle(session, Ruling(ten.number, Reason.MISREAD, "?", night.PPK, "ppk", {"SAH": 299}))
    with pytest.raises(DiscrepancyUnknown):
        await discrepancies.get(session, 999)


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


async def test_a_number_once_public_stays_while_it_is_examined_again(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.confirm(session, ONE, 2, {"PAS1": 7})
    await worker.settle(session, CONTEST, ONE)

    now = await stations.state(session, CONTEST, ONE)

    assert (now.state, now.counted) == (State.EXAMINATION, True)
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)


async def test_a_corrupted_tally_is_named_by_area_and_row(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, ONE)
        changed = dict(VALUES) | {"PAS1": 1}
        await tallies.count(session, CONTEST, ONE, VALUES, changed)
    async with database.transaction(engine) as session:
        found = await tallies.check(session, CONTEST)

    assert found == [("3374", "PAS1"), ("337401", "PAS1"), ("3374011001", "PAS1")]


async def test_two_workers_on_one_station_settle_it_once(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        for station in STATIONS:
            for number in (1, 2, 3):
                await night.page(session, station, number)

    async def settle(station: StationCode) -> None:
        async with database.transaction(engine) as session:
            await worker.settle(session, CONTEST, station)

    await asyncio.gather(*(settle(station) for station in STATIONS * 3))

    async with database.transaction(engine) as session:
        assert await tallies.check(session, CONTEST) == []
        assert (await tallies.of_area(session, CONTEST, CITY)).stations_in == len(STATIONS)
        for station in STATIONS:
            assert [r.revision for r in await results.history(session, CONTEST, station)] == [1]


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
            if case and slip == 2:
                cell = case.discrepancy.cells[0]
                ruling = Ruling(case.number, Reason.CORRECTED_ON_PAPER, "seen", night.PPK, "ppk", {cell: 1000 + turn})
                await discrepancies.settle(session, ruling)
                await worker.settle(session, CONTEST, station)
            assert await tallies.check(session, CONTEST) == []
        await session.rollback()


async def test_the_worker_settles_what_is_offered_and_publishes_it(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        for number in (1, 2, 3):
            await night.page(session, ONE, number)
        await jobs.offer_settling(session, CONTEST, ONE)

    running = asyncio.create_task(worker.run(Settings(database_url=database_url, data_dir=tmp_path)))
    manifest = tmp_path / "published" / "results" / f"{CONTEST}.csv"
    for _ in range(150):
        if manifest.exists() and ",accepted,1," in manifest.read_text():
            break
        await asyncio.sleep(0.1)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert ",accepted,1," in manifest.read_text()
    async with database.transaction(engine) as session:
        assert (await outcomes.of_station(session, CONTEST, ONE)).state is State.ACCEPTED
