"""The plenary of a kecamatan in a real browser: from a hundred forms, twenty in dispute, to the signed D.HASIL."""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import workplace
from recap.app.settings import Settings
from recap.domain.rules import codes_of
from recap.verify import folder
from recap.verify.folder import Given
from recap.verify.source import FolderSource
from tests import kecamatan, night, people
from tests.api import paper
from tests.browser import kecamatan_steps as steps
from tests.browser.conftest import chromium, on_loop, running
from tests.browser.kecamatan_steps import ANSWER, REFUSAL, Office
from tests.kecamatan import DISTRICT, KPPS_OF, VILLAGES
from tests.night import CONTEST

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SIX_NUMBERS = re.compile(r"(\s+[\d.]+){6}$")
WISH = "Saksi 1 meminta pembacaan ulang."


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with running(database_url, tmp_path, kecamatan.begin) as house:
        house.do(kecamatan.forms)
        with chromium() as browser:
            opened = Office(house, browser, [])
            yield opened
            assert opened.complaints == []


def test_a_kecamatan_comes_from_a_hundred_forms_to_its_signed_certificate(office: Office, tmp_path: Path) -> None:
    steps.settle_the_queue(office)
    steps.approve_what_is_large(office)
    steps.answer_the_objections(office)
    for village in VILLAGES:
        steps.check_and_sign_a_village(office, village)
    chair = office.of("ketua-ppk")
    first = steps.hold_the_plenary(chair)
    check_the_certificate(chair, first, tmp_path)
    try_to_change_what_is_signed(office)
    reopen(office, chair)
    be_stopped_by_a_changed_tally(office, chair)
    second = steps.sign_the_district(chair, 2)
    look_at_what_is_public(office, (first, second))


def check_the_certificate(page: Page, digest: str, place: Path) -> None:
    """Download the D.HASIL and look at it with tools that know nothing of this program."""
    path = place / "dhasil.pdf"
    path.write_bytes(page.request.get(f"/sertifikat/{digest}.pdf").body())
    assert "Signature is Valid" in tool("pdfsig", path)
    said = tool("pdftotext", "-layout", path, "-")

    lines = [line.split()[-6:] for line in said.splitlines() if SIX_NUMBERS.search(line)]
    sums = [kecamatan.total(area) for area in (*VILLAGES, DISTRICT)]
    assert lines == [[f"{whole[code]:,}".replace(",", ".") for whole in sums] for code in codes_of(2)]
    assert said.count("Formulir tidak cocok, direkap seperti tertulis") == 5
    assert "TPS 18, Kelurahan Kranggan" in said
    assert f"Menolak menandatangani: {REFUSAL}" in said
    assert ANSWER in said

    root = place / "keys" / "tiers" / "root.pem"
    assert verify(path, root) == 0
    broken = place / "changed.pdf"
    broken.write_bytes(path.read_bytes().replace(b"%PDF-1", b"%PDF-2", 1))
    assert verify(broken, root) == 1


