import pytest

from recap.app.database import transaction
from tests import night
from tests.api.conftest import Door
from tests.night import CONTEST, STATIONS

STATION = STATIONS[0]
RECOUNT = {"kind": "recount", "ground": "badly_lit", "decision": "Keputusan 7/2024"}

pytestmark = pytest.mark.anyio


async def counted(door: Door) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, STATION)


async def test_a_commissioner_orders_a_recount_and_every_tier_sees_it(door: Door) -> None:
    await counted(door)
    address = f"/api/counts/{CONTEST}/{STATION}"

    made = await door.client.post(address, json=RECOUNT, headers=await door.sign_in("kpu-chair"))
    seen = await door.client.get(address, headers=await door.sign_in("ppk-1"))
    elsewhere = await door.client.get(address, headers=await door.sign_in("ppk-2"))

    assert (made.status_code, made.json()["count"], made.json()["role"]) == (201, 2, "kpu_chair")
    assert seen.json() == [made.json()]
    assert elsewhere.status_code == 403


@pytest.mark.parametrize("name", ["ppk-chair-1", "kpu", "kpps-1", "witness-1", "auditor"])
async def test_nobody_else_orders_one(door: Door, name: str) -> None:
    await counted(door)

    answer = await door.client.post(f"/api/counts/{CONTEST}/{STATION}", json=RECOUNT, headers=await door.sign_in(name))

    assert answer.status_code == 403


async def test_the_page_says_what_is_missing_and_keeps_what_was_typed(door: Door) -> None:
    await counted(door)
    page = f"/petugas/hitung-ulang/{CONTEST}"
    headers = await door.sign_in("kpu-chair")
    form = {"station": STATION, "kind": "revote", "ground": "voted_twice", "decision": "Rekomendasi 9"}

    refused = await door.client.post(page, data=form, headers=headers)
    voters = {"voters_male": "180", "voters_female": "190", "ballots": "380"}
    done = await door.client.post(page, data={**form, **voters}, headers=headers)
    shown = await door.client.get(page, headers=headers)

    assert refused.status_code == 422
    assert "Isi DPT untuk PSU" in refused.text
    assert "Rekomendasi 9" in refused.text
    assert done.status_code == 303
    assert "DPT 180 laki-laki dan 190 perempuan" in shown.text
