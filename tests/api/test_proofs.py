import pytest

from recap.app import sums
from recap.app.database import transaction
from recap.domain.sumproof import Claim, Stage, verify
from recap.domain.sumtree import Scheme
from tests import night
from tests.api.conftest import Door
from tests.night import CITY, CONTEST, STATIONS

pytestmark = pytest.mark.anyio


async def test_a_stranger_proves_a_station_inside_the_city_from_the_answer_alone(door: Door) -> None:
    async with transaction(door.engine) as session:
        for station in STATIONS[:3]:
            await night.form(session, station)

    said = (await door.client.get(f"/api/proofs/{CONTEST}/{STATIONS[0]}")).json()

    scheme = Scheme(said["contest"], said["rows"])
    claim = Claim(STATIONS[0], said["count"], said["revision"], said["values"])
    stages = []
    for stage in said["stages"]:
        nodes = [
            (each["is_left"], scheme.node(each["stations"], each["stations_in"], each["values"], each["sha256"]))
            for each in stage["siblings"]
        ]
        stages.append(Stage(stage["area"], tuple(nodes)))
    async with transaction(door.engine) as session:
        row = (await sums.kept(session, CONTEST, CITY))[CITY, 0, 0]
    root = scheme.node(row.stations, row.stations_in, row.values, said["stages"][-1]["sha256"])

    assert verify(scheme, claim, stages, root)
    assert not verify(scheme, Claim(STATIONS[0], 1, 1, {**said["values"], "PAS1": 1}), stages, root)


async def test_there_is_no_proof_before_the_first_result(door: Door) -> None:
    answer = await door.client.get(f"/api/proofs/{CONTEST}/{STATIONS[0]}")

    assert (answer.status_code, answer.json()["error"]) == (404, "NothingPublished")
