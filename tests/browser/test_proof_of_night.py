"""A night as it comes out of the whole program, proven in a browser: photo, copy, sums, log, at both sizes."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.workplace import publisher
from recap.app import pictures
from recap.app.blobs import Blobs
from recap.app.settings import Settings
from recap.domain.photo import digest
from tests import copied, night
from tests.api.conftest import STATION
from tests.browser.conftest import House, on_loop
from tests.filled import PAGES, VALUES
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.browser
ADDRESS = f"/buktikan/{CONTEST}/{STATION}"
STEPS = ("photo", "entry", "written", "station", "area-10", "area-6", "area-4", "head")


def publish(house: House) -> None:
    async def work(engine: AsyncEngine) -> None:
        await publisher(Settings(data_dir=house.data_dir, database_url=house.database_url), engine).publish()

    on_loop(work, house.database_url)


def counted(house: House) -> None:
    """Two stations counted, the first with public pictures and a signed copy."""

    async def work(session: AsyncSession) -> None:
        await copied.form(session, house.data_dir, STATION)
        blobs = Blobs.in_folder(house.data_dir / "blobs")
        for number in PAGES:
            photo = night.photo(STATION, number)
            await pictures.add(session, photo, digest(await blobs.get(pictures.key(photo))))
        await night.form(session, STATIONS[2], {"PAS1": 190, "PAS2": 110})

    house.do(work)
    publish(house)


def proven(page: Page) -> None:
    page.wait_for_selector("#proof[data-done]", state="attached")


def test_a_night_is_proven_from_photo_to_city_and_from_visit_to_visit(page: Page, house: House) -> None:
    counted(house)

    page.goto(f"/hasil/{CONTEST}/{STATION}")
    page.get_by_role("link", name="Buktikan sendiri").click()
    proven(page)

    expect(page.locator("#verdict")).to_contain_text("Semuanya cocok")
    for step in STEPS:
        expect(page.locator(f"#step-{step}")).to_have_class("step right")
    assert page.locator(".prints img").evaluate_all("all => all.every(one => one.naturalWidth > 0)")
    expect(page.locator("#step-written")).to_contain_text("ditandatangani dengan kunci KPPS")
    expect(page.locator("#step-area-4 .shares strong").first).to_have_text(str(VALUES["PAS1"] + 190))

    house.do(lambda session: night.form(session, STATIONS[4]))
    publish(house)
    page.reload()
    proven(page)
    expect(page.locator("#step-head")).to_contain_text("log hanya bertambah")
    expect(page.locator("#step-area-4 .shares strong").first).to_have_text(str(2 * VALUES["PAS1"] + 190))


def test_what_is_changed_on_the_disk_is_found_and_named(page: Page, house: House) -> None:
    counted(house)
    published = house.data_dir / "published"
    first, second = (published / "photos" / f"{night.photo(STATION, number)}.jpg" for number in (1, 2))
    first.write_bytes(second.read_bytes())

    page.goto(ADDRESS)
    proven(page)
    expect(page.locator("#step-photo .lines .wrong")).to_contain_text("ditukar atau diubah")
    expect(page.locator("#step-photo .tell")).to_contain_text("Bawaslu")

    (city,) = (path for path in (published / "objects").glob("*.json") if b'"tier":"city"' in path.read_bytes())
    before = f'"PAS1":{VALUES["PAS1"] + 190}'.encode()
    forged = city.read_bytes().replace(before, b'"PAS1":9000')
    page.route(f"**/{city.name}", lambda route: route.fulfill(body=forged, content_type="application/json"))
    page.reload()
    proven(page)
    expect(page.locator("#verdict")).to_contain_text("TIDAK cocok")
    expect(page.locator("#step-area-4 .lines .wrong")).to_contain_text("diubah")
