"""A kecamatan's plenary in a real browser: the operator's page, the projector that follows it, a witness's phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from tests import night
from tests.browser.conftest import House, chromium, enter, sign_in
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.browser
PLENARY = f"/petugas/pleno/{CONTEST}/337401"
OBJECTIONS = f"/petugas/keberatan/{CONTEST}"


async def arrive(session: AsyncSession) -> None:
    for station in STATIONS[:4]:
        await night.form(session, station)


async def settle(session: AsyncSession) -> None:
    await worker.settle(session, CONTEST, STATIONS[1])


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_plenary_is_led_by_keys_or_thumbs_from_opening_to_nihil(page: Page, house: House) -> None:
    house.do(arrive)
    page.goto("/masuk")
    enter(page, "ppk-1")
    page.goto(PLENARY)

    page.get_by_label("Tempat rapat").fill("Aula Kecamatan")
    page.get_by_role("button", name="Buka rapat pleno").click()
    expect(page.locator("#now")).to_have_text("TPS 1, Kelurahan Miroto")
    page.locator(".expected li", has_text="WITNESS-PPK").get_by_role("button", name="Hadir", exact=True).click()
    expect(page.locator(".attendance")).to_contain_text("mandat SK 1")

    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press("l")
    page.get_by_label("Alasan", exact=True).fill("Plano belum dibuka")
    page.get_by_role("button", name="Tunda dan lanjutkan").click()
    for name in ("TPS 2, Kelurahan Miroto", "TPS 1, Kelurahan Brumbungan", "TPS 2, Kelurahan Brumbungan"):
        expect(page.locator("#now")).to_have_text(name)
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("d")
    expect(page.locator("#now")).to_have_text("TPS 1, Kelurahan Miroto")
    assert fits(page)
    page.locator(".say button").click()
    expect(page.locator(".closing")).to_contain_text("NIHIL")
    page.get_by_role("button", name="Tutup rapat pleno").click()

    expect(page.locator("main")).to_contain_text("Rapat pleno ditutup")
    expect(page.locator(".running")).to_contain_text("1.200")
    assert fits(page)


def test_a_witness_objects_from_a_phone_and_it_is_corrected_on_the_spot(page: Page, house: House) -> None:
    house.do(arrive)
    sign_in(page, "witness-ppk")
    page.goto(f"{OBJECTIONS}/baru?area={STATIONS[1]}")
    page.get_by_label("Apa yang keliru").fill("Plano menyebut 199 dan 101.")
    page.get_by_label("1. Satu").fill("199")
    page.get_by_label("2. Dua").fill("101")
    assert fits(page)
    page.get_by_role("button", name="Ajukan").click()
    expect(page.locator("main")).to_contain_text("Menunggu jawaban")

    enter(page, "ppk-1")
    page.goto(PLENARY)
    page.get_by_label("Tempat rapat").fill("Aula Kecamatan")
    page.get_by_role("button", name="Buka rapat pleno").click()
    page.locator("button.entry", has_text="TPS 2, Kelurahan Miroto").click()
    expect(page.locator(".objected")).to_contain_text("Plano menyebut 199 dan 101.")
    assert fits(page)
    page.get_by_label("Jawaban (akan diumumkan)").fill("Plano dibuka: saksi benar.")
    page.get_by_role("button", name="Terima dan betulkan sekarang").click()
    house.do(settle)

    page.goto(PLENARY)
    expect(page.locator(".now .deciding tr.c1")).to_contain_text("199")
    expect(page.locator(".objected").first).to_contain_text("Diterima")


@pytest.fixture
def room(house: House) -> Iterator[BrowserContext]:
    with chromium() as browser:
        yield browser.new_context(viewport={"width": 1920, "height": 1080}, locale="id-ID", base_url=house.address)


@pytest.mark.parametrize("light", ["", "?terang=1"])
def test_the_projector_follows_the_operator(room: BrowserContext, house: House, light: str) -> None:
    house.do(arrive)
    operator, projector = room.new_page(), room.new_page()
    complaints: list[str] = []
    projector.on("console", lambda said: complaints.append(said.text))
    operator.goto("/masuk")
    enter(operator, "ppk-1")
    projector.goto(f"{PLENARY}/layar{light}")
    expect(projector.locator("main")).to_contain_text("Rapat pleno belum dimulai")

    operator.goto(PLENARY)
    operator.get_by_label("Tempat rapat").fill("Aula Kecamatan")
    operator.get_by_role("button", name="Buka rapat pleno").click()
    expect(projector.locator("main h2")).to_have_text("TPS 1, Kelurahan Miroto")
    expect(operator.locator("#now")).to_have_text("TPS 1, Kelurahan Miroto")
    operator.wait_for_load_state("domcontentloaded")
    operator.keyboard.press("d")
    expect(projector.locator("main h2")).to_have_text("TPS 2, Kelurahan Miroto")

    expect(projector.locator("footer")).to_contain_text("TPS 1, Kelurahan Miroto ✓")
    expect(projector.locator(".far")).to_contain_text("1 dari 4 TPS dibacakan")
    number = projector.locator(".line.c1 > strong")
    assert float(number.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 100
    assert projector.evaluate(
        "[...document.querySelectorAll('footer *')].every(e => e.getBoundingClientRect().bottom <= innerHeight)"
    )
    assert complaints == []