def tool(*command: str | Path) -> str:
    """Return what an outside program says."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603


def verify(path: Path, root: Path) -> int:
    """Return how `recap certificate verify` ends."""
    recap = str(Path(sys.executable).with_name("recap"))
    command = [recap, "certificate", "verify", str(path), "--root", str(root)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode  # noqa: S603


def try_to_change_what_is_signed(office: Office) -> None:
    """Have a KPPS send and confirm again, and be refused."""
    page = office.of("kpps-miskeyed")
    page.goto(f"/petugas/tps/{CONTEST}/{KPPS_OF}")
    photo = night.photo(KPPS_OF, 2)
    sheet = f"/petugas/tps/{CONTEST}/{KPPS_OF}/foto/{photo}"
    origin = {"origin": office.house.address}
    again = page.request.post(sheet, form={"PAS1": "1", "PAS2": "2"}, headers=origin)
    at = f"contest={CONTEST}&station={KPPS_OF}"
    sent = page.request.post(f"/api/photos?{at}", data=paper.jpeg(), headers=origin)
    assert (again.status, sent.status) == (422, 409)
    assert all("sudah disahkan dan terkunci" in answer.text() for answer in (again, sent))


def reopen(office: Office, chair: Page) -> None:
    """Have the chair ask for it and be refused to grant it, and KPU kota grant it."""
    chair.goto(f"/petugas/pembukaan/{CONTEST}")
    chair.get_by_label("Wilayah").select_option(label=f"Semarang Tengah ({DISTRICT}), revisi 1")
    chair.get_by_label("Alasan").fill(WISH)
    chair.get_by_role("button", name="Minta dibuka kembali").click()
    request = chair.locator(".request")
    expect(request).to_contain_text("menunggu jawaban")
    assert request.get_by_role("button").count() == 0
    number = str(request.get_attribute("id")).rpartition("-")[2]
    origin, address = {"origin": office.house.address}, f"/petugas/pembukaan/{CONTEST}/{number}"
    alone = chair.request.post(address, form={"granted": "true", "note": "Ya."}, headers=origin)
    assert alone.status == 403
    assert "dua orang yang berbeda" in alone.text()

    city = office.of("kpu")
    city.goto(f"/petugas/pembukaan/{CONTEST}")
    city.locator(".request textarea").fill("Disetujui pleno KPU.")
    city.get_by_role("button", name="Kabulkan").click()
    expect(city.locator(".request .pill")).to_have_text("dikabulkan")


def be_stopped_by_a_changed_tally(office: Office, page: Page) -> None:
    """Close the reopened plenary, change one number behind the program's back, and try to sign."""
    page.goto(f"/petugas/pleno/{CONTEST}/{DISTRICT}")
    page.locator(".closing button.big").click()
    village = next(iter(VILLAGES))
    right = kecamatan.total(village)["PAS1"]
    office.house.do(lambda session: tamper(session, village, right + 7))
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")
    row = page.locator("table.foursums tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(VILLAGES[village])
    expect(row).to_contain_text("Anggoro - Sekar")
    expect(row).to_contain_text("+7")
    expect(page.get_by_role("button", name="Sahkan Semarang Tengah")).to_be_disabled()
    forced = page.request.post(page.url, form={"code": people.code()}, headers={"origin": office.house.address})
    assert forced.status == 409
    assert "Keempat" in forced.text()
    office.house.do(lambda session: tamper(session, village, right))


async def tamper(session: AsyncSession, area: str, votes: int) -> None:
    """Write another number of votes into the tally row of an area, as somebody with the database's password could."""
    changed = "values || jsonb_build_object('PAS1', CAST(:votes AS int))"
    change = text(f"UPDATE tally SET values = {changed} WHERE area = :area")  # noqa: S608
    await session.execute(change, {"votes": votes, "area": area})


def look_at_what_is_public(office: Office, digests: Sequence[str]) -> None:
    """Publish, find nothing wrong as a stranger, and see both certificates and the reopening without any account."""

    async def publish(engine: AsyncEngine) -> None:
        settings = Settings(database_url=office.house.database_url, data_dir=office.house.data_dir)
        await workplace.publisher(settings, engine).publish(exports_now=True)

    on_loop(publish, office.house.database_url)
    told = folder.verify(FolderSource(office.house.data_dir / "published"), Given()).found
    assert [(each.failure.name, each.path, each.say("en")) for each in told.findings] == []
    page = office.browser.new_page(locale="id-ID", base_url=office.house.address)
    page.goto(f"/hasil/{CONTEST}/{DISTRICT}")
    for digest in digests:
        expect(page.locator("#certificates ~ ul")).to_contain_text(digest[:16])
    expect(page.locator("#certificates ~ ul")).to_contain_text(WISH)
    page.locator(f"a[href='/sertifikat/{digests[0]}']").click()
    expect(page.locator("main")).to_contain_text("revisi 2")
