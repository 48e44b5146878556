"""Which numbers a person is told to look at first, and that nobody learns from it which of them are spot checks."""

import re
from dataclasses import replace

import pytest

from recap.app.blindness import Blinds
from recap.domain.photo import digest
from tests import night
from tests.api import paper
from tests.api.conftest import STATION, Door
from tests.filled import PAGES

pytestmark = pytest.mark.anyio
DESK = f"/petugas/tps/{night.CONTEST}/{STATION}"
DOUBTFUL = {"DP1-L": 48151, "DP1-P": 62342, "PSS1": 71513}


async def shown(door: Door, page: int, asked: tuple[str, ...], unsure: tuple[str, ...], share: float = 0) -> str:
    """The page of a photo of which the machine asks these cells, and is not sure of those."""
    door.app.state.house = replace(door.app.state.house, blinds=Blinds(b"a secret", share))
    kpps = await door.sign_in("kpps-1")
    photo = await paper.send(door, kpps, paper.jpeg())
    said = paper.reading(photo, page, {code: DOUBTFUL.get(code, 1) for code in unsure})
    await paper.read(door, replace(said, ask=asked))
    return (await door.client.get(f"{DESK}/foto/{photo}", headers=kpps)).text


def marked(page: str) -> list[str]:
    return re.findall(r'class="cell[^"]* first">.*?id="([^"]+)"', page, re.DOTALL)


def blind(page: str) -> list[str]:
    return re.findall(r'class="cell blind[^"]*">.*?id="([^"]+)"', page, re.DOTALL)


async def test_the_numbers_that_settle_the_others_are_named_and_marked_without_what_was_read_in_them(
    door: Door,
) -> None:
    page = await shown(door, 1, ("DP1-L", "PSS1"), ("DP1-L", "DP1-P", "PSS1"))

    assert marked(page) == ["DP1-L", "PSS1"]
    assert re.search(r'Periksa ini dulu:</strong> <a href="#DP1-L">.*?</a>; <a href="#PSS1">', page)
    assert page.count('<p class="check-first">Periksa ini dulu</p>') == 2
    assert not [number for number in DOUBTFUL.values() if str(number) in page]


async def test_a_spot_check_looks_like_a_number_the_machine_asks_for(door: Door) -> None:
    page = await shown(door, 1, ("PSS1",), ("PSS1",), share=0.1)

    checks = set(blind(page)) - {"PSS1"}
    assert checks
    assert set(marked(page)) == checks | {"PSS1"}


async def test_a_spot_check_on_a_page_without_doubts_is_marked_as_well(door: Door) -> None:
    page = await shown(door, 1, (), (), share=0.01)

    assert marked(page) == blind(page) != []


async def test_spot_checks_do_not_stand_out_among_numbers_that_another_page_settles(door: Door) -> None:
    page = await shown(door, 1, (), ("DP1-L",), share=0.01)

    assert len(blind(page)) == 2
    assert marked(page) == []


async def test_nothing_comes_first_where_the_whole_page_is_to_be_keyed(door: Door) -> None:
    page = await shown(door, 2, ("PAS1", "PAS2"), ("PAS1", "PAS2"))

    assert "Periksa ini dulu" not in page


async def test_nothing_comes_first_once_the_page_is_confirmed(door: Door) -> None:
    await shown(door, 1, ("PSS1",), ("PSS1",))
    kpps = await door.sign_in("kpps-1")
    address = f"{DESK}/foto/{digest(paper.jpeg())}"

    await door.client.post(address, data={code: str(value) for code, value in PAGES[1].items()}, headers=kpps)
    after = await door.client.get(address, headers=kpps)

    assert after.status_code == 200
    assert "Periksa ini dulu" not in after.text


async def test_english_pages_say_it_in_english(door: Door) -> None:
    await shown(door, 1, ("PSS1",), ("PSS1",))
    kpps = await door.sign_in("kpps-1")

    page = await door.client.get(f"{DESK}/foto/{digest(paper.jpeg())}?lang=en", headers=kpps)

    assert "Check this first:</strong>" in page.text
