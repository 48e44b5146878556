"""The page of those who appoint: lists, slips, new codes, ended appointments."""

import re

import httpx
import pytest
from sqlalchemy import text

from recap.app import appointments
from recap.app.database import transaction
from recap.domain.refusals.people import AppointmentsInvalid
from tests.api.conftest import STATION, Door
from tests.api.invited import BUDI, SITI, Line, appoint, listed

PAGE = "/petugas/penunjukan"
CODE = re.compile(r"[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){3}")


async def send(door: Door, headers: dict[str, str], content: bytes) -> httpx.Response:
    return await door.client.post(PAGE, files={"list": ("list.csv", content, "text/csv")}, headers=headers)


async def appointed(door: Door) -> set[str]:
    async with transaction(door.engine) as session:
        rows = await session.scalars(text("SELECT username FROM appointment WHERE letter = '12/SK'"))
        return set(rows)


async def number_of(door: Door, line: Line) -> int:
    async with transaction(door.engine) as session:
        return (await appoint(session, door.data_dir, line))[0].appointment


@pytest.mark.anyio
async def test_a_list_is_checked_and_confirmed_before_anybody_is_appointed(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")

    checked = await send(door, ppk, listed(SITI))
    before = await appointed(door)
    form = {"list": listed(SITI).decode(), "confirmed": "yes"}
    slips = await door.client.post(PAGE, data=form, headers=ppk)

    assert "menunjuk 1 orang" in checked.text
    assert before == set()
    assert slips.headers["content-type"] == "application/pdf"
    assert slips.content.startswith(b"%PDF")
    assert await appointed(door) == {"siti"}


@pytest.mark.anyio
async def test_faults_are_listed_by_line_and_nobody_is_appointed(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")
    wrong = Line("kepala", STATION, 4, "Nobody"), Line("kpps", "3374", 5, "No TPS")

    page = await send(door, ppk, listed(SITI, *wrong))

    assert page.status_code == 422
    assert "Baris 3" in page.text
    assert "Baris 4" in page.text
    assert "Baris 2" not in page.text
    assert await appointed(door) == set()


@pytest.mark.anyio
async def test_a_ppk_appoints_nobody_outside_its_kecamatan(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")

    page = await send(door, ppk, listed(BUDI))

    assert page.status_code == 422
    assert "Baris 2" in page.text


@pytest.mark.anyio
async def test_an_empty_form_asks_for_the_file(door: Door) -> None:
    page = await send(door, await door.sign_in("ppk-1"), b"")

    assert page.status_code == 422
    assert "Pilih dahulu berkas CSV" in page.text


@pytest.mark.anyio
async def test_the_list_is_narrowed_by_name_role_area_and_state(door: Door) -> None:
    kpu = await door.sign_in("kpu")
    await number_of(door, SITI)

    for narrowed in ({"q": "siti"}, {"role": "kpps", "state": "invited"}, {"area": STATION[:6], "state": "invited"}):
        page = await door.client.get(PAGE, params=narrowed, headers=kpu)
        assert re.findall(r"<h3>(.*)</h3>", page.text) == ["Siti Aminah"]
    nobody = await door.client.get(PAGE, params={"q": "nobody of this name"}, headers=kpu)
    assert "Tidak ada yang ditemukan" in nobody.text


@pytest.mark.anyio
async def test_a_new_code_is_shown_once_and_works(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")
    number = await number_of(door, SITI)

    shown = await door.client.post(f"{PAGE}/{number}/kode", headers=ppk)
    again = await door.client.get(f"{PAGE}/{number}/kode", headers=ppk)
    code = CODE.search(shown.text)
    assert code
    slip = await door.client.get("/aktivasi", params={"kode": code[0]})

    assert shown.headers["cache-control"] == "no-store"
    assert (again.status_code, again.headers["location"]) == (303, PAGE)
    assert "Siti Aminah" in slip.text


@pytest.mark.anyio
async def test_an_appointment_is_ended_with_a_reason_only(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")
    number = await number_of(door, SITI)

    silent = await door.client.post(f"{PAGE}/{number}/akhir", data={"reason": "  "}, headers=ppk)
    ended = await door.client.post(f"{PAGE}/{number}/akhir", data={"reason": "Mengundurkan diri"}, headers=ppk)
    page = await door.client.get(ended.headers["location"], headers=ppk)

    assert silent.status_code == 422
    assert ended.status_code == 303
    assert "Mengundurkan diri" in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["kode", "akhir"])
async def test_another_kecamatans_people_are_left_alone(door: Door, what: str) -> None:
    number = await number_of(door, SITI)

    page = await door.client.post(
        f"{PAGE}/{number}/{what}", data={"reason": "because"}, headers=await door.sign_in("ppk-2")
    )

    assert page.status_code == 403


@pytest.mark.anyio
async def test_slips_are_made_again_for_those_who_have_not_activated(door: Door) -> None:
    ppk = await door.sign_in("ppk-1")
    await number_of(door, SITI)

    slips = await door.client.post(f"{PAGE}/slip", data={"q": "siti"}, headers=ppk)
    nobody = await door.client.post(f"{PAGE}/slip", data={"q": "ppk-chair"}, headers=ppk)

    assert slips.content.startswith(b"%PDF")
    assert nobody.status_code == 422
    assert "Kartu baru tidak diperlukan" in nobody.text


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["ppk-1", "kpu", "province-chair"])
async def test_the_sample_has_the_right_columns_and_appoints_nobody(door: Door, name: str) -> None:
    answer = await door.client.get(f"{PAGE}/contoh.csv", headers=await door.sign_in(name))

    with pytest.raises(AppointmentsInvalid) as refused:
        appointments.read(answer.content, door.data_dir)

    assert answer.content.count(b"\r\n") > 3
    assert all("(NIK)" in str(fault.reason) for fault in refused.value.faults)


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["kpps-1", "pps-1", "witness-1", "auditor"])
async def test_who_appoints_nobody_finds_no_such_page(door: Door, name: str) -> None:
    page = await door.client.get(PAGE, headers=await door.sign_in(name))

    assert page.status_code == 403
