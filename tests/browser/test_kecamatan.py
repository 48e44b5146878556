"""The plenary of a kecamatan in a real browser: from a hundred forms, twenty in dispute, to the signed D.HASIL."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from typer.testing import CliRunner

from aggregation import worker
from recap.app.settings import Settings
from recap.cli import main
from recap.domain.rules import codes_of
from tests import kecamatan, night, people
from tests.browser.conftest import SCREENS, House, chromium, enter, on_loop, running
from tests.kecamatan import CLAIMED, CONTEST, DISTRICT, KPPS_OF, STATIONS, TROUBLES, VILLAGES, Trouble

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

QUEUE = f"/petugas/selisih/{CONTEST}"
NAMES = {f"TPS {int(code[10:])}, {VILLAGES[code[:10]]}": code for code in STATIONS}
CODES = codes_of(2)
SIX_NUMBERS = re.compile(r"(\s[\d.]+){6}$")
ANSWER = "Plano dibuka di hadapan saksi."
REFUSAL = "Keberatan TPS 18 ditolak"
REASONS = {
    Trouble.MISREAD: "misread",
    Trouble.DOUBTFUL: "misread",
    Trouble.LARGE: "misread",
    Trouble.MISKEYED: "miskeyed",
    Trouble.CROOKED: "paper_does_not_add_up",
    Trouble.OBSERVED: "hint_checked",
}


def shot(page, name):
    page.screenshot(path=f"/tmp/shots/km-{name}.png", full_page=True)


def shot_phone(page, name):
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"
    shot(page, name + "-360")
    page.set_viewport_size({"width": 1280, "height": 860})


@dataclass(frozen=True, slots=True)
class Office:
    """The running application and the browsers of everybody who works with it."""

    house: House
    browser: Browser

    def of(self, name: str) -> Page:
        """Return this officer's own browser, signed in."""
        width, height = SCREENS["desk"]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="id-ID", base_url=self.house.address
        )
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto("/masuk")
        enter(page, name)
        return page

    def work(self) -> None:
        """Let the settling worker do what was asked of it."""
        self.house.do(kecamatan.work)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with running(database_url, tmp_path, kecamatan.begin) as house:
        house.do(kecamatan.forms)
        with chromium() as browser:
            yield Office(house, browser)


def settle_the_queue(office: Office) -> None:
    """Answer every case of the queue from its top, as the paper says."""
    page = office.of("ppk-1")
    page.goto("/petugas")
    shot(page, "hall-ppk")
    page.goto(f"{QUEUE}?whose=nobody")
    seen = set()
    n=0
    while page.locator("article.case").count():
        station = NAMES[page.locator("#title").inner_text()]
        n+=1
        if TROUBLES[station] not in seen:
            seen.add(TROUBLES[station])
            shot(page, f"queue-{TROUBLES[station].name}")
            shot_phone(page, f"queue-{TROUBLES[station].name}")
        answer(page, station)
        shot(page, "queue-answered")
        office.work()
        page.goto(f"{QUEUE}?whose=nobody")
    expect(page.locator(".second b").first).to_have_text("0")
    page.goto(QUEUE)
    shot(page, "queue-end")
    print("settled", n)


def answer(page: Page, station: str) -> None:
    """Give the one answer that fits what is the matter at this station."""
    trouble, right = TROUBLES[station], str(kecamatan.paper(station)["PAS1"])
    hint = "Petunjuk" in page.locator("article.case > header .kicker").inner_text()
    if page.locator(".keying").count():
        page.fill("[name=value-PAS1]", right)
        page.get_by_role("button", name="Tampilkan bacaan yang lain").click()
    page.locator(f"[name=reason][value={'hint_checked' if hint else REASONS[trouble]}]").check(force=True)
    if trouble is Trouble.LARGE and not hint:
        page.fill("[name=value-PAS1]", right)
    if trouble in {Trouble.MISREAD, Trouble.MISKEYED, Trouble.DOUBTFUL}:
        expect(page.locator("[name=value-PAS1]")).to_have_value(right)
    page.fill("[name=note]", f"Foto dan plano diperiksa bersama saksi: {right}.")
    page.get_by_role("button", name="Putuskan").click()
    expect(page.locator(".alert[role=status]")).to_be_visible()


