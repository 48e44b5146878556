import asyncio

import pytest

from api import plenaries
from recap.app.database import transaction
from tests import night
from tests.api.conftest import STATION, Door
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
AREA = "337401"
EVENTS = f"/api/plenaries/{CONTEST}/{AREA}/events"
OPENED = {"kind": "opened", "place": "Aula", "chair": "Sri"}
HERE = {"kind": "attended", "attendee": {"seat": "witness", "name": "Budi", "choice": 1, "mandate": "SM-1"}}


async def forms(door: Door) -> None:
    async with transaction(door.engine) as session:
        for station in STATIONS[:4]:
            await night.form(session, station)


async def test_a_plenary_is_held_from_opening_to_closing(door: Door) -> None:
    await forms(door)
    ppk = await door.sign_in("ppk-1")

    read = [{"kind": "read", "subject": station} for station in STATIONS[:4]]
    said = [OPENED, HERE, *read, {"kind": "closed"}]
    answers = [await door.client.post(EVENTS, json=each, headers=ppk) for each in said]

    assert [answer.status_code for answer in answers] == [201] * 7
    now = answers[-1].json()
    assert (now["closed_at"] is not None, now["read"], now["pending"]) == (True, list(STATIONS[:4]), [])
    assert (await door.client.get(f"/api/plenaries/{CONTEST}/{AREA}", headers=ppk)).json() == now


async def test_what_is_out_of_order_is_refused_with_its_reason(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")

    early = await door.client.post(EVENTS, json={"kind": "closed"}, headers=ppk)
    await door.client.post(EVENTS, json=OPENED, headers=ppk)
    unready = await door.client.post(EVENTS, json={"kind": "read", "subject": STATION}, headers=ppk)
    elsewhere = await door.client.post(EVENTS, json={"kind": "read", "subject": STATIONS[4]}, headers=ppk)

    assert (early.status_code, early.json()["error"]) == (409, "PlenaryNotOpen")
    assert (unready.status_code, unready.json()["error"]) == (409, "NotReadable")
    assert "belum ada foto" in unready.json()["detail"]
    assert (elsewhere.status_code, elsewhere.json()["error"]) == (404, "NotOnAgenda")


@pytest.mark.parametrize("name", ["ppk-2", "kpps-1", "witness-ppk", "supervisor-ppk", "auditor", "kpu", "pps-1"])
async def test_only_its_own_officers_preside(door: Door, name: str) -> None:
    answer = await door.client.post(EVENTS, json=OPENED, headers=await door.sign_in(name))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("witness-ppk", 200), ("auditor", 200), ("kpu", 200), ("witness-1", 403), ("ppk-2", 403)]
)
async def test_a_plenary_is_watched_by_who_may_see_its_area(door: Door, name: str, status: int) -> None:
    headers = await door.sign_in(name)

    for address in (f"/petugas/pleno/{CONTEST}/{AREA}", f"/petugas/pleno/{CONTEST}/{AREA}/layar"):
        assert (await door.client.get(address, headers=headers)).status_code == status


async def test_the_bell_rings_when_something_is_read(door: Door) -> None:
    await forms(door)
    ppk = await door.sign_in("ppk-1")
    await door.client.post(EVENTS, json=OPENED, headers=ppk)
    stream = plenaries._changes(door.app.state.house, CONTEST, AREA, "as shown before")

    first, second, third = [await anext(stream) for _ in range(3)]
    await door.client.post(EVENTS, json={"kind": "read", "subject": STATION}, headers=ppk)
    async with asyncio.timeout(10):
        later = [await anext(stream) for _ in range(2)]
    await stream.aclose()

    assert first.startswith("event: changed")
    assert second.startswith("event: changed")
    assert third.startswith(": still")
    assert [said.startswith("event: changed") for said in later].count(True) == 1


async def test_the_forms_of_the_page_do_the_same(door: Door) -> None:
    await forms(door)
    ppk = await door.sign_in("ppk-1")
    page = f"/petugas/pleno/{CONTEST}/{AREA}"

    opened = await door.client.post(page, data=OPENED, headers=ppk)
    here = {"kind": "attended", "seat": "witness", "name": "Budi", "choice": "1", "mandate": "SM-1"}
    attended = await door.client.post(page, data=here, headers=ppk)
    read = await door.client.post(page, data={"kind": "read", "subject": STATION, "standing": "1.1"}, headers=ppk)
    changed = await door.client.post(page, data={"kind": "read", "subject": STATION, "standing": "1.0"}, headers=ppk)
    shown = await door.client.get(page, headers=ppk)

    assert [answer.status_code for answer in (opened, attended, read)] == [303, 303, 303]
    assert changed.status_code == 409
    assert "berubah selagi dibacakan" in changed.text
    assert "1 dari 4 TPS dibacakan" in shown.text
    assert "SM-1" in shown.text
