"""What the pages say, without a browser: the officers' work, and the public pages from the published folder."""

import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import worker, workplace
from api.desk import RETAKE
from api.main import create_app
from recap.app import discrepancies
from recap.app.database import transaction
from recap.app.settings import Settings
from recap.domain.reading import Decision, PageReading
from tests import night
from tests.api import paper
from tests.api.conftest import AT, PASSWORD, STATION, Door

DESK = f"/petugas/tps/{night.CONTEST}/{STATION}"
QUEUE = f"/petugas/selisih/{night.CONTEST}"
RESULTS = f"/hasil/{night.CONTEST}"
BROKEN = {"PAS1": 201}


async def settled(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        await worker.settle(session, night.CONTEST, STATION)


async def publish(door: Door) -> None:
    settings = Settings(database_url=str(door.engine.url), data_dir=door.data_dir)
    await workplace.publisher(settings, door.engine).publish(exports_now=True)


@pytest.mark.anyio
async def test_signing_in_leads_back_to_the_page_that_was_asked_for(door: Door) -> None:
    asked = await door.client.get(DESK)
    form = {"name": "kpps-1", "password": PASSWORD, "next": DESK}
    entered = await door.client.post(asked.headers["location"].partition("?")[0], data=form)
    shown = await door.client.get(entered.headers["location"])

    assert asked.headers["location"] == f"/masuk?next={DESK}"
    assert entered.status_code == 303
    assert "Kirim foto formulir" in shown.text


@pytest.mark.anyio
async def test_the_door_leads_to_no_other_site(door: Door) -> None:
    form = {"name": "kpps-1", "password": PASSWORD, "next": "//evil.example"}

    answer = await door.client.post("/masuk", data=form)

    assert answer.headers["location"] == "/petugas"


@pytest.mark.anyio
async def test_a_refused_photo_says_what_to_do(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    said = PageReading(photo, None, None, None, None, Decision.REFUSE, "no corners", RETAKE)
    await paper.read(door, said)

    page = await door.client.get(DESK, headers=kpps)

    assert "keempat sudut masuk dalam foto" in page.text


@pytest.mark.anyio
async def test_a_photo_of_another_station_is_refused_with_the_reason(door: Door) -> None:
    kpps = await door.sign_in("kpps-2")
    where = AT | {"station": night.STATIONS[1]}
    sent = await door.client.post("/api/photos", params=where, content=paper.jpeg(), headers=kpps)
    await paper.read_as(door, night.STATIONS[1], paper.reading(sent.json()["photo"], 2))

    answer = await door.client.get(f"/api/photos/{sent.json()['photo']}", params=where, headers=kpps)

    assert answer.json()["state"] == "refused"
    assert STATION in answer.json()["advice"]


@pytest.mark.anyio
async def test_a_page_is_checked_beside_the_paper_and_confirmed(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2, {"PAS1": 260}))
    sheet = f"{DESK}/foto/{photo}"

    shown = await door.client.get(sheet, headers=kpps)
    missing = await door.client.post(sheet, data={"PAS1": "", "PAS2": "100"}, headers=kpps)
    done = await door.client.post(sheet, data={"PAS1": "200", "PAS2": "100"}, headers=kpps)

    assert re.search(r'name="PAS1" value=""', shown.text)
    assert re.search(r'name="PAS2" value="100"', shown.text)
    assert "260" not in shown.text
    assert shown.text.count('class="crop"') == 2
    assert missing.status_code == 422
    assert "Belum terisi: 1. Satu" in missing.text
    assert (done.status_code, done.headers["location"]) == (303, f"{DESK}?done=2")


@pytest.mark.anyio
async def test_a_number_nobody_can_read_is_recorded_as_such(door: Door) -> None:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    await paper.read(door, paper.reading(photo, 2, {"PAS1": None}))

    done = await door.client.post(
        f"{DESK}/foto/{photo}", data={"PAS1": "", "PAS2": "100", "unreadable": "PAS1"}, headers=kpps
    )
    await settled(door.engine)

    async with transaction(door.engine) as session:
        (case,) = await discrepancies.open_in(session, night.CONTEST, STATION)
    assert done.status_code == 303
    assert case.discrepancy.values == (("machine", None), ("kpps", None))


@pytest.mark.anyio
async def test_the_queue_shows_what_does_not_add_up_and_takes_the_answer(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION, BROKEN)
    ppk = await door.sign_in("ppk-1")

    shown = await door.client.get(QUEUE, headers=ppk)
    number = re.search(r'id="case-(\d+)"', shown.text)
    assert number is not None
    silent = await door.client.post(f"{QUEUE}/{number[1]}", data={"reason": "misread", "note": ""}, headers=ppk)
    form = {"reason": "paper_does_not_add_up", "note": "Dibacakan di pleno."}
    done = await door.client.post(f"{QUEUE}/{number[1]}", data=form, headers=ppk)

    assert "300 ≠ 201 + 100 = 301" in shown.text
    assert (silent.status_code, "Beri alasan" in silent.text) == (422, True)
    assert done.status_code == 303


@pytest.mark.anyio
async def test_a_queue_of_another_kecamatan_is_closed(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION, BROKEN)
        (case,) = await discrepancies.open_in(session, night.CONTEST, STATION)
    far, kpu = await door.sign_in("ppk-2"), await door.sign_in("kpu")
    form = {"reason": "paper_does_not_add_up", "note": "x"}
    address = f"/api/discrepancies/{case.number}"

    assert "300 ≠" not in (await door.client.get(QUEUE, headers=far)).text
    assert (await door.client.get(QUEUE, params={"area": "337401"}, headers=far)).status_code == 403
    assert (await door.client.get(address, headers=far)).status_code == 403
    assert (await door.client.post(f"{address}/settlement", json=form, headers=far)).status_code == 403
    assert (await door.client.get(address, headers=kpu)).json()["left_sum"] == 300
    assert (await door.client.post(f"{address}/settlement", json=form, headers=kpu)).status_code == 201


@pytest.mark.anyio
async def test_a_settled_case_is_settled_once(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION, BROKEN)
        (case,) = await discrepancies.open_in(session, night.CONTEST, STATION)
    ppk = await door.sign_in("ppk-1")
    form = {"reason": "misread", "note": "dilihat di foto", "values": {"PAS1": 200}}
    address = f"/api/discrepancies/{case.number}/settlement"

    first = await door.client.post(address, json=form, headers=ppk)
    await settled(door.engine)
    second = await door.client.post(address, json=form, headers=ppk)
    queue = await door.client.get("/api/discrepancies", params={"contest": night.CONTEST}, headers=ppk)

    assert (first.status_code, second.status_code, second.json()["error"]) == (201, 409, "AlreadySettled")
    assert queue.json() == []


@pytest.mark.anyio
async def test_public_pages_lead_from_the_city_to_the_station_with_its_numbers(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION)
    await publish(door)

    city = await door.client.get("/")
    district = await door.client.get(f"{RESULTS}/337401")
    village = await door.client.get(f"{RESULTS}/{STATION[:10]}")
    station = await door.client.get(f"{RESULTS}/{STATION}")

    for page, link in ((city, "337401"), (district, STATION[:10]), (village, STATION)):
        assert f'href="{RESULTS}/{link}"' in page.text
        assert "Ini bukan hasil resmi" in page.text
        assert "66,7" in page.text
    assert "Dihitung" in station.text
    assert "Halaman 1" in station.text


@pytest.mark.anyio
async def test_numbers_that_are_not_accepted_are_not_shown_but_why_is(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION, BROKEN)
    await publish(door)

    page = await door.client.get(f"{RESULTS}/{STATION}")

    assert "Dalam pemeriksaan" in page.text
    assert "Perolehan semua calon harus sama dengan suara sah" in page.text
    assert "301" not in re.sub(r"[0-9a-f]{16,}", "", page.text)


@pytest.mark.anyio
async def test_public_pages_go_on_without_the_database(door: Door) -> None:
    await publish(door)
    nowhere = Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none", data_dir=door.data_dir)
    app = create_app(nowhere)
    transport = httpx.ASGITransport(app)

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://recap") as alone,
    ):
        page, work = await alone.get("/"), await alone.get("/api/contests")

    assert page.status_code == 200
    assert (work.status_code, work.json()["error"]) == (503, "DatabaseAway")