def approve_what_is_large(office: Office) -> None:
    """Have the second member of the PPK agree to the answers that change many votes."""
    page = office.of("ppk-2")
    for left in (2, 1):
        page.goto(f"{QUEUE}?whose=second")
        expect(page.locator(".second b").first).to_have_text(str(left))
        shot(page, f"second-{left}")
        page.get_by_role("button", name="Saya setuju").click()
        expect(page.locator(".alert.good")).to_be_visible()
        office.work()


def answer_the_objections(office: Office) -> None:
    """Accept the one objection with what it claims, and reject the other."""
    page = office.of("ppk-1")
    page.goto(f"/petugas/keberatan/{CONTEST}")
    shot(page, "objections")
    for words, verdict in (("tertukar", "Terima dan betulkan sekarang"), ("salinan kami", "Tolak")):
        page.goto(f"/petugas/keberatan/{CONTEST}")
        page.locator(".objections li", has_text=words).get_by_role("link").click()
        page.get_by_label("Jawaban (akan diumumkan)").fill(ANSWER)
        shot(page, f"objection-{words[:3]}")
        page.get_by_role("button", name=verdict, exact=True).click()
        expect(page.locator(".objected")).to_contain_text(ANSWER)
        office.work()
    page.goto(QUEUE)
    expect(page.locator("main")).to_contain_text("100 dari 100 TPS")
    expect(page.locator("main")).to_contain_text("Tidak ada yang perlu diputuskan")


def check_and_sign_a_village(office: Office, village: str) -> None:
    """Have the PPS check that every form is here, and sign."""
    page, name = office.of(f"pps-{village}"), VILLAGES[village]
    page.goto(f"/petugas/pleno/{CONTEST}/{village}")
    page.get_by_label("Tempat rapat").fill(f"Kantor Kelurahan {name}")
    shot(page, "relay-open")
    page.locator(".opening button").click()
    page.locator(".expected").get_by_role("button", name="Hadir", exact=True).click()
    for number in range(1, 21):
        expect(page.locator("#now")).to_have_text(f"TPS {number}, Kelurahan {name}")
        if number == 3:
            shot(page, "relay")
            shot_phone(page, "relay")
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("y")
        page.keyboard.press("d")
    shot(page, "relay-end")
    page.locator(".closing button").click()
    shot(page, "relay-closed")
    page.get_by_role("link", name="Lanjut ke pengesahan").click()
    shot(page, "relay-sign")
    page.get_by_role("button", name=f"Sahkan {name}").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    shot(page, "relay-signed")
    page.context.close()


def hold_the_plenary(page: Page) -> str:
    """Note who is there, read every TPS aloud, close, and sign."""
    page.goto(f"/petugas/pleno/{CONTEST}/{DISTRICT}")
    page.get_by_label("Tempat rapat").fill("Aula Kecamatan Semarang Tengah")
    shot(page, "plenary-open")
    page.locator(".opening button").click()
    for who in ("SAKSI-1", "SAKSI-2", "PANWASCAM"):
        page.locator(".expected li", has_text=who).get_by_role("button", name="Hadir", exact=True).click()
        expect(page.locator(".attendance > ul").first).to_contain_text(who)
    refusing = page.locator(".attendance > ul").first.locator("li", has_text="SAKSI-2")
    refusing.locator("summary").click()
    refusing.get_by_label("Kehadiran").select_option("refused")
    refusing.get_by_label("Alasan, jika").fill(REFUSAL)
    refusing.get_by_role("button", name="Catat").click()
    for station in STATIONS:
        expect(page.locator("#now")).to_have_text(f"TPS {int(station[10:])}, Kelurahan {VILLAGES[station[:10]]}")
        if station in (STATIONS[7], CLAIMED) or TROUBLES.get(station) is Trouble.CROOKED:
            shot(page, f"plenary-{station}")
            shot_phone(page, f"plenary-{station}")
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("d")
    shot(page, "plenary-end")
    page.get_by_role("button", name="Menandatangani", exact=True).click()
    expect(page.locator(".attendance")).to_contain_text("Hadir, akan menandatangani")
    page.locator(".closing button.big").click()
    shot(page, "plenary-closed")
    return sign_the_district(page, 1)


