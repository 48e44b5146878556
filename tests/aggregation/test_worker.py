import asyncio
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker, workplace
from recap.app import database, jobs, outcomes, results, stations, tallies
from recap.app.settings import Settings
from recap.domain.election import AreaCode, StationCode
from recap.domain.settlement import State
from recap.domain.tally import Tally
from tests import night
from tests.filled import VALUES
from tests.folders import read, table
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE = STATIONS[0]


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


async def test_a_number_once_public_stays_while_it_is_examined_again(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    await night.confirm(session, ONE, 2, {"PAS1": 7})
    await worker.settle(session, CONTEST, ONE)

    now = await stations.state(session, CONTEST, ONE)

    assert (now.state, now.counted) == (State.EXAMINATION, True)
    assert await tallies.of_area(session, CONTEST, CITY) == Tally(1, VALUES)


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


def accepted(folder: Path) -> bool:
    if not (folder / "manifest.json").exists():
        return False
    (entry,) = read(folder, "manifest.json")["contests"].values()
    return "stations.csv" in entry["exports"] and ",accepted,1," in table(folder).read_text()


async def test_the_worker_settles_what_is_offered_and_publishes_it(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        for number in (1, 2, 3):
            await night.page(session, ONE, number)
        await jobs.offer_settling(session, CONTEST, ONE)

    settings = Settings(database_url=database_url, data_dir=tmp_path, exports_every_s=0)
    running = [asyncio.create_task(each.run(settings)) for each in (worker, workplace)]
    published = tmp_path / "published"
    for _ in range(150):
        if accepted(published):
            break
        await asyncio.sleep(0.1)
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)

    assert accepted(published)
    async with database.transaction(engine) as session:
        assert (await outcomes.of_station(session, CONTEST, ONE)).state is State.ACCEPTED
