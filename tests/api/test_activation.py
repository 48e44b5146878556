"""The activation of an account by slip, pact, password and phone."""

import re
from pathlib import Path

import httpx
import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import clock
from recap.app.database import transaction
from tests.api.conftest import Door
from tests.api.invited import BUDI, EARLY, SITI, STARTS_LATER, Line, appoint

PASSWORD = "sawah hijau di pagi hari"  # noqa: S105  for made-up people


async def slip(engine: AsyncEngine, data_dir: Path, line: Line) -> str:
    async with transaction(engine) as session:
        return (await appoint(session, data_dir, line))[0].code


async def chosen(door: Door, code: str, **changes: str) -> httpx.Response:
    form = {"kode": code, "pact": "kwk-1", "accepted": "yes", "password": PASSWORD, "again": PASSWORD}
    return await door.client.post("/aktivasi", data=form | changes)


def key_of(page: httpx.Response) -> str:
    found = re.search(r'name="key" value="([A-Z2-7]+)"', page.text)
    assert found
    return found[1]


@pytest.mark.anyio
async def test_a_slip_says_who_is_invited_to_what_before_anything_is_asked(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, SITI)

    page = await door.client.get("/aktivasi", params={"kode": code.lower().replace("-", " ")})

    assert page.status_code == 200
    assert "Siti Aminah" in page.text
    assert "TPS 1, Kelurahan Miroto" in page.text
    assert "12/SK" in page.text
    assert "Pakta Integritas dan Netralitas" in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_a_kpps_activates_with_one_form_and_is_signed_in(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, SITI)

    done = await chosen(door, code)
    who = await door.client.get("/api/session")

    assert (done.status_code, done.headers["location"]) == (303, "/petugas")
    assert who.json()["username"] == "siti"


@pytest.mark.anyio
async def test_the_pact_is_kept_as_it_was_shown(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, SITI)
    form = {"kode": code, "pact": "kwk-1", "accepted": "yes", "password": PASSWORD, "again": PASSWORD}
    await door.client.post("/aktivasi", params={"lang": "en"}, data=form)

    async with transaction(door.engine) as session:
        kept = (await session.execute(text("SELECT version, text FROM pact"))).one()
    assert kept.version == "kwk-1"
    assert kept.text.startswith("# Pact of Integrity")


@pytest.mark.anyio
async def test_a_ppk_chair_begins_only_after_the_phones_first_code(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, BUDI)

    phone = await chosen(door, code)
    before = await door.client.get("/api/session")
    first = pyotp.TOTP(key_of(phone)).at(clock.now())
    begun = await door.client.post("/aktivasi/kode", data={"kode": code, "key": key_of(phone), "code": first})
    who = await door.client.get("/api/session")

    assert "<svg" in phone.text
    assert PASSWORD not in phone.text
    assert "set-cookie" not in phone.headers
    assert before.status_code == 401
    assert (begun.status_code, begun.headers["location"]) == (303, "/petugas")
    assert who.json()["role"] == "ppk_chair"


@pytest.mark.anyio
async def test_a_wrong_first_code_shows_the_same_key_again(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, BUDI)
    phone = await chosen(door, code)

    again = await door.client.post("/aktivasi/kode", data={"kode": code, "key": key_of(phone), "code": "000000"})

    assert again.status_code == 401
    assert key_of(again) == key_of(phone)
    assert "<svg" in again.text


@pytest.mark.anyio
async def test_a_slip_is_good_until_the_phone_is_confirmed_and_worthless_after(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, BUDI)
    await chosen(door, code)

    phone = await chosen(door, code)
    first = pyotp.TOTP(key_of(phone)).at(clock.now())
    await door.client.post("/aktivasi/kode", data={"kode": code, "key": key_of(phone), "code": first})
    door.client.cookies.clear()
    over = await door.client.get("/aktivasi", params={"kode": code})

    assert over.status_code == 409
    assert "sudah dipakai" in over.text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accepted": ""}, "pakta"),
        ({"pact": "an older one"}, "pakta"),
        ({"again": "something else"}, "Kedua kata sandi berbeda"),
        ({"password": "12345678", "again": "12345678"}, "dipakai banyak orang"),
        ({"password": "siti 12 siti", "again": "siti 12 siti"}, "nama pengguna"),
    ],
)
async def test_what_is_wrong_is_said_on_the_same_page_and_no_password_comes_back(
    door: Door, changes: dict[str, str], said: str
) -> None:
    code = await slip(door.engine, door.data_dir, SITI)

    page = await chosen(door, code, **changes)

    assert page.status_code == 422
    assert said in re.sub(r"<form.*", "", page.text, flags=re.DOTALL)
    assert changes.get("password", PASSWORD) not in page.text
    assert "Siti Aminah" in page.text


@pytest.mark.anyio
async def test_an_unknown_code_is_refused_with_what_to_do(door: Door) -> None:
    page = await door.client.get("/aktivasi", params={"kode": "ABCD-EFGH-JKLM-NPQR"})

    assert page.status_code == 404
    assert "Periksa setiap huruf" in page.text


@pytest.mark.anyio
async def test_who_activates_before_the_term_is_told_when_it_begins(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, EARLY)

    page = await chosen(door, code)

    assert page.status_code == 200
    assert STARTS_LATER.isoformat() in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.anyio
async def test_another_site_cannot_activate_for_somebody(door: Door) -> None:
    code = await slip(door.engine, door.data_dir, SITI)

    page = await door.client.post("/aktivasi", data={"kode": code}, headers={"Origin": "https://evil.example"})

    assert page.status_code == 403
