"""Signing in a real browser: a kelurahan by its PPS, then the kecamatan by its chair with a one-time code."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from tests import night, people, signers
from tests.browser.conftest import House, sign_in
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.browser

VILLAGE, OTHER, DISTRICT = signers.VILLAGES[0], signers.VILLAGES[1], signers.DISTRICTS[0]


async def villages(session: AsyncSession, house: House) -> None:
    """Have the kecamatan's forms in and its kelurahan checked, the second one signed."""
    held = await signers.appoint(session, house.data_dir)
    for station in STATIONS[:4]:
        await night.form(session, station)
    for village in (VILLAGE, OTHER):
        await signers.plenary(session, held.signers[village], village)
    await signers.sign(session, held, OTHER)


async def read_aloud(session: AsyncSession) -> None:
    """Hold the plenary of the kecamatan."""
    chair = await people.add(session, "pemimpin", signers.SIGNERS[6], DISTRICT)
    await signers.plenary(session, chair, DISTRICT)


def test_a_kelurahan_and_its_kecamatan_are_signed_and_one_is_reopened(page: Page, house: House) -> None:
    house.do(lambda session: villages(session, house))
    sign_in(page, "pps-1")
    page.goto(f"/petugas/pengesahan/{CONTEST}/{VILLAGE}")
    page.get_by_role("button", name="Sahkan Miroto").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")

    house.do(read_aloud)
    page.context.clear_cookies()
    sign_in(page, "ppk-chair-1")
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")
    expect(page.locator(".allsame")).to_be_visible()
    page.fill("[name=code]", people.code())
    page.get_by_role("button", name="Sahkan Semarang Tengah").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    page.get_by_role("link", name="Halaman sertifikat").click()
    expect(page.locator("main")).to_contain_text("4 dari 4 TPS")
    page.goto(f"/petugas/pembukaan/{CONTEST}")
    page.get_by_label("Alasan").fill("TPS 2 Miroto salah salin.")
    page.get_by_role("button", name="Minta dibuka kembali").click()
    expect(page.locator(".request")).to_contain_text("menunggu jawaban")


def test_a_changed_tally_is_shown_beside_the_other_sums_and_nothing_can_be_signed(page: Page, house: House) -> None:
    async def begin(session: AsyncSession) -> None:
        held = await signers.appoint(session, house.data_dir)
        for station in STATIONS[:4]:
            await night.form(session, station)
        for village in (VILLAGE, OTHER):
            await signers.finish(session, held, village)
        await signers.plenary(session, held.signers[DISTRICT], DISTRICT)
        change = f"UPDATE tally SET values = values || '{{\"PAS1\": 407}}' WHERE area = '{VILLAGE}'"  # noqa: S608
        await (await session.connection()).exec_driver_sql(change)

    house.do(begin)
    sign_in(page, "ppk-chair-1")
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")

    row = page.locator("table.foursums tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Miroto")
    expect(row.locator(".odd")).to_have_text("407")
    expect(row).to_contain_text("+7")
    expect(page.get_by_role("button", name="Sahkan Semarang Tengah")).to_be_disabled()
