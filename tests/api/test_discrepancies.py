import pytest

from recap.app import discrepancies
from recap.app.database import transaction
from tests import night
from tests.api.conftest import STATION, Door

pytestmark = pytest.mark.anyio
QUEUE = "/api/discrepancies"
AT = {"contest": night.CONTEST}
KEPT = {"reason": "paper_does_not_add_up", "note": "read aloud twice"}


async def case(door: Door, changes: night.Changes) -> str:
    """The address of the first case of a form with these changes."""
    async with transaction(door.engine) as session:
        await night.form(session, STATION, changes)
        found = await discrepancies.open_in(session, night.CONTEST, STATION)
    return f"{QUEUE}/{found[0].number}"


async def test_the_queue_says_what_is_at_stake_until_when_and_whose_it_is(door: Door) -> None:
    address = await case(door, {"PAS1": 230})
    ppk = await door.sign_in("ppk-1")
    await door.client.post(f"{address}/claim", json={}, headers=ppk)

    (shown,) = (await door.client.get(QUEUE, params={**AT, "whose": "mine"}, headers=ppk)).json()
    nobodys = (await door.client.get(QUEUE, params={**AT, "whose": "nobody"}, headers=ppk)).json()
    other_rule = (await door.client.get(QUEUE, params={**AT, "rule": "R1"}, headers=ppk)).json()

    assert (shown["rule"], shown["votes"], shown["stake"], shown["overdue"]) == ("R9", 30, "great", False)
    assert (shown["owner"]["name"], shown["owner"]["role"]) == ("PPK-1", "ppk")
    assert "paper_does_not_add_up" in shown["reasons"]
    assert (nobodys, other_rule) == ([], [])


async def test_a_case_is_taken_over_only_by_naming_who_has_it(door: Door) -> None:
    address = await case(door, {"SAH": 301})
    ppk, chair = await door.sign_in("ppk-1"), await door.sign_in("ppk-chair-1")
    await door.client.post(f"{address}/claim", json={}, headers=ppk)

    blind = await door.client.post(f"{address}/claim", json={}, headers=chair)
    settled = await door.client.post(f"{address}/settlement", json=KEPT, headers=chair)
    over = await door.client.post(f"{address}/claim", json={"instead_of": "PPK-1"}, headers=chair)
    back = await door.client.delete(f"{address}/claim", headers=chair)

    assert (blind.status_code, blind.json()["error"]) == (409, "CaseTaken")
    assert (settled.status_code, settled.json()["error"]) == (409, "CaseTaken")
    assert over.json()["owner"]["name"] == "PPK-CHAIR-1"
    assert back.json()["owner"] is None


async def test_a_large_change_waits_for_another_officer(door: Door) -> None:
    address = await case(door, {"PAS1": 230})
    ppk, kpu = await door.sign_in("ppk-1"), await door.sign_in("kpu")
    form = {"reason": "misread", "note": "200 on the paper", "values": {"PAS1": 200}}

    given = await door.client.post(f"{address}/settlement", json=form, headers=ppk)
    self_agreed = await door.client.post(f"{address}/approval", json={"agreed": True}, headers=ppk)
    waiting = (await door.client.get(QUEUE, params={**AT, "whose": "second"}, headers=kpu)).json()
    own = (await door.client.get(QUEUE, params={**AT, "whose": "second"}, headers=ppk)).json()
    agreed = await door.client.post(f"{address}/approval", json={"agreed": True}, headers=kpu)

    assert (given.status_code, given.json()["settled"]) == (201, False)
    assert (self_agreed.status_code, self_agreed.json()["error"]) == (403, "SamePerson")
    assert ([each["proposed"]["values"] for each in waiting], own) == ([{"PAS1": 200}], [])
    assert agreed.json()["settled"]


async def test_who_only_watches_sees_the_queue_and_changes_nothing(door: Door) -> None:
    address = await case(door, {"SAH": 301})
    for name in ("pps-1", "auditor", "supervisor-ppk", "province"):
        watcher = await door.sign_in(name)
        assert len((await door.client.get(QUEUE, params=AT, headers=watcher)).json()) == 2
        assert (await door.client.post(f"{address}/settlement", json=KEPT, headers=watcher)).status_code == 403
        assert (await door.client.post(f"{address}/claim", json={}, headers=watcher)).status_code == 403


async def test_a_kpps_and_a_witness_see_no_queue(door: Door) -> None:
    for name in ("kpps-1", "witness-1"):
        headers = await door.sign_in(name)
        assert (await door.client.get(QUEUE, params=AT, headers=headers)).status_code == 403


async def test_another_kecamatan_neither_claims_nor_agrees(door: Door) -> None:
    address = await case(door, {"PAS1": 230})
    far = await door.sign_in("ppk-2")

    assert (await door.client.post(f"{address}/claim", json={}, headers=far)).status_code == 403
    assert (await door.client.post(f"{address}/approval", json={"agreed": True}, headers=far)).status_code == 403


async def test_numbers_of_other_cells_are_not_keyed(door: Door) -> None:
    address = await case(door, {"SAH": 301})
    ppk = await door.sign_in("ppk-1")

    refused = await door.client.post(f"{address}/keying", json={"values": {"DP1-L": 3}}, headers=ppk)

    assert (refused.status_code, refused.json()["error"]) == (422, "CellsUnrelated")
