"""The PPK's and the public's pages in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker
from recap.app.settings import Settings
from tests import night
from tests.api.conftest import STATION
from tests.browser.conftest import House, on_loop, sign_in

pytestmark = pytest.mark.browser


def publish(house: House) -> None:
    async def settle(session: AsyncSession) -> None:
        await worker.settle(session, night.CONTEST, STATION)

    async def work(engine: AsyncEngine) -> str | None:
        settings = Settings(database_url=house.database_url, data_dir=house.data_dir)
        return await worker.publisher(settings, engine).publish()

    house.do(settle)
    on_loop(work, house.database_url)


def test_a_dispute_is_settled_and_its_numbers_become_public(page: Page, house: House) -> None:
    async def differ(session: AsyncSession) -> None:
        await night.page(session, STATION, 1)
        await night.page(session, STATION, 3)
        await night.send(session, STATION, 2)
        await night.machine(session, STATION, 2, {"PAS1": 260})
        await night.confirm(session, STATION, 2)
        await worker.settle(session, night.CONTEST, STATION)

    house.do(differ)

    sign_in(page, "ppk-1")
    page.get_by_label("KPPS salah ketik").check()
    expect(page.locator("[name=value-PAS1]")).to_have_value("260")
    page.get_by_label("Mesin salah baca").check()
    page.fill("[name=value-PAS1]", "200")
    page.fill("[name=note]", "Foto diperiksa: 200.")
    page.get_by_role("button", name="Putuskan").click()
    expect(page.locator("main")).to_contain_text("Tidak ada yang perlu diputuskan")

    publish(house)
    page.goto("/")
    page.get_by_role("link", name="Semarang Tengah").click()
    page.get_by_role("link", name="Miroto").click()
    page.get_by_role("link", name="TPS 1").click()
    expect(page.locator("main")).to_contain_text("PPK memutuskannya dengan alasan yang diumumkan")
    expect(page.locator(".votes")).to_contain_text("66,7")
    expect(page.locator("main")).to_contain_text("Foto diperiksa: 200.")


def test_public_pages_need_no_script(page: Page, house: House) -> None:
    house.do(lambda session: night.form(session, STATION))
    publish(house)
    page.route("**/*.js", lambda route: route.abort())

    page.goto("/")
    page.get_by_role("link", name="English").click()

    expect(page.locator("main")).to_contain_text("1 of 8 TPS in the totals")
    expect(page.get_by_role("link", name="All TPS as CSV")).to_be_visible()
