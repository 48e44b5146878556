"""A witness with nothing but a phone: from the link to the copy up to the certificate that answers the objection."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker, workplace
from ocr.decode import Limits
from ocr.paper.identity import Identity
from ocr.specimen import make as specimen
from ocr.specimen.conditions import GOOD
from ocr.worker import PhotoReader
from recap.app import layouts, photos
from recap.app.blobs import Blobs
from recap.app.links import links
from recap.app.settings import Settings
from tests import copied, night, signers
from tests.api.conftest import STATION
from tests.browser.conftest import SCREENS, House, chromium, enter, on_loop, sign_in
from tests.night import CONTEST, STATIONS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

VILLAGE = signers.VILLAGES[0]
SEEN = {"PAS1": 199, "PAS2": 101}
"""What the paper says; the KPPS wrote 200 and 100."""


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    async def begin(session: AsyncSession) -> None:
        await copied.form(session, house.data_dir, STATION)
        await night.form(session, STATIONS[1])

    house.do(begin)
    with chromium() as opened:
        yield opened


def phone(browser: Browser, house: House) -> Page:
    width, height = SCREENS["phone"]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="id-ID",
        base_url=house.address,
        has_touch=True,
        is_mobile=True,
    )
    return context.new_page()


def photograph(folder: Path) -> Path:
    """Photograph page 2 of the plano as the witness's phone would."""
    identity = Identity(CONTEST, STATION, "JAWA TENGAH", "SEMARANG", "SEMARANG TENGAH", "MIROTO", 1)
    conditions = replace(GOOD, width_px=1500, height_px=2000)
    order = specimen.Order(layouts.load("C.HASIL-KWK", 2), 2, identity, SEEN, 7, conditions)
    path = folder / "plano.jpg"
    path.write_bytes(specimen.make(order).photo)
    return path


def read_what_was_sent(house: House) -> None:
    """Let the reader read the photo that came last."""

    async def read(engine: AsyncEngine) -> None:
        reader = PhotoReader(engine, Blobs.in_folder(house.data_dir / "blobs"), Limits(), processes=1)
        async with AsyncSession(engine) as session:
            sent = (await photos.uploads_of(session, CONTEST, STATION))[-1]
        await reader.handle(json.dumps({"upload": sent.id}).encode())
        reader.close()

    on_loop(read, house.database_url)


async def settle(session: AsyncSession) -> None:
    await worker.settle(session, CONTEST, STATION)


def receive_and_check(page: Page, house: House) -> None:
    """Open the personal link, keep the PDF, say it arrived, and check the copy without internet."""
    page.goto(links(house.data_dir).path(CONTEST, STATION, 1))
    with page.expect_download() as saved:
        page.get_by_role("link", name="1. Simpan PDF").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="2. Saya sudah menerima").click()
    expect(page.locator(".mine")).to_contain_text("Sudah diterima")
    fits(page)

    page.get_by_role("link", name="Periksa salinan ini").click()
    expect(page.locator("#ready")).to_have_class("ready yes", timeout=20_000)
    page.context.set_offline(offline=True)
    page.reload()
    expect(page.locator("#right")).to_contain_text("ASLI")
    expect(page.locator("#numbers tr", has_text="1. Satu")).to_contain_text("200")
    fits(page)
    page.context.set_offline(offline=False)


def fits(page: Page) -> None:
    page.wait_for_load_state("domcontentloaded")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"


def observe(page: Page, house: House, photo: Path) -> None:
    """Send a photo of the plano, key what stands on it, and see where it differs."""
    sign_in(page, "witness-1")
    fits(page)
    page.goto(f"/petugas/pengamatan/{CONTEST}/{STATION}")
    page.locator("input[type=file]").last.set_input_files(photo)
    expect(page.locator("#sending")).to_contain_text("Sudah diterima")
    read_what_was_sent(house)
    page.get_by_role("link", name="Tulis angkanya").click()
    fits(page)
    for code, value in SEEN.items():
        page.fill(f"[id='{code}']", str(value))
    page.get_by_role("button", name="Kirim pembacaan saya").click()
    expect(page.locator(".compared .clash")).to_have_count(2)
    expect(page.locator(".compared .clash").first).to_contain_text("199")
    expect(page.locator(".compared .clash").first).to_contain_text("200")
    fits(page)


def object_to_it(page: Page) -> str:
    """File an objection from the comparison, and return its address."""
    page.get_by_role("link", name="Ajukan keberatan").first.click()
    fits(page)
    page.get_by_label("Apa yang keliru").fill("Pada plano tertulis 199 dan 101.")
    page.get_by_label("1. Satu").fill("199")
    page.get_by_label("2. Dua").fill("101")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.locator("main")).to_contain_text("Menunggu jawaban")
    fits(page)
    return page.url


def answer(browser: Browser, house: House, filed: str) -> None:
    """Have the PPK accept the objection with what it claims, and correct the numbers at once."""
    page = phone(browser, house)
    page.goto("/masuk")
    enter(page, "ppk-1")
    page.goto(filed)
    page.get_by_label("Jawaban (akan diumumkan)").fill("Plano dibuka: saksi benar.")
    page.get_by_role("button", name="Terima dan betulkan sekarang").click()
    expect(page.locator(".objected")).to_contain_text("Plano dibuka: saksi benar.")
    house.do(settle)


def sign(house: House) -> str:
    """Have the PPS sign its kelurahan and everything be published; return the certificate's digest."""

    async def work(session: AsyncSession) -> str:
        held = await signers.appoint(session, house.data_dir)
        return (await signers.finish(session, held, VILLAGE)).sha256

    async def publish(engine: AsyncEngine) -> str | None:
        settings = Settings(database_url=house.database_url, data_dir=house.data_dir)
        return await workplace.publisher(settings, engine).publish(exports_now=True)

    signed = house.do(work)
    on_loop(publish, house.database_url)
    return signed


def see_what_became_of_it(page: Page, filed: str, certificate: str) -> None:
    """Look at the own comparison, the answer, the public numbers and the certificate."""
    page.goto(f"/petugas/pengamatan/{CONTEST}/{STATION}")
    expect(page.locator(".compared .clash").first).to_contain_text("Yang dihitung sekarang: 199")
    expect(page.locator("main")).to_contain_text("sudah termasuk dalam berita acara yang disahkan")
    fits(page)
    page.goto(filed)
    expect(page.locator(".pill").first).to_have_text("Diterima")
    fits(page)
    page.get_by_role("link", name="Lihat angka yang dihitung sekarang").click()
    expect(page.locator(".votes")).to_contain_text("199")
    fits(page)
    page.get_by_role("link", name="Miroto").click()
    expect(page.locator("h1")).to_have_text("Miroto")
    fits(page)
    page.get_by_role("link", name="Selengkapnya tentang sertifikat ini").click()
    expect(page).to_have_url(re.compile(f"/sertifikat/{certificate}$"))
    expect(page.locator("#angka + .scroll")).to_contain_text("399")
    fits(page)


def test_a_witness_with_a_phone_goes_from_the_link_to_the_certificate(
    browser: Browser, house: House, tmp_path: Path
) -> None:
    page = phone(browser, house)
    receive_and_check(page, house)
    observe(page, house, photograph(tmp_path))
    filed = object_to_it(page)
    house.do(settle)
    answer(browser, house, filed)
    see_what_became_of_it(page, filed, sign(house))
