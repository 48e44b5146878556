"""The KPPS's way in a real browser: sign in, send, wait, check beside the paper, confirm."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import jobs, photos, readings
from recap.app.blobs import Blobs
from recap.domain.photo import digest
from recap.domain.reading import Reader
from tests import night
from tests.api import paper
from tests.api.conftest import STATION
from tests.browser.conftest import House, sign_in

pytestmark = pytest.mark.browser


def read(house: House, content: bytes, unsure: dict[str, int | None]) -> None:
    """Do what the reader's worker does, in its own time."""

    async def work(session: AsyncSession) -> None:
        said = paper.reading(digest(content), 2, unsure)
        await Blobs.in_folder(house.data_dir / "blobs").put(f"pages/{said.photo}.jpg", paper.jpeg())
        sent = await photos.uploads_of(session, night.CONTEST, STATION)
        await readings.add_machine(session, sent[-1], said)
        await jobs.announce(session, f"station/{night.CONTEST}/{STATION}")

    house.do(work)


def test_a_photo_is_sent_read_checked_and_confirmed(page: Page, house: House, tmp_path: Path) -> None:
    content = paper.jpeg()
    (tmp_path / "hal2.jpg").write_bytes(content)
    sign_in(page, "kpps-1")

    page.locator("input[type=file]").last.set_input_files(tmp_path / "hal2.jpg")
    expect(page.locator("#sending")).to_contain_text("Sudah diterima")
    expect(page.locator("#sending code")).to_have_text(digest(content)[:16])
    expect(page.locator("#desk .sent")).to_contain_text("Sedang dibaca")

    read(house, content, {"PAS1": 260})
    page.get_by_role("link", name="Periksa angka").click()
    expect(page.locator("#PAS1")).to_have_value("")
    expect(page.locator("#PAS2")).to_have_value("100")
    expect(page.locator("svg.crop")).to_have_count(2)

    page.fill("#PAS1", "200")
    page.get_by_role("button", name="Konfirmasi halaman ini").click()
    expect(page.locator("#desk")).to_contain_text("Halaman 2 sudah dikonfirmasi")

    async def kept(session: AsyncSession) -> list[tuple[Reader, dict[str, int | None]]]:
        found = await readings.of_station(session, night.CONTEST, STATION)
        return [(reading.reader, dict(reading.values)) for reading in found]

    assert house.do(kept)[-1] == (Reader.KPPS, {"PAS1": 200, "PAS2": 100})


def test_what_to_check_first_is_named_at_the_top_and_leads_to_its_field(
    page: Page, house: House, tmp_path: Path
) -> None:
    content = paper.jpeg()
    (tmp_path / "hal1.jpg").write_bytes(content)
    sign_in(page, "kpps-1")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "hal1.jpg")
    expect(page.locator("#sending")).to_contain_text("Sudah diterima")

    async def work(session: AsyncSession) -> None:
        said = paper.reading(digest(content), 1, {"DP1-P": 7, "PSS1": 8, "DPD2-J": 9})
        await Blobs.in_folder(house.data_dir / "blobs").put(f"pages/{said.photo}.jpg", paper.jpeg())
        sent = await photos.uploads_of(session, night.CONTEST, STATION)
        await readings.add_machine(session, sent[-1], replace(said, ask=("DP1-P", "PSS1")))
        await jobs.announce(session, f"station/{night.CONTEST}/{STATION}")

    house.do(work)
    page.get_by_role("link", name="Periksa angka").click()

    expect(page.locator(".firsts")).to_contain_text("Periksa ini dulu")
    expect(page.locator(".firsts a")).to_have_count(2)
    expect(page.locator(".cell.first .check-first")).to_have_count(2)
    page.locator(".firsts a").last.click()
    expect(page.locator("#PSS1")).to_be_in_viewport()


def test_a_sum_that_fails_is_said_while_typing_and_blocks_nothing(page: Page, house: House, tmp_path: Path) -> None:
    content = paper.jpeg()
    (tmp_path / "hal1.jpg").write_bytes(content)
    sign_in(page, "kpps-1")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "hal1.jpg")
    expect(page.locator("#sending")).to_contain_text("Sudah diterima")

    async def work(session: AsyncSession) -> None:
        said = paper.reading(digest(content), 1)
        await Blobs.in_folder(house.data_dir / "blobs").put(f"pages/{said.photo}.jpg", paper.jpeg())
        sent = await photos.uploads_of(session, night.CONTEST, STATION)
        await readings.add_machine(session, sent[-1], said)
        await jobs.announce(session, f"station/{night.CONTEST}/{STATION}")

    house.do(work)
    page.get_by_role("link", name="Periksa angka").click()
    expect(page.locator("#hints")).to_be_hidden()

    page.fill("#DP1-L", "197")

    expect(page.locator("#hints")).to_contain_text("Laki-laki dan perempuan harus sama dengan jumlah")
    expect(page.locator("#hints")).to_contain_text("400 ≠ 197 + 204 = 401")
    page.get_by_role("button", name="Konfirmasi halaman ini").click()
    expect(page.locator("#desk")).to_contain_text("Halaman 1 sudah dikonfirmasi")


def test_a_photo_waits_for_the_connection_and_goes_by_itself(page: Page, tmp_path: Path) -> None:
    (tmp_path / "hal2.jpg").write_bytes(paper.jpeg())
    sign_in(page, "kpps-1")
    off = threading.Event()
    page.route("**/api/photos?*", lambda route: route.continue_() if off.is_set() else route.abort())

    page.locator("input[type=file]").first.set_input_files(tmp_path / "hal2.jpg")
    expect(page.locator("#sending")).to_contain_text("Tidak ada sambungan")
    off.set()

    expect(page.locator("#sending")).to_contain_text("Sudah diterima", timeout=10_000)


def test_a_file_that_is_no_photo_is_refused_in_words(page: Page, tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(b"%PDF-1.7")
    sign_in(page, "kpps-1")

    page.locator("input[type=file]").first.set_input_files(tmp_path / "form.pdf")

    expect(page.locator("#sending")).to_contain_text("Berkas ini dokumen PDF")
