"""Witnesses and supervisors: their own photo, their own reading, nothing of the KPPS's before, everything after."""

import re

import pytest

from aggregation import worker
from recap.app import discrepancies, outcomes, stations
from recap.app.database import transaction
from recap.domain.photo import PhotoDigest
from recap.domain.settlement import State
from tests import night
from tests.api import paper
from tests.api.conftest import AT, OTHER_STATION, STATION, Door
from tests.filled import PAGES

pytestmark = pytest.mark.anyio
PLACE = f"/petugas/pengamatan/{night.CONTEST}"
DESK = f"{PLACE}/{STATION}"
Headers = dict[str, str]


async def page_of(door: Door, headers: Headers, shade: int, changes: dict[str, int] | None = None) -> PhotoDigest:
    """Send a photo of page 2, have it read, and key it."""
    photo = await paper.send(door, headers, paper.jpeg(shade))
    await paper.read(door, paper.reading(photo, 2))
    form = {code: str(value) for code, value in {**PAGES[2], **(changes or {})}.items()}
    desk = DESK if changes is not None else f"/petugas/tps/{night.CONTEST}/{STATION}"
    done = await door.client.post(f"{desk}/foto/{photo}", data=form, headers=headers)
    assert done.status_code == 303
    return photo


async def settled(door: Door) -> None:
    async with transaction(door.engine) as session:
        await worker.settle(session, night.CONTEST, STATION)


@pytest.mark.parametrize("name", ["witness-1", "supervisor-1", "witness-ppk", "supervisor-ppk"])
async def test_an_observer_sends_their_own_photo_and_gets_a_receipt(door: Door, name: str) -> None:
    headers = await door.sign_in(name)

    sent = await door.client.post("/api/photos", params=AT, content=paper.jpeg(), headers=headers)
    desk = await door.client.get(DESK, headers=headers)

    assert (sent.status_code, sent.json()["state"]) == (201, "received")
    assert sent.json()["receipt"]["signature"]
    assert sent.json()["photo"][:16] in desk.text
    async with transaction(door.engine) as session:
        assert (await outcomes.of_station(session, night.CONTEST, STATION)).state is State.WAITING


async def test_an_observer_works_within_their_area_only(door: Door) -> None:
    witness = await door.sign_in("witness-1")
    elsewhere = AT | {"station": OTHER_STATION}

    sent = await door.client.post("/api/photos", params=elsewhere, content=paper.jpeg(), headers=witness)
    page = await door.client.get(f"{PLACE}/{OTHER_STATION}", headers=witness)
    area = await door.client.get(PLACE, params={"area": "337401"}, headers=witness)
    desk = await door.client.get(f"/petugas/tps/{night.CONTEST}/{STATION}", headers=witness)

    assert [answer.status_code for answer in (sent, page, area, desk)] == [403, 403, 403, 403]


async def test_the_kppss_own_file_is_told_to_be_no_second_copy(door: Door) -> None:
    kpps, witness = await door.sign_in("kpps-1"), await door.sign_in("witness-1")
    await paper.send(door, kpps, paper.jpeg())

    answer = await door.client.post("/api/photos", params=AT, content=paper.jpeg(), headers=witness)

    assert (answer.status_code, answer.json()["error"]) == (409, "PhotoNotIndependent")
    assert "sama persis dengan yang dikirim KPPS" in answer.json()["detail"]


