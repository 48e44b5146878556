"""From the slip to work in a real browser: a PPK chair with a phone, and a KPPS on a phone without scripts."""

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from tests.api.invited import BUDI, SITI, Line, appoint, listed
from tests.browser.conftest import House, sign_in

pytestmark = pytest.mark.browser

PASSWORD = "sawah hijau di pagi hari"  # noqa: S105  for made-up people


def slip(house: House, line: Line) -> str:
    async def work(session: AsyncSession) -> str:
        return (await appoint(session, house.data_dir, line))[0].code

    return house.do(work)


def choose(page: Page, code: str) -> None:
    """Type the code of a slip, accept the pact, choose a password."""
    page.goto("/aktivasi")
    page.get_by_label("Kode pada kartu").fill(code.lower())
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Saya telah membaca pakta ini").check()
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("#activation button")


def test_a_ppk_chair_activates_with_the_phone_and_signs_in_with_its_next_code(page: Page, house: House) -> None:
    choose(page, slip(house, BUDI))
    expect(page.get_by_role("heading", name="Ponsel Anda sebagai kunci kedua")).to_be_visible()
    expect(page.get_by_role("img", name="Kode QR untuk aplikasi autentikator")).to_be_visible()
    key = page.locator(".secret").inner_text()
    page.fill("[name=code]", pyotp.TOTP(key).at(clock.now()))
    page.get_by_role("button", name="Konfirmasi dan mulai").click()
    expect(page.get_by_role("heading", name="Kecamatan Semarang Utara")).to_be_visible()
    expect(page.locator(".office")).to_contain_text("Ketua PPK")

    page.get_by_role("button", name="Keluar").click()
    page.goto("/masuk")
    page.fill("[name=name]", "budi")
    page.fill("[name=password]", PASSWORD)
    page.click("#sign-in button")
    expect(page.get_by_role("alert")).to_contain_text("6 angka")
    expect(page.locator("[name=password]")).to_have_value(PASSWORD)
    page.fill("[name=code]", pyotp.TOTP(key).at(clock.now()))
    page.click("#sign-in button")
    expect(page.get_by_role("heading", name="Kecamatan Semarang Utara")).to_be_visible()


def test_the_strength_of_a_password_is_said_while_it_is_typed(page: Page, house: House) -> None:
    page.goto(f"/aktivasi?kode={slip(house, SITI)}")

    page.fill("[name=password]", "pendek")
    expect(page.locator("#strength")).to_contain_text("Terlalu pendek")
    page.fill("[name=password]", "siti sawah hijau")
    expect(page.locator("#strength")).to_contain_text("Mudah ditebak")
    page.fill("[name=password]", PASSWORD)
    expect(page.locator("#strength")).to_contain_text("Kuat")


def test_a_kpps_activates_without_any_script(page: Page, house: House) -> None:
    page.route("**/*.js", lambda route: route.abort())

    choose(page, slip(house, SITI))

    page.wait_for_url("**/petugas/tps/**")
    expect(page.locator(".office")).to_contain_text("Siti Aminah")


def test_a_list_becomes_slips_and_a_lost_slip_a_new_code(page: Page) -> None:
    sign_in(page, "ppk-chair-1", "/petugas/penunjukan")
    page.get_by_text("Tunjuk berdasarkan SK").click()
    page.set_input_files("[name=list]", {"name": "sk.csv", "mimeType": "text/csv", "buffer": listed(SITI)})
    page.get_by_role("button", name="Periksa daftar").click()
    with page.expect_download() as slips:
        page.get_by_role("button", name="Tunjuk 1 orang").click()
    page.get_by_role("link", name="Kembali ke daftar petugas").click()

    assert slips.value.suggested_filename == "kartu-aktivasi-1.pdf"
    page.get_by_label("Nama, nama pengguna, atau SK").fill("siti")
    page.get_by_role("button", name="Tampilkan").click()
    page.get_by_text("Kode baru atau akhiri").click()
    page.get_by_role("button", name="Kode aktivasi baru").click()
    expect(page.get_by_role("button", name="Cetak")).to_be_visible()
    code = page.locator(".secret").inner_text()
    page.get_by_role("button", name="Keluar").click()
    page.goto(f"/aktivasi?kode={code}")
    expect(page.get_by_role("heading", name="Siti Aminah")).to_be_visible()
