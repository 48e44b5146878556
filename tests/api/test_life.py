"""A form's way through the doors: confirmed at the TPS, taken over by a plenary, signed, counted anew."""

import re

import httpx
import pytest
from sqlalchemy import text

from recap.app import stations
from recap.app.database import transaction
from recap.domain.photo import PhotoDigest
from recap.domain.settlement import State
from tests import night, tiers
from tests.api import paper
from tests.api.conftest import AT, STATION, Door
from tests.filled import PAGES

pytestmark = pytest.mark.anyio
DESK = f"/petugas/tps/{night.CONTEST}/{STATION}"


async def read_pages(door: Door, headers: dict[str, str]) -> dict[int, PhotoDigest]:
    """Send and read every page of the form."""
    found = {}
    for number in PAGES:
        found[number] = await paper.send(door, headers, paper.jpeg(100 + number))
        await paper.read(door, paper.reading(found[number], number))
    return found


async def confirm(door: Door, headers: dict[str, str], photo: PhotoDigest, page: int) -> httpx.Response:
    body = {"values": PAGES[page]}
    return await door.client.post(f"/api/photos/{photo}/confirmation", params=AT, json=body, headers=headers)


async def jobs_named(door: Door, name: str) -> int:
    async with transaction(door.engine) as session:
        counted = await session.scalar(text("SELECT count(*) FROM pgqueuer WHERE entrypoint = :name"), {"name": name})
    return int(counted or 0)


async def state(door: Door) -> State:
    async with transaction(door.engine) as session:
        return (await stations.state(session, night.CONTEST, STATION)).state


async def test_the_last_confirmation_says_so_at_once_and_has_the_copy_made(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photos = await read_pages(door, kpps)
    for page in (1, 2):
        await confirm(door, kpps, photos[page], page)
    before = (await state(door), await jobs_named(door, "make_copy"))

    await confirm(door, kpps, photos[3], 3)

    assert before == (State.WAITING, 0)
    assert (await state(door), await jobs_named(door, "make_copy")) == (State.CONFIRMED, 1)
    assert "Dikonfirmasi di TPS" in (await door.client.get(DESK, headers=kpps)).text


async def test_after_the_plenary_has_begun_the_kpps_is_told_whose_the_page_is(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photos = await read_pages(door, kpps)
    for number, photo in photos.items():
        await confirm(door, kpps, photo, number)
    async with transaction(door.engine) as session:
        await tiers.open_plenary(session, "337401")

    again = await confirm(door, kpps, photos[2], 2)
    sent = await door.client.post("/api/photos", params=AT, content=paper.jpeg(7), headers=kpps)
    page = await door.client.get(f"{DESK}/foto/{photos[2]}", headers=kpps)

    for answer in (again, sent):
        assert (answer.status_code, answer.json()["error"]) == (409, "PlenaryTookOver")
        assert "Rapat pleno kecamatan Semarang Tengah sudah dimulai" in answer.json()["detail"]
    assert "Konfirmasi halaman ini" not in page.text


async def test_a_page_that_was_never_confirmed_can_be_confirmed_while_the_plenary_is_open(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photos = await read_pages(door, kpps)
    async with transaction(door.engine) as session:
        await tiers.open_plenary(session, "337401")

    first, second = await confirm(door, kpps, photos[2], 2), await confirm(door, kpps, photos[2], 2)

    assert (first.status_code, second.status_code) == (201, 409)


@pytest.mark.parametrize("name", ["kpps-1", "supervisor-1", "witness-1"])
async def test_a_signed_station_takes_nothing_from_anybody(door: Door, name: str) -> None:
    headers = await door.sign_in(name)
    photo = await paper.send(door, headers, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2))
    async with transaction(door.engine) as session:
        await tiers.sign(session, "337401")

    sent = await door.client.post("/api/photos", params=AT, content=paper.jpeg(7), headers=headers)
    confirmed = await confirm(door, headers, photo, 2)

    for answer in (sent, confirmed):
        assert (answer.status_code, answer.json()["error"]) == (409, "AreaLocked")


async def test_the_desk_is_empty_again_when_a_new_count_is_ordered(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photos = await read_pages(door, kpps)
    await confirm(door, kpps, photos[2], 2)
    async with transaction(door.engine) as session:
        await tiers.order(session, STATION)

    page = await door.client.get(DESK, headers=kpps)
    old = await door.client.post("/api/photos", params=AT, content=paper.jpeg(102), headers=kpps)
    new = await door.client.post("/api/photos", params=AT, content=paper.jpeg(7), headers=kpps)

    assert photos[2][:16] not in page.text
    assert (old.status_code, old.json()["error"]) == (409, "PhotoOfEarlierCount")
    assert new.status_code == 201


async def test_the_way_of_each_number_is_on_the_desk_once_its_page_is_confirmed(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photos = await read_pages(door, kpps)
    before = await door.client.get(DESK, headers=kpps)
    await confirm(door, kpps, photos[2], 2)
    after = await door.client.get(DESK, headers=kpps)

    assert "Riwayat angka" not in before.text
    assert "Riwayat angka" in after.text
    assert photos[2][:12] in after.text
    assert re.search(r"<b>200</b>\s*<div>KPPS", after.text)
