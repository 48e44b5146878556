import pytest

from recap.app import readings
from recap.app.database import transaction
from recap.app.readings import NewReading
from recap.domain.reading import Reader
from tests import night
from tests.api.conftest import STATION, Door
from tests.filled import PAGES

pytestmark = pytest.mark.anyio
PAGE = f"/petugas/mutu/{night.CONTEST}"


async def test_the_watch_over_reading_is_shown_to_a_tier_and_offered_in_its_hall(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.send(session, night.STATIONS[0], 2)
        await night.machine(session, night.STATIONS[0], 2)
    ppk = await door.sign_in("ppk-1")

    page = await door.client.get(f"{PAGE}/337401?lang=en", headers=ppk)
    hall = await door.client.get("/petugas", headers=ppk)

    assert "Photos read" in page.text
    assert f"{PAGE}/337401" in hall.text


async def test_a_machine_that_people_contradict_is_reported_as_an_alarm(door: Door) -> None:
    async with transaction(door.engine) as session:
        for station in night.STATIONS[:4]:
            await night.send(session, station, 2)
            place = (night.photo(station, 2), night.CONTEST, station, 2)
            read = {code: value + 1 for code, value in PAGES[2].items()}
            await readings.add_person(session, NewReading(*place, Reader.KPPS, night.KPPS, PAGES[2], read))
    kpu = await door.sign_in("kpu")

    page = await door.client.get(f"{PAGE}/3374?lang=en", headers=kpu)
    told = (await door.client.get(f"/api/quality/{night.CONTEST}/3374", headers=kpu)).json()

    assert "have differed more often than they should" in page.text
    assert told["alarm_at"] is not None
    assert [(hour["keyed_blind"], hour["agreed"]) for hour in told["hours"]] == [(8, 0)]


async def test_an_area_in_which_nothing_was_read_says_so(door: Door) -> None:
    page = await door.client.get(f"{PAGE}/{STATION}?lang=en", headers=await door.sign_in("kpps-1"))

    assert "Nothing has been read here yet." in page.text


async def test_nobody_sees_another_area(door: Door) -> None:
    answer = await door.client.get(f"{PAGE}/337402", headers=await door.sign_in("ppk-1"))

    assert answer.status_code == 403