@pytest.mark.anyio
async def test_a_published_file_is_served_as_it_lies_and_nothing_else_is(door: Door) -> None:
    await publish(door)
    manifest = await door.client.get("/data/manifest.json")
    area = manifest.json()["contests"][night.CONTEST]["area"]

    kept = await door.client.get(f"/data/objects/{area}.json")
    outside = await door.client.get("/data/..%2Fkeys/receipts.ed25519")

    assert "immutable" in kept.headers["cache-control"]
    assert "max-age=5" in manifest.headers["cache-control"]
    assert outside.status_code == 404


@pytest.mark.anyio
async def test_a_published_object_that_was_changed_is_not_believed(door: Door) -> None:
    await publish(door)
    manifest = (await door.client.get("/data/manifest.json")).json()
    path = door.data_dir / "published" / "objects" / f"{manifest['contests'][night.CONTEST]['area']}.json"
    path.write_bytes(path.read_bytes().replace(b'"stations_in":0', b'"stations_in":9'))

    page = await door.client.get("/")

    assert page.status_code == 502
    assert "66" not in page.text


@pytest.mark.anyio
async def test_pages_speak_english_on_request_and_remember_it(door: Door) -> None:
    first = await door.client.get("/masuk", params={"lang": "en"})
    second = await door.client.get("/masuk")

    assert "This is not the official result" in first.text
    assert "This is not the official result" in second.text