def sign_the_district(page: Page, revision: int) -> str:
    """Sign with a fresh one-time code, and return the certificate's digest."""
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")
    shot(page, f"plenary-sign-{revision}")
    page.fill("[name=code]", people.code())
    page.get_by_role("button", name="Sahkan Semarang Tengah").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    expect(page.locator(".seal")).to_contain_text(f"revisi {revision}")
    shot(page, f"plenary-signed-{revision}")
    return page.locator(".digest code").inner_text()


def check_the_certificate(page: Page, digest: str, folder: Path) -> None:
    """Download the D.HASIL and look at it with tools that know nothing of this program."""
    path = folder / "dhasil.pdf"
    path.write_bytes(page.request.get(f"/sertifikat/{digest}.pdf").body())
    Path("/tmp/shots/dhasil.pdf").write_bytes(path.read_bytes())
    assert "Signature is Valid" in tool("pdfsig", path)
    said = tool("pdftotext", "-layout", path, "-")

    lines = [line.split()[-6:] for line in said.splitlines() if SIX_NUMBERS.search(line)]
    sums = [kecamatan.total(area) for area in (*VILLAGES, DISTRICT)]
    assert lines == [[f"{whole[code]:,}".replace(",", ".") for whole in sums] for code in CODES]
    assert said.count("Formulir tidak cocok, direkap seperti tertulis") == 5
    assert "TPS 18, Kelurahan Kranggan" in said
    assert f"Menolak menandatangani: {REFUSAL}" in said
    assert ANSWER in said

    root = folder / "keys" / "tiers" / "root.pem"
    assert verify(path, root) == 0
    broken = folder / "changed.pdf"
    broken.write_bytes(path.read_bytes().replace(b"%PDF-1", b"%PDF-2", 1))
    assert verify(broken, root) == 1


