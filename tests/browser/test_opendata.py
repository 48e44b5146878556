"""The page of downloads in a real browser, on a phone and on a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import workplace
from recap.app.settings import Settings
from tests import night
from tests.browser.conftest import House, on_loop

pytestmark = pytest.mark.browser


@pytest.fixture
def published(house: House) -> House:
    """A station is counted, and all is published with its open files."""

    async def count(session: AsyncSession) -> None:
        await night.form(session, night.STATIONS[0])

    async def publish(engine: AsyncEngine) -> None:
        settings = Settings(database_url=house.database_url, data_dir=house.data_dir)
        await workplace.publisher(settings, engine).publish(exports_now=True)

    house.do(count)
    on_loop(publish, house.database_url)
    return house


@pytest.mark.usefixtures("published")
def test_a_reader_finds_the_open_data_and_downloads_the_table(page: Page, tmp_path: Path) -> None:
    page.goto(f"/hasil/{night.CONTEST}/3374")
    page.get_by_role("link", name="Semua data terbuka").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Data terbuka")
    expect(page.locator(".files li")).to_have_count(6)
    page.screenshot(path=tmp_path / "opendata.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh: Semua TPS, satu baris per TPS (CSV)").click()
    assert download.value.path().read_text().startswith("station,")