async def test_nobody_sees_anothers_photo_or_numbers_before_their_own_are_sent(door: Door) -> None:
    kpps, witness = await door.sign_in("kpps-1"), await door.sign_in("witness-1")
    supervisor, ppk = await door.sign_in("supervisor-1"), await door.sign_in("ppk-1")
    theirs = await page_of(door, kpps, 200)
    own = await page_of(door, witness, 90, {"PAS1": 206})

    async def sees(headers: Headers, photo: PhotoDigest) -> tuple[int, int]:
        state = await door.client.get(f"/api/photos/{photo}", params=AT, headers=headers)
        picture = await door.client.get(f"/api/photos/{photo}/page.jpg", params=AT, headers=headers)
        return state.status_code, picture.status_code

    assert await sees(supervisor, theirs) == (404, 404)
    assert await sees(supervisor, own) == (404, 404)
    assert await sees(kpps, own) == (404, 404)
    assert await sees(witness, theirs) == (404, 200)  # keyed, so the KPPS's photo of the page may be looked at
    assert await sees(ppk, own) == (404, 200)
    assert theirs[:12] not in (await door.client.get(DESK, headers=supervisor)).text


async def test_after_sending_an_observer_sees_both_side_by_side(door: Door) -> None:
    kpps, witness = await door.sign_in("kpps-1"), await door.sign_in("witness-1")
    own = await page_of(door, witness, 90, {"PAS1": 206})
    early = await door.client.get(DESK, headers=witness)
    theirs = await page_of(door, kpps, 200)

    late = await door.client.get(DESK, params={"done": 2}, headers=witness)

    assert "KPPS belum mengonfirmasi halaman ini" in early.text
    assert "1 angka berbeda." in late.text
    assert re.search(r"<b>206</b>.*<b>200</b>", late.text, re.DOTALL)
    assert own in late.text
    assert theirs in late.text
    assert f"/petugas/keberatan/{night.CONTEST}/baru?area={STATION}" in late.text


async def test_a_difference_reaches_the_kecamatan_and_changes_no_number(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION)
    await page_of(door, await door.sign_in("witness-1"), 90, {"PAS1": 206})
    await settled(door)

    async with transaction(door.engine) as session:
        (case,) = await discrepancies.open_in(session, night.CONTEST, STATION)
        state = await stations.state(session, night.CONTEST, STATION)
    assert case.discrepancy.key == "OBSERVER:PAS1"
    assert case.discrepancy.values == (("machine", 200), ("kpps", 200), ("witness 1", 206))
    assert (state.state, state.revision) == (State.EXAMINATION, 1)


async def test_an_observer_of_a_kecamatan_chooses_a_kelurahan_and_then_a_station(door: Door) -> None:
    supervisor = await door.sign_in("supervisor-ppk")
    await page_of(door, supervisor, 90, {})

    district = await door.client.get(PLACE, headers=supervisor)
    village = await door.client.get(PLACE, params={"area": STATION[:10]}, headers=supervisor)

    assert f'href="{PLACE}?area={STATION[:10]}"' in district.text
    assert "1 dari 2 TPS sudah saya foto" in district.text
    assert f'href="{DESK}"' in village.text
    assert "1 halaman sudah saya baca" in village.text


async def test_an_observer_of_one_station_is_led_straight_to_it(door: Door) -> None:
    answer = await door.client.get(PLACE, headers=await door.sign_in("witness-1"))

    assert (answer.status_code, answer.headers["location"]) == (303, DESK)


async def test_whoever_decides_sees_the_way_of_a_number_through_every_hand_and_readers_only_their_own(
    door: Door,
) -> None:
    kpps, witness = await door.sign_in("kpps-1"), await door.sign_in("witness-1")
    await page_of(door, kpps, 200)
    await page_of(door, witness, 90, {"PAS1": 206})
    ways = f"/petugas/riwayat/{night.CONTEST}/{STATION}"

    ppk = await door.client.get(ways, headers=await door.sign_in("ppk-1"))
    own = await door.client.get(ways, headers=kpps)
    other = await door.client.get(ways, headers=await door.sign_in("supervisor-1"))
    far = await door.client.get(ways, headers=await door.sign_in("ppk-2"))

    assert ("<b>206</b>" in ppk.text, "Saksi paslon 1" in ppk.text) == (True, True)
    assert ("<b>200</b>" in own.text, "<b>206</b>" in own.text) == (True, False)
    assert "Belum ada halaman TPS ini yang dikonfirmasi" in other.text
    assert far.status_code == 403
