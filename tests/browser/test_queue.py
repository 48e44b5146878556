"""The PPK's and the public's pages in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker, workplace
from recap.app import photos, readings
from recap.app.settings import Settings
from recap.domain.reading import CellReading, Decision, PageReading
from tests import night
from tests.api.conftest import STATION
from tests.browser.conftest import House, on_loop, sign_in
from tests.filled import PAGES

pytestmark = pytest.mark.browser
QUEUE = f"/petugas/selisih/{night.CONTEST}"


def publish(house: House) -> None:
    async def settle(session: AsyncSession) -> None:
        await worker.settle(session, night.CONTEST, STATION)

    async def work(engine: AsyncEngine) -> str | None:
        settings = Settings(database_url=house.database_url, data_dir=house.data_dir)
        return await workplace.publisher(settings, engine).publish(exports_now=True)

    house.do(settle)
    on_loop(work, house.database_url)


async def differ(session: AsyncSession) -> None:
    await night.page(session, STATION, 1)
    await night.page(session, STATION, 3)
    await night.send(session, STATION, 2)
    await night.machine(session, STATION, 2, {"PAS1": 260})
    await night.confirm(session, STATION, 2)
    await worker.settle(session, night.CONTEST, STATION)


async def unsure(session: AsyncSession) -> None:
    """The machine is not sure of what it read for the first choice, and the KPPS read something else."""
    await night.page(session, STATION, 1)
    await night.page(session, STATION, 3)
    await night.send(session, STATION, 2)
    upload = (await photos.uploads_of(session, night.CONTEST, STATION))[-1]
    cells = {code: CellReading(value, value, 0.6, 0.1, sure=code != "PAS1") for code, value in PAGES[2].items()}
    cells["PAS1"] = CellReading(260, 260, 0.6, 0.1)
    where = ("C.HASIL-KWK", 2, night.CONTEST, STATION)
    said = PageReading(upload.photo, *where, Decision.REVIEW, "doubt", None, cells)
    await readings.add_machine(session, upload, said)
    await night.confirm(session, STATION, 2)
    await worker.settle(session, night.CONTEST, STATION)


def opened(page: Page, text: str) -> None:
    """Open the case of the list with this text; on a desk the first is open already."""
    page.goto(QUEUE)
    page.locator(".lines a", has_text=text).first.click()
    expect(page.locator("article.case")).to_contain_text(text)


def test_a_dispute_is_settled_and_its_numbers_become_public(page: Page, house: House) -> None:
    house.do(differ)

    sign_in(page, "ppk-1")
    opened(page, "Pembaca berbeda")
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


def test_the_number_the_machine_asks_for_comes_first_in_its_case(page: Page, house: House) -> None:
    async def work(session: AsyncSession) -> None:
        await night.page(session, STATION, 1)
        await night.page(session, STATION, 2)
        await night.send(session, STATION, 3)
        upload = (await photos.uploads_of(session, night.CONTEST, STATION))[-1]
        values = PAGES[3] | {"TSAH": PAGES[3]["TSAH"] + 1}
        cells = {code: CellReading(value, value, 0.6, 0.1, sure=code != "TSAH") for code, value in values.items()}
        where = ("C.HASIL-KWK", 3, night.CONTEST, STATION)
        said = PageReading(upload.photo, *where, Decision.REVIEW, "unsure", None, cells, ask=("TSAH",))
        await readings.add_machine(session, upload, said)
        await night.confirm(session, STATION, 3, {"TSAH": values["TSAH"]})
        await worker.settle(session, night.CONTEST, STATION)

    house.do(work)
    sign_in(page, "ppk-1")
    opened(page, "Aturan R10")

    expect(page.locator(".disputed .cell").first).to_contain_text("Periksa ini dulu")
    expect(page.locator(".check-first")).to_have_count(1)


def test_the_queue_begins_with_what_could_decide_and_shows_clock_and_owner(page: Page, house: House) -> None:
    async def work(session: AsyncSession) -> None:
        await night.form(session, STATION, {"DPD1-J": 6})
        await night.form(session, night.STATIONS[1], {"PAS1": 260})
        await night.form(session, night.STATIONS[2], {"PAS1": 300, "PAS2": 0})

    house.do(work)
    sign_in(page, "ppk-1")
    page.goto(QUEUE)

    lines = page.locator(".lines li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("Aturan R9")
    expect(lines.nth(0)).to_contain_text("60 suara")
    expect(lines.nth(0)).to_contain_text("menunggu 0 j 0 m")
    expect(lines.nth(2)).to_contain_text("Petunjuk")
    opened(page, "Petunjuk")
    expect(page.locator("article.case")).to_contain_text("bisa saja memang benar")


def test_two_officers_do_not_settle_one_case_unknowingly(page: Page, house: House) -> None:
    house.do(differ)
    sign_in(page, "ppk-1")
    opened(page, "Pembaca berbeda")
    page.get_by_role("button", name="Ambil").click()
    expect(page.locator("article.case")).to_contain_text("Anda mengambil perkara ini")
    page.get_by_role("button", name="Keluar").click()

    sign_in(page, "ppk-chair-1")
    opened(page, "Pembaca berbeda")
    expect(page.locator("article.case")).to_contain_text("PPK-1")
    expect(page.locator("[name=reason]")).to_have_count(0)
    page.get_by_role("button", name="Ambil alih").click()
    expect(page.locator("article.case")).to_contain_text("Anda mengambil perkara ini")
    expect(page.locator("[name=reason]").first).to_be_attached()


def test_a_large_change_needs_another_person(page: Page, house: House) -> None:
    house.do(lambda session: night.form(session, STATION, {"PAS1": 260}))
    sign_in(page, "ppk-1")
    opened(page, "Aturan R9")
    page.get_by_label("Mesin salah baca").check()
    page.fill("[name=value-PAS1]", "200")
    page.fill("[name=note]", "Tertulis 200.")
    page.get_by_role("button", name="Putuskan").click()
    expect(page.locator("main")).to_contain_text("petugas kedua harus setuju")
    opened(page, "Aturan R9")
    expect(page.locator("article.case")).to_contain_text("petugas lain harus menyetujuinya")
    expect(page.get_by_role("button", name="Saya setuju")).to_have_count(0)
    page.get_by_role("button", name="Keluar").click()

    sign_in(page, "kpu")
    page.goto(f"{QUEUE}?whose=second")
    page.locator(".lines a").first.click()
    expect(page.locator(".proposed")).to_contain_text("Tertulis 200.")
    page.get_by_role("button", name="Saya setuju").click()
    expect(page.locator("main")).to_contain_text("sudah diputuskan")


def test_a_number_the_machine_doubts_is_read_before_the_others_are_shown(page: Page, house: House) -> None:
    house.do(unsure)
    sign_in(page, "ppk-1")
    opened(page, "Pembaca berbeda")
    assert "260" not in page.content()

    page.fill("[name=value-PAS1]", "200")
    page.get_by_role("button", name="Tampilkan bacaan yang lain").click()

    expect(page.locator("article.case dl")).to_contain_text("260")
    expect(page.locator("article.case .own")).to_contain_text("200")
    expect(page.locator("[name=value-PAS1]")).to_have_value("200")


def test_public_pages_need_no_script(page: Page, house: House) -> None:
    house.do(lambda session: night.form(session, STATION))
    publish(house)
    page.route("**/*.js", lambda route: route.abort())

    page.goto("/")
    page.get_by_role("link", name="English").click()

    expect(page.locator("main")).to_contain_text("1 of 8 TPS in the totals")
    expect(page.get_by_role("link", name="All TPS as CSV")).to_be_visible()
