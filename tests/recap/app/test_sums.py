from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import elections, sums
from recap.domain.election import AreaCode
from recap.domain.sumproof import verify
from tests import night
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio


async def test_the_kept_tree_equals_one_made_anew_after_results_and_corrections_in_any_order(
    session: AsyncSession,
) -> None:
    await night.begin(session)
    for station in (STATIONS[6], STATIONS[0], STATIONS[3], STATIONS[1]):
        await night.form(session, station)
    for reader in (night.machine, night.confirm):
        await reader(session, STATIONS[0], 2, {"PAS1": 201, "PAS2": 99})
    await worker.settle(session, CONTEST, STATIONS[0])

    held = await elections.contest(session, CONTEST)
    made = await sums.rebuilt(session, held, CITY)
    kept = await sums.kept(session, CONTEST, CITY)

    assert {key: row.sha256 for key, row in kept.items()} == {key: node.sha256.hex() for key, node in made.items()}
    assert (kept[CITY, 0, 0].stations, kept[CITY, 0, 0].stations_in) == (8, 4)


@pytest.mark.parametrize("area", [STATIONS[0][:10], STATIONS[0][:6], CITY])
async def test_a_station_is_proved_inside_every_area_above_it(session: AsyncSession, area: str) -> None:
    await night.begin(session)
    for station in STATIONS[:3]:
        await night.form(session, station)
    scheme = sums.scheme_of(await elections.contest(session, CONTEST))

    claim, stages = await sums.prove(session, CONTEST, STATIONS[0])
    row = (await sums.kept(session, CONTEST, AreaCode(area)))[area, 0, 0]
    root = scheme.node(row.stations, row.stations_in, row.values, row.sha256)
    up_to = stages[: [stage.area for stage in stages].index(AreaCode(area)) + 1]

    assert verify(scheme, claim, up_to, root)
    assert not verify(scheme, replace(claim, station=STATIONS[1]), up_to, root)
