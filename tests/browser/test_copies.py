"""The witness's phone: open the personal link, keep the PDF, say it arrived; the KPPS sees it come in."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import recipients
from recap.app.links import links
from tests import copied, night
from tests.api.conftest import STATION
from tests.browser.conftest import House, sign_in

pytestmark = pytest.mark.browser


def make_copy(house: House) -> str:
    """Have the station's form confirmed and copied; return the first witness's personal link."""

    async def work(session: AsyncSession) -> int:
        await copied.form(session, house.data_dir, STATION)
        return (await recipients.of_contest(session, night.CONTEST))[0].number

    return links(house.data_dir).path(night.CONTEST, STATION, house.do(work))


def test_a_witness_receives_the_copy_by_the_personal_link(page: Page, house: House) -> None:
    link = make_copy(house)

    page.goto(link)
    expect(page.locator(".mine")).to_contain_text("Saksi paslon nomor urut 1")
    expect(page.locator(".votes")).to_contain_text("200")
    with page.expect_download() as saved:
        page.get_by_role("link", name="1. Simpan PDF").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_label("Nama Anda").fill("Siti")
    page.get_by_role("button", name="2. Saya sudah menerima").click()

    expect(page.locator(".mine")).to_contain_text("Sudah diterima")
    expect(page.locator(".mine")).to_contain_text("Siti")
    page.goto("/salinan")
    expect(page.locator("main")).to_contain_text("2 dari 256 salinan diterima")


def test_who_comes_before_the_copy_is_made_sees_it_arrive(page: Page, house: House) -> None:
    page.goto(links(house.data_dir).path(night.CONTEST, STATION, 1))
    expect(page.locator(".mine")).to_contain_text("Salinan belum ada")

    make_copy(house)

    expect(page.get_by_role("button", name="2. Saya sudah menerima")).to_be_visible(timeout=15_000)


def test_the_kpps_shows_one_code_after_the_other_and_sees_the_receipts(page: Page, house: House) -> None:
    link = make_copy(house)
    sign_in(page, "kpps-1")

    page.goto(f"/petugas/salinan/{night.CONTEST}/{STATION}")
    expect(page.locator("#handing")).to_contain_text("1 dari 32 salinan diterima")
    expect(page.locator("#chosen")).to_have_text("Saksi paslon nomor urut 1")
    assert page.input_value("#share-text").endswith(link)
    page.request.post(link, form={"seen": "1.1"}, headers={"Origin": house.address})

    expect(page.locator("#handing")).to_contain_text("2 dari 32 salinan diterima", timeout=10_000)
    expect(page.locator("#chosen")).to_have_text("Saksi paslon nomor urut 2", timeout=10_000)


def test_a_reminder_is_prepared_and_noted(page: Page, house: House) -> None:
    make_copy(house)
    sign_in(page, "pps-1")
    page.goto(f"/petugas/salinan/{night.CONTEST}/{STATION}?to=2")

    expect(page.locator("#whatsapp")).to_have_attribute("href", re.compile(r"^https://wa\.me/\?text=Salinan"))
    page.get_by_role("button", name="Catat: sudah saya kirim").click()

    expect(page.locator("li", has_text="Saksi paslon nomor urut 2")).to_contain_text("Diingatkan 1 kali")
