"""A witness with only a phone: own photo, own reading, then both copies side by side."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import jobs, photos, readings
from recap.app.blobs import Blobs
from recap.app.readings import NewReading
from recap.domain.photo import PhotoDigest, digest
from recap.domain.reading import Reader
from tests import night
from tests.api import paper
from tests.api.conftest import STATION
from tests.browser.conftest import House, sign_in
from tests.filled import PAGES

pytestmark = pytest.mark.browser
DESK = f"/petugas/pengamatan/{night.CONTEST}/{STATION}"


async def read(session: AsyncSession, house: House, photo: PhotoDigest, number: int) -> None:
    """Do what the reader's worker does."""
    await Blobs.in_folder(house.data_dir / "blobs").put(f"pages/{photo}.jpg", paper.jpeg(230))
    sent = [u for u in await photos.uploads_of(session, night.CONTEST, STATION) if u.photo == photo]
    await readings.add_machine(session, sent[-1], paper.reading(photo, number))
    await jobs.announce(session, f"station/{night.CONTEST}/{STATION}")


def test_a_witness_photographs_reads_and_compares(page: Page, house: House, tmp_path: Path) -> None:
    content = paper.jpeg(90)
    (tmp_path / "saksi.jpg").write_bytes(content)

    async def kpps(session: AsyncSession) -> None:
        photo = night.photo(STATION, 2)
        await night.send(session, STATION, 2)
        await read(session, house, photo, 2)
        new = NewReading(photo, night.CONTEST, STATION, 2, Reader.KPPS, night.KPPS, PAGES[2])
        await readings.add_person(session, new)

    house.do(kpps)
    sign_in(page, "witness-1")
    page.goto(DESK)
    expect(page.locator("main")).not_to_contain_text("Riwayat angka")

    page.locator("input[type=file]").last.set_input_files(tmp_path / "saksi.jpg")
    expect(page.locator("#sending")).to_contain_text("Sudah diterima")
    expect(page.locator("#sending code")).to_have_text(digest(content)[:16])
    house.do(lambda session: read(session, house, digest(content), 2))
    page.get_by_role("link", name="Tulis angkanya").click()
    page.fill("#PAS1", "206")
    page.get_by_role("button", name="Kirim pembacaan saya").click()

    expect(page.locator(".compared .clash")).to_contain_text("206")
    expect(page.locator(".compared .clash")).to_contain_text("200")
    expect(page.locator(".pairs .differs")).to_have_count(1)
    expect(page.get_by_role("link", name="Ajukan keberatan")).to_have_attribute(
        "href", f"/petugas/keberatan/{night.CONTEST}/baru?area={STATION}"
    )
    page.locator(".ways summary").click()
    expect(page.locator(".ways .moved")).to_contain_text("Saksi paslon 1")


def test_a_supervisor_of_a_kecamatan_chooses_where_to_go(page: Page) -> None:
    sign_in(page, "supervisor-ppk")
    page.goto(f"/petugas/pengamatan/{night.CONTEST}")

    page.get_by_role("link", name="Miroto").click()
    expect(page.locator(".choose .card")).to_have_count(2)
    page.get_by_role("link", name="TPS 1").click()

    expect(page.locator("h1")).to_contain_text("TPS 1")
    page.goto(f"/petugas/pengamatan/{night.CONTEST}")
