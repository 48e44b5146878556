"""A number that a person keys blind is told to nobody who could pass it on, by no address, before it is confirmed."""

import json
import re
from collections import defaultdict
from dataclasses import replace

import pytest
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from api import main
from recap.app import drift
from recap.app.blindness import Blinds
from recap.app.database import transaction
from recap.domain.photo import PhotoDigest
from tests import night
from tests.api import paper
from tests.api.conftest import AT, STATION, Door

pytestmark = pytest.mark.anyio
DESK = f"/petugas/tps/{night.CONTEST}/{STATION}"
UNSEEN = {"PAS1": 48151, "PAS2": 62342}
EVERYBODY = ("kpps-1", "kpps-chair-1", "pps-1", "ppk-1", "kpu", "witness-1", "supervisor-1", "auditor", "kpps-2")


def hide(door: Door, share: float) -> None:
    """Have the running application hide this share of the sure cells."""
    door.app.state.house = replace(door.app.state.house, blinds=Blinds(b"a secret", share))


async def read_page(door: Door, headers: dict[str, str], shade: int = 200) -> PhotoDigest:
    photo = await paper.send(door, headers, paper.jpeg(shade))
    said = paper.reading(photo, 2)
    cells = {code: replace(cell, as_read=UNSEEN[code], decoded=UNSEEN[code]) for code, cell in said.cells.items()}
    await paper.read(door, replace(said, cells=cells))
    return photo


def addresses(photo: str) -> list[str]:
    """Every address of the application that can be read and comes to an end, filled with what is known here."""
    names = {"contest": AT["contest"], "station": STATION, "code": STATION, "area": STATION, "sha256": photo}
    routes = [route for router in main.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    ending = [r for r in routes if r.response_class is not StreamingResponse or r.path.startswith("/api/photos")]
    paths = [re.sub(r":\w+}", "}", route.path) for route in ending if "GET" in (route.methods or ())]
    return [path.format_map(defaultdict(lambda: "1", names)) for path in paths]


async def test_no_address_tells_a_hidden_number_before_it_is_confirmed(door: Door) -> None:
    hide(door, 1)
    photo = await read_page(door, await door.sign_in("kpps-1"))

    told = []
    for name in EVERYBODY:
        headers = await door.sign_in(name)
        for address in addresses(photo):
            answer = await door.client.get(address, params=AT, headers=headers)
            told += [(name, address) for value in UNSEEN.values() if str(value).encode() in answer.content]

    assert told == []


async def test_a_refused_form_and_a_repeated_photo_do_not_tell_it_either(door: Door) -> None:
    hide(door, 1)
    kpps = await door.sign_in("kpps-1")
    photo = await read_page(door, kpps)

    again = await door.client.post("/api/photos", params=AT, content=paper.jpeg(), headers=kpps)
    back = await door.client.post(f"{DESK}/foto/{photo}", data={"PAS1": "1", "PAS2": ""}, headers=kpps)
    short = await door.client.post(
        f"/api/photos/{photo}/confirmation", params=AT, json={"values": {"PAS1": 1}}, headers=kpps
    )

    assert (again.status_code, back.status_code, short.status_code) == (200, 422, 422)
    assert not [answer for answer in (again, back, short) if "48151" in answer.text or "62342" in answer.text]


async def test_a_page_sent_again_hides_the_same_cells(door: Door) -> None:
    hide(door, 0.03)
    kpps = await door.sign_in("kpps-1")
    photos = [await read_page(door, kpps, shade) for shade in (200, 201, 202, 203)]

    answers = [await door.client.get(f"/api/photos/{photo}", params=AT, headers=kpps) for photo in photos]
    shown = [{cell["code"]: cell["value"] for cell in answer.json()["cells"]} for answer in answers]

    assert all(values == shown[0] for values in shown)
    assert list(shown[0].values()).count(None) == 1


async def test_what_was_keyed_blind_is_compared_with_the_machine_and_then_shown(door: Door) -> None:
    hide(door, 1)
    kpps = await door.sign_in("kpps-1")
    photo = await read_page(door, kpps)
    confirmation = f"/api/photos/{photo}/confirmation"

    first = {"PAS1": 48151, "PAS2": 1}
    await door.client.post(confirmation, params=AT, json={"values": first}, headers=kpps)
    after = await door.client.get(f"/api/photos/{photo}", params=AT, headers=kpps)
    await door.client.post(confirmation, params=AT, json={"values": UNSEEN}, headers=kpps)

    told = await door.client.get(f"/api/quality/{night.CONTEST}/{STATION}", headers=kpps)
    async with transaction(door.engine) as session:
        found, elsewhere = [await drift.agreement(session, night.CONTEST, area) for area in ("", "337402")]
    assert ((found.n, found.agreed), elsewhere.n) == ((2, 1), 0)
    assert {name: told.json()[name] for name in ("keyed_blind", "agreed", "alarm_at")} == {
        "keyed_blind": 2,
        "agreed": 1,
        "alarm_at": None,
    }
    assert [cell["value"] for cell in after.json()["cells"]] == [48151, 62342]


async def test_the_page_leaves_hidden_numbers_empty_and_asks_for_them(door: Door) -> None:
    hide(door, 1)
    kpps = await door.sign_in("kpps-1")
    photo = await read_page(door, kpps)

    page = await door.client.get(f"{DESK}/foto/{photo}", headers=kpps)

    assert "2 angka dikosongkan: tulis sendiri." in page.text
    assert page.text.count("cell blind") == 2
    assert json.dumps(UNSEEN["PAS1"]) not in page.text
