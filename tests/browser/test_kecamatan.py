"""The plenary of a kecamatan in a real browser: from a hundred forms, twenty in dispute, to the signed D.HASIL."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import kecamatan, people
from tests.browser.conftest import SCREENS, House, chromium, enter, running
from tests.kecamatan import CLAIMED, CONTEST, DISTRICT, STATIONS, TROUBLES, VILLAGES, Trouble

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

QUEUE = f"/petugas/selisih/{CONTEST}"
NAMES = {f"TPS {int(code[10:])}, {VILLAGES[code[:10]]}": code for code in STATIONS}
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
        page.get_by_label("Jawaban (akan diumumkan)").fill("Plano dibuka di hadapan saksi.")
        shot(page, f"objection-{words[:3]}")
        page.get_by_role("button", name=verdict, exact=True).click()
        expect(page.locator(".objected")).to_contain_text("Plano dibuka di hadapan saksi.")
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


def hold_the_plenary(office: Office) -> Page:
    page = office.of("ketua-ppk")
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
    refusing.get_by_label("Alasan, jika").fill("Keberatan TPS 18 Gabahan ditolak")
    refusing.get_by_role("button", name="Catat").click()
    for station in STATIONS:
        expect(page.locator("#now")).to_have_text(f"TPS {int(station[10:])}, Kelurahan {VILLAGES[station[:10]]}")
        if station in (STATIONS[7], CLAIMED) or TROUBLES.get(station) is Trouble.CROOKED:
            shot(page, f"plenary-{station}")
            shot_phone(page, f"plenary-{station}")
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("d")
    shot(page, "plenary-end")
    page.locator(".closing button").click()
    shot(page, "plenary-closed")
    page.get_by_role("link", name="Lanjut ke pengesahan").click()
    shot(page, "plenary-sign")
    page.fill("[name=code]", people.code())
    page.get_by_role("button", name="Sahkan Semarang Tengah").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    shot(page, "plenary-signed")
    return page


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
    page = hold_the_plenary(office)
    lap("plenary")
    import shutil
    href = page.locator(".seal a").first.get_attribute("href")
    Path("/tmp/shots/dhasil.pdf").write_bytes(page.request.get(href).body())
    shutil.copytree(tmp_path / "keys", "/tmp/shots/keys", dirs_exist_ok=True)
