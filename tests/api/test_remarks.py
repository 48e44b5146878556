"""What the machine says of a page to whoever checks it: corrections, sure or not, and doubts about the whole page."""

import re
from dataclasses import replace

import pytest

from recap.domain.message import Message
from recap.domain.reading import Decision, PageReading
from tests import night
from tests.api import paper
from tests.api.conftest import STATION, Door

pytestmark = pytest.mark.anyio
DESK = f"/petugas/tps/{night.CONTEST}/{STATION}"

SENTENCE = "Several sheets are in this photo. Photograph each page by itself."


def struck(said: PageReading, *codes: str) -> PageReading:
    return replace(said, cells={**said.cells, **{code: replace(said.cells[code], corrected=True) for code in codes}})


async def shown(door: Door, *codes: str, reason: str = "") -> str:
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    said = struck(paper.reading(photo, 2), *codes)
    if reason:
        said = replace(said, decision=Decision.REVIEW, reason=reason, advice=Message(SENTENCE))
    await paper.read(door, said)
    return (await door.client.get(f"{DESK}/foto/{photo}", headers=kpps)).text


async def test_a_sure_number_that_was_corrected_is_named_with_what_to_look_for(door: Door) -> None:
    page = await shown(door, "PAS2")

    assert re.search(r'Diperbaiki di kertas:</strong> <a href="#PAS2">[^<]+</a>\. Di sana tampaknya ada kotak', page)
    assert "diparaf" in page


async def test_nothing_is_said_of_corrections_where_none_was_seen(door: Door) -> None:
    assert "Diperbaiki di kertas" not in await shown(door)


async def test_why_the_machine_leaves_a_page_to_a_person_is_said_on_it(door: Door) -> None:
    assert "Ada beberapa lembar di foto ini." in await shown(door, reason="two_forms")


@pytest.mark.parametrize("reason", ["unsure", "corrected", "does_not_add_up"])
async def test_what_is_said_beside_the_numbers_is_not_said_twice(door: Door, reason: str) -> None:
    assert "Ada beberapa lembar di foto ini." not in await shown(door, reason=reason)
