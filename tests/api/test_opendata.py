"""The page of downloads: every open file with its size and digest, in both languages, each link leading somewhere."""

import re
from hashlib import sha256

import pytest

from aggregation import workplace
from api.pages import opendata
from recap.app.database import transaction
from recap.app.settings import Settings
from tests import night
from tests.api.conftest import Door

PAGE = f"/unduh/{night.CONTEST}"
KINDS = 6


async def publish(door: Door, *, exports: bool) -> None:
    async with transaction(door.engine) as session:
        await night.form(session, night.STATIONS[0])
    settings = Settings(database_url=str(door.engine.url), data_dir=door.data_dir)
    await workplace.publisher(settings, door.engine).publish(exports_now=exports)


@pytest.mark.anyio
async def test_the_page_offers_every_open_file_with_its_digest(door: Door) -> None:
    await publish(door, exports=True)

    page = (await door.client.get(PAGE)).text

    files = re.findall(r'href="(/data/exports/[^"]+)"', page)
    shown = re.findall(r"SHA-256 <code>([0-9a-f]{64})</code>", page)
    contents = [(await door.client.get(path)).content for path in files]
    assert len(files) == KINDS
    assert shown == [sha256(content).hexdigest() for content in contents]


@pytest.mark.anyio
async def test_every_link_of_the_page_leads_somewhere(door: Door) -> None:
    await publish(door, exports=True)

    page = (await door.client.get(PAGE)).text
    links = set(re.findall(r'href="(/(?:data|hasil)/[^"]+)"', page))

    answers = {link: (await door.client.get(link)).status_code for link in links}
    assert {"/data/kpu/kecil-2024/wilayah/pilkada/pkwkk/0.json", "/data/manifest.json"} < links
    assert set(answers.values()) == {200}


@pytest.mark.anyio
async def test_the_page_speaks_both_languages_and_names_the_address_for_programs(door: Door) -> None:
    await publish(door, exports=True)

    indonesian = (await door.client.get(PAGE)).text
    english = (await door.client.get(PAGE, params={"lang": "en"})).text

    assert "Data terbuka" in indonesian
    assert "List of exceptions" in english
    assert "https://sirekappilkada-obj-data.kpu.go.id" in indonesian
    assert "http://recap/data/kpu/kecil-2024" in indonesian
    assert "recap verify http://recap/data" in english


@pytest.mark.anyio
async def test_before_the_first_files_are_made_the_page_says_so(door: Door) -> None:
    await publish(door, exports=False)

    page = (await door.client.get(PAGE)).text

    assert "Berkas sedang dibuat" in page
    assert "/data/exports/" not in page


@pytest.mark.anyio
async def test_the_results_lead_to_the_open_data(door: Door) -> None:
    await publish(door, exports=True)

    page = (await door.client.get(f"/hasil/{night.CONTEST}")).headers["location"]

    assert f'href="{PAGE}"' in (await door.client.get(page)).text


@pytest.mark.anyio
async def test_a_contest_that_is_not_there_has_no_downloads(door: Door) -> None:
    await publish(door, exports=False)

    assert (await door.client.get("/unduh/other-2024.pkwkk")).status_code == 404


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, (0, "B")), (999, (999, "B")), (1000, (1, "kB")), (2_079_883, (2.1, "MB")), (5_000_000_000_000, (5000, "GB"))],
)
def test_a_size_is_said_in_its_largest_unit(number: int, words: tuple[float, str]) -> None:
    assert opendata.size(number) == words


def test_a_presidents_tree_stands_for_the_other_host() -> None:
    assert opendata.tree("pemilu-2024.ppwp") == {
        "base": "kpu/pemilu-2024",
        "first": "kpu/pemilu-2024/wilayah/pemilu/ppwp/0.json",
        "host": "https://sirekap-obj-data.kpu.go.id",
    }
