"""Copies for programs: what is public, what a link opens, who may remind."""

import json
from base64 import b64decode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from recap.app import outcomes, results
from recap.app.database import transaction
from recap.app.links import links
from tests import copied, night
from tests.api.conftest import STATION, Door

pytestmark = pytest.mark.anyio

ADDRESS = f"/api/copies/{night.CONTEST}/{STATION}"
PAGE = f"/salinan/{night.CONTEST}/{STATION}"


@pytest.fixture(autouse=True)
async def copy(door: Door) -> None:
    async with transaction(door.engine) as session:
        await copied.form(session, door.data_dir, STATION)


def said(door: Door, recipient: int = 1, **other: object) -> dict[str, object]:
    code = links(door.data_dir).code(night.CONTEST, STATION, recipient)
    return {"recipient": recipient, "code": code, "count": 1, "revision": 1, "name": "Siti", **other}


async def test_a_copy_is_public_and_its_pdf_too(door: Door) -> None:
    answer = (await door.client.get(ADDRESS)).json()

    assert (answer["revision"], answer["delivered"], answer["due"]) == (1, 1, 32)
    pdf = await door.client.get(answer["pdf"])
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    photo = await door.client.get(f"{PAGE}/foto/{answer['photos']['1']}.jpg")
    assert photo.headers["content-type"] == "image/jpeg"


async def test_the_board_shows_the_copy_to_everybody(door: Door) -> None:
    page = await door.client.get(PAGE, headers={"accept-language": "id"})

    assert page.status_code == 200
    assert "Saya sudah menerima" not in page.text
    assert "Periksa salinan ini" in page.text


async def test_what_a_later_tier_decides_stands_beside_the_copy_and_not_in_it(door: Door) -> None:
    async with transaction(door.engine) as session:
        outcome = await outcomes.of_station(session, night.CONTEST, STATION)
        decided = replace(outcome, values={**outcome.values, "PAS1": 205})
        await results.add(session, night.CONTEST, STATION, decided, 2)

    page = (await door.client.get(PAGE, headers={"accept-language": "en"})).text

    assert "now counted: 205" in page
    assert "A later tier decided" in page
    assert (await door.client.get(ADDRESS)).json()["values"]["PAS1"] == 200


async def test_an_acknowledgement_is_kept_once(door: Door) -> None:
    first = await door.client.post(f"{ADDRESS}/receipts", json=said(door))
    again = await door.client.post(f"{ADDRESS}/receipts", json=said(door, name="Other"))

    assert first.status_code == 200
    assert again.json() == first.json()
    assert (await door.client.get(ADDRESS)).json()["delivered"] == 2


@pytest.mark.parametrize(
    ("other", "status"),
    [({"code": "A" * 22}, 403), ({"recipient": 2}, 403), ({"revision": 2}, 409), ({"name": "x" * 121}, 422)],
)
async def test_a_forged_or_late_acknowledgement_is_refused(door: Door, other: dict[str, object], status: int) -> None:
    answer = await door.client.post(f"{ADDRESS}/receipts", json=said(door) | other)

    assert answer.status_code == status
    assert (await door.client.get(ADDRESS)).json()["delivered"] == 1


async def test_a_forged_link_shows_nothing(door: Door) -> None:
    link = links(door.data_dir).path(night.CONTEST, STATION, 1)

    right = await door.client.get(link)
    forged = await door.client.get(link.replace("/1/", "/2/"))
    posted = await door.client.post(link.replace("/1/", "/2/"), data={"seen": "1.1"})

    assert (right.status_code, forged.status_code, posted.status_code) == (200, 403, 403)
    assert (await door.client.get(ADDRESS)).json()["delivered"] == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("kpps-1", 201), ("pps-1", 201), ("ppk-1", 201), ("kpu", 201), ("kpps-2", 403), ("ppk-2", 403)),
        *(("witness-1", 403), ("supervisor-1", 403), ("auditor", 403)),
    ],
)
async def test_only_the_tiers_above_a_tps_and_its_kpps_remind(door: Door, name: str, status: int) -> None:
    headers = await door.sign_in(name)

    answer = await door.client.post(f"{ADDRESS}/reminders", json={"recipient": 2}, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("name", "recipient"), [("witness-1", 1), ("supervisor-1", 3), ("witness-ppk", None), ("auditor", None)]
)
async def test_who_watches_a_tps_is_led_to_their_own_copy_only(door: Door, name: str, recipient: int | None) -> None:
    headers = await door.sign_in(name)

    answer = await door.client.get(f"/petugas{PAGE}", headers=headers)

    own = links(door.data_dir).path(night.CONTEST, STATION, recipient) if recipient else PAGE
    assert (answer.status_code, answer.headers["location"]) == (303, own)


async def test_a_tier_says_once_that_it_has_all_copies(door: Door) -> None:
    headers = await door.sign_in("ppk-1")

    answer = await door.client.post(f"/petugas/salinan/{night.CONTEST}", headers=headers)

    assert answer.status_code == 303
    sums = (await door.client.get(f"/api/copies/{night.CONTEST}", params={"area": "337401"})).json()
    assert (sums["delivered"], sums["due"], sums["saved"]) == (2, 128, 2)
    assert [child["area"] for child in sums["children"]] == ["3374011001", "3374011002"]


async def test_a_kpps_that_is_on_no_list_cannot_say_so_for_others(door: Door) -> None:
    headers = await door.sign_in("kpps-1")

    answer = await door.client.post(f"/petugas/salinan/{night.CONTEST}", headers=headers)

    assert answer.status_code == 403


async def test_the_list_of_keys_holds_every_tps_and_is_signed(door: Door) -> None:
    answer = await door.client.get("/periksa/keys.json")

    found = json.loads(answer.json()["list"])
    stations = {village + last for village, inside in found["stations"].items() for last in inside}
    assert stations == set(night.STATIONS)
    number, point = found["stations"][STATION[:10]][STATION[10:]]
    assert number == 1
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(point))
    again = await door.client.get("/periksa/keys.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_the_service_worker_keeps_only_what_is_served(door: Door) -> None:
    script = (await door.client.get("/periksa/sw.js")).text

    kept = json.loads(script.removeprefix("const KEPT = ").partition(";\n")[0])
    assert [(await door.client.get(address)).status_code for address in kept] == [200] * len(kept)
    assert (await door.client.get("/periksa/app.webmanifest")).json()["start_url"] == "/periksa"


@pytest.mark.parametrize(("area", "status"), [("", 200), ("3374011001", 200), ("3374011", 404), ("337402", 403)])
async def test_a_tier_looks_into_its_own_areas_only(door: Door, area: str, status: int) -> None:
    headers = await door.sign_in("ppk-1")

    answer = await door.client.get(f"/petugas/salinan/{night.CONTEST}", params={"area": area}, headers=headers)

    assert answer.status_code == status