def tool(*command: str | Path) -> str:
    """Return what an outside program says."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603


def verify(path: Path, root: Path) -> int:
    """Return how `recap certificate verify` ends."""
    return CliRunner().invoke(main.app, ["certificate", "verify", str(path), "--root", str(root)]).exit_code


def try_to_change_what_is_signed(office: Office) -> None:
    """Have a KPPS send and confirm again, and be refused."""
    page = office.of("kpps-miskeyed")
    page.goto(f"/petugas/tps/{CONTEST}/{KPPS_OF}")
    shot(page, "kpps-locked")
    photo = night.photo(KPPS_OF, 2)
    sheet = f"/petugas/tps/{CONTEST}/{KPPS_OF}/foto/{photo}"
    origin = {"origin": office.house.address}
    again = page.request.post(sheet, form={"PAS1": "1", "PAS2": "2"}, headers=origin)
    at = {"contest": CONTEST, "station": KPPS_OF}
    sent = page.request.post("/api/photos", params=at, data=b"other", headers=origin)
    print(again.status, sent.status, sent.text()[:300])
    assert (again.status, sent.status) == (409, 409)


def reopen(office: Office) -> None:
    """Have one member of the PPK ask for it, and another grant it."""
    asking = office.of("ppk-1")
    asking.goto(f"/petugas/pembukaan/{CONTEST}")
    asking.get_by_label("Wilayah").select_option(label=f"Semarang Tengah ({DISTRICT}), revisi 1")
    asking.get_by_label("Alasan").fill("Saksi 1 meminta pembacaan ulang.")
    asking.get_by_role("button", name="Minta dibuka kembali").click()
    expect(asking.locator(".request")).to_contain_text("menunggu jawaban")
    shot(asking, "reopening-asked")
    assert asking.get_by_role("button", name="Setujui").count() == 0

    granting = office.of("ketua-ppk")
    granting.goto(f"/petugas/pembukaan/{CONTEST}")
    shot(granting, "reopening-grant")
    granting.locator(".request textarea").fill("Disetujui pleno.")
    granting.locator(".request button[value=true]").click()
    expect(granting.locator(".request .pill")).to_have_text("disetujui")
    shot(granting, "reopening-granted")


def be_stopped_by_a_changed_tally(office: Office, page: Page) -> None:
    """Close the reopened plenary, change one number behind the program's back, and try to sign."""
    page.goto(f"/petugas/pleno/{CONTEST}/{DISTRICT}")
    shot(page, "plenary-reopened")
    page.locator(".closing button.big").click()
    village = next(iter(VILLAGES))
    right = kecamatan.total(village)["PAS1"]
    office.house.do(lambda session: tamper(session, village, right + 7))
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")
    row = page.locator("table.foursums tbody tr")
    shot(page, "tampered")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(VILLAGES[village])
    expect(row).to_contain_text("Anggoro - Sekar")
    expect(row).to_contain_text("+7")
    expect(page.get_by_role("button", name="Sahkan Semarang Tengah")).to_be_disabled()
    forced = page.request.post(page.url, form={"code": people.code()}, headers={"origin": office.house.address})
    assert forced.status == 409
    assert "Keempat" in forced.text() or print(forced.text())
    office.house.do(lambda session: tamper(session, village, right))


async def tamper(session: AsyncSession, area: str, votes: int) -> None:
    change = text("UPDATE tally SET values = values || jsonb_build_object('PAS1', CAST(:votes AS int)) WHERE area = :area")
    await session.execute(change, {"votes": votes, "area": area})


def look_at_what_is_public(office: Office, digests: Sequence[str]) -> None:
    """Publish, and see both certificates and the reopening without any account."""

    async def publish(engine: AsyncEngine) -> None:
        settings = Settings(database_url=office.house.database_url, data_dir=office.house.data_dir)
        await worker.publisher(settings, engine).publish()

    on_loop(publish, office.house.database_url)
    page = office.browser.new_page(locale="id-ID", base_url=office.house.address)
    page.goto(f"/hasil/{CONTEST}/{DISTRICT}")
    shot(page, "public")
    for digest in digests:
        expect(page.locator("#certificates ~ ul")).to_contain_text(digest[:16])
    expect(page.locator("#certificates ~ ul")).to_contain_text("Saksi 1 meminta pembacaan ulang.")
    page.locator(f"a[href='/sertifikat/{digests[0]}']").click()
    shot(page, "public-cert")
    expect(page.locator("main")).to_contain_text("revisi 2")


def test_a_kecamatan_comes_from_a_hundred_forms_to_its_signed_certificate(office: Office, tmp_path: Path) -> None:
    import time
    t = time.time()
    def lap(what):
        nonlocal t
        print(what, round(time.time() - t, 1)); t = time.time()
    settle_the_queue(office)
    lap("queue")
    approve_what_is_large(office)
    lap("approve")
    answer_the_objections(office)
    lap("objections")
    for village in VILLAGES:
        check_and_sign_a_village(office, village)
        lap(village)
    page = office.of("ketua-ppk")
    first = hold_the_plenary(page)
    lap("plenary")
    check_the_certificate(page, first, tmp_path)
    try_to_change_what_is_signed(office)
    lap("check")
    reopen(office)
    be_stopped_by_a_changed_tally(office, page)
    second = sign_the_district(page, 2)
    lap("reopen")
    look_at_what_is_public(office, (first, second))
    lap("public")
