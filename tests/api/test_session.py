from datetime import date

import pytest

from api.pages import office
from recap.app import tries
from recap.app.database import transaction
from recap.domain.rights import Role
from tests import people
from tests.api.conftest import PASSWORD, STATION, Door


@pytest.mark.anyio
async def test_an_officer_signs_in_and_is_known(door: Door) -> None:
    headers = await door.sign_in("kpps-1")

    answer = await door.client.get("/api/session", headers=headers)

    assert answer.json() == {
        "username": "kpps-1",
        "name": "KPPS-1",
        "role": "kpps",
        "area": "3374011001001",
        "contest": None,
    }


@pytest.mark.anyio
async def test_a_session_that_was_closed_opens_nothing(door: Door) -> None:
    headers = await door.sign_in("kpps-1")

    closed = await door.client.delete("/api/session", headers=headers)
    answer = await door.client.get("/api/session", headers=headers)

    assert (closed.status_code, answer.status_code) == (204, 401)
    assert answer.json()["error"] == "NotSignedIn"


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["kpps-1", "nobody"])
async def test_a_wrong_password_and_an_unknown_name_look_alike(door: Door, name: str) -> None:
    answer = await door.client.post("/api/session", json={"name": name, "password": "wrong password"})

    assert (answer.status_code, answer.json()["error"]) == (401, "SignInRefused")


@pytest.mark.anyio
async def test_too_many_wrong_passwords_pause_the_account_and_no_other(door: Door) -> None:
    for _ in range(tries.FREE):
        await door.client.post("/api/session", json={"name": "kpps-1", "password": "wrong password"})

    paused = await door.client.post("/api/session", json={"name": "kpps-1", "password": PASSWORD})
    other = await door.client.post("/api/session", json={"name": "kpps-2", "password": PASSWORD})

    assert (paused.status_code, paused.json()["error"]) == (429, "SignInPaused")
    assert int(paused.headers["retry-after"]) >= 1
    assert other.status_code == 200


@pytest.mark.anyio
async def test_the_cookie_is_kept_from_scripts_and_other_sites(door: Door) -> None:
    answer = await door.client.post("/api/session", json={"name": "kpps-1", "password": PASSWORD})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.anyio
async def test_who_has_two_factors_is_asked_for_the_code_after_the_right_password_only(door: Door) -> None:
    right = await door.client.post("/api/session", json={"name": "ppk-1", "password": PASSWORD})
    wrong = await door.client.post("/api/session", json={"name": "ppk-1", "password": "wrong password"})

    assert (right.status_code, right.json()["error"]) == (401, "TotpNeeded")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "SignInRefused")


@pytest.mark.anyio
async def test_a_wrong_code_opens_nothing_and_counts_as_a_failure(door: Door) -> None:
    asked = {"name": "ppk-1", "password": PASSWORD, "totp": "000000"}
    refused = [await door.client.post("/api/session", json=asked) for _ in range(tries.FREE)]

    paused = await door.client.post("/api/session", json=asked | {"totp": people.code()})

    assert {answer.json()["error"] for answer in refused} == {"TotpRefused"}
    assert paused.json()["error"] == "SignInPaused"


@pytest.mark.anyio
async def test_the_door_asks_for_the_code_without_sending_the_password_back(door: Door) -> None:
    form = {"name": "ppk-1", "password": PASSWORD, "next": "/petugas/penunjukan"}

    asked = await door.client.post("/masuk", data=form)
    entered = await door.client.post("/masuk", data=form | {"code": people.code()})

    assert asked.status_code == 401
    assert "Masukkan 6 angka" in asked.text
    assert 'value="ppk-1"' in asked.text
    assert PASSWORD not in asked.text
    assert "set-cookie" not in asked.headers
    assert (entered.status_code, entered.headers["location"]) == (303, "/petugas/penunjukan")


@pytest.mark.anyio
async def test_nobody_signs_in_after_the_term(door: Door) -> None:
    async with transaction(door.engine) as session:
        await people.add(session, "late", Role.KPPS, STATION, term={"ends_on": date(2024, 12, 31)})

    answer = await door.client.post("/masuk", data={"name": "late", "password": PASSWORD})

    assert answer.status_code == 403
    assert "Masa tugas Anda berakhir" in answer.text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "leads"),
    [("kpps-1", "/petugas/tps/"), ("auditor", None), ("pps-1", None), ("ppk-1", None), ("witness-1", None)],
)
async def test_the_hall_leads_on_at_once_only_where_one_place_of_work_exists(
    door: Door, name: str, leads: str | None
) -> None:
    answer = await door.client.get("/petugas", headers=await door.sign_in(name))

    if leads:
        assert (answer.status_code, answer.headers["location"].startswith(leads)) == (303, True)
    else:
        assert answer.status_code == 200


@pytest.mark.anyio
async def test_the_language_chosen_at_the_door_is_kept_inside(door: Door) -> None:
    shown = await door.client.get("/masuk", params={"lang": "en"})
    form = {"name": "ppk-1", "password": PASSWORD, "code": people.code()}
    entered = await door.client.post("/masuk", data=form, headers={"Origin": "http://recap"})

    hall = await door.client.get(entered.headers["location"])

    assert "authenticator" in shown.text
    assert "Discrepancies" in hall.text


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "x"]
)
def test_the_door_leads_nowhere_but_into_this_site(elsewhere: str) -> None:
    assert office.within(elsewhere) == office.HALL
