import pytest

from recap.app import officers
from tests.api.conftest import PASSWORD, Door


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
    for _ in range(officers._FREE_TRIES):
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
