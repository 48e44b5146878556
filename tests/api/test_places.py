"""The one list of officers' pages against the pages themselves."""

import pytest

from api import places
from recap.app import elections, officers
from recap.app.database import transaction
from recap.app.officers import Officer
from tests.api.conftest import PEOPLE, Door


async def officer_of(door: Door, headers: dict[str, str]) -> Officer:
    async with transaction(door.engine) as session:
        found = await officers.of_token(session, headers["Authorization"].split()[1])
    assert found
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("name", PEOPLE)
async def test_every_page_offered_to_an_officer_opens(door: Door, name: str) -> None:
    headers = await door.sign_in(name)
    officer = await officer_of(door, headers)
    async with transaction(door.engine) as session:
        offered = places.of(officer, await elections.contests(session))

    answers = {place.address: await door.client.get(place.address, headers=headers) for place in offered}

    assert offered
    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code not in {200, 303}
    } == {}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("kpps-1", ["desk", "copies"]),
        ("kpps-chair-1", ["desk", "objections", "copies"]),
        ("pps-1", ["discrepancies", "plenary", "objections", "signing", "reopening", "copies", "quality"]),
        ("witness-1", ["observing", "objections"]),
        ("witness-ppk", ["observing", "plenary", "objections"]),
        ("province", ["discrepancies", "objections", "reopening", "copies", "appointments"]),
        ("auditor", ["discrepancies", "plenary", "objections", "copies", "quality"]),
    ],
)
async def test_an_officer_is_offered_what_the_rights_open(door: Door, name: str, keys: list[str]) -> None:
    officer = await officer_of(door, await door.sign_in(name))

    async with transaction(door.engine) as session:
        offered = places.of(officer, await elections.contests(session))

    assert [place.kind.key for place in offered] == keys
