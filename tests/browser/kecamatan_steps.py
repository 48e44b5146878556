"""What the officers of a kecamatan do in their browsers, from the queue to the signed certificate."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from recap.domain.election import StationCode
from tests import kecamatan, people
from tests.browser.conftest import SCREENS, House, enter
from tests.kecamatan import DISTRICT, STATIONS, TROUBLES, VILLAGES, Trouble
from tests.night import CONTEST

QUEUE = f"/petugas/selisih/{CONTEST}"
NAMES = {f"TPS {int(code[10:])}, {VILLAGES[code[:10]]}": code for code in STATIONS}
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
_PATIENCE_MS = 20_000


@dataclass(frozen=True, slots=True)
class Office:
    """The running application and the browsers of everybody who works with it."""

    house: House
    browser: Browser
    complaints: list[str]

    def of(self, name: str) -> Page:
        """Return this officer's own browser, signed in."""
        width, height = SCREENS["desk"]
        opened = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="id-ID", base_url=self.house.address
        )
        page = opened.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Policy" in said.text else None)
        page.goto("/masuk")
        enter(page, name)
        return page

    def work(self) -> None:
        """Let the settling worker do what was asked of it."""
        self.house.do(kecamatan.work)


def settle_the_queue(office: Office) -> None:
    """Answer every case of the queue from its top, as the paper says."""
    page = office.of("ppk-1")
    page.goto("/petugas")
    expect(page.locator("main")).to_contain_text("19 perlu diputuskan")
    page.goto(f"{QUEUE}?whose=nobody")
    while page.locator("article.case").count():
        station = NAMES[page.locator("#title").inner_text()]
        answer(page, station)
        office.work()
        page.goto(f"{QUEUE}?whose=nobody")
    expect(page.locator("main")).to_contain_text("98 dari 100 TPS")


def answer(page: Page, station: StationCode) -> None:
    """Give the one answer that fits what is the matter at this station."""
    trouble, right = TROUBLES[station], str(kecamatan.paper(station)["PAS1"])
    hint = "Petunjuk" in page.locator("article.case > header .kicker").inner_text()
    if page.locator(".keying").count():
        page.fill("[name=value-PAS1]", right)
        page.get_by_role("button", name="Tampilkan bacaan yang lain").click()
    page.locator(f"[name=reason][value={'hint_checked' if hint else REASONS[trouble]}]").check(force=True)
    if trouble is Trouble.OBSERVED:
        expect(page.get_by_role("link", name="Foto halaman 2, Saksi paslon 2")).to_be_visible()
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
        page.get_by_role("button", name="Saya setuju").click()
        expect(page.locator(".alert.good")).to_be_visible()
        office.work()


def answer_the_objections(office: Office) -> None:
    """Accept the one objection with what it claims, and reject the other."""
    page = office.of("ppk-1")
    for words, verdict in (("tertukar", "Terima dan betulkan sekarang"), ("salinan kami", "Tolak")):
        page.goto(f"/petugas/keberatan/{CONTEST}")
        page.locator(".objections li", has_text=words).get_by_role("link").click()
        page.get_by_label("Jawaban (akan diumumkan)").fill(ANSWER)
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
    page.locator(".opening button").click()
    page.locator(".expected").get_by_role("button", name="Hadir", exact=True).click()
    for number in range(1, 21):
        expect(page.locator("#now")).to_have_text(f"TPS {number}, Kelurahan {name}")
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("y")
        page.keyboard.press("d")
    page.locator(".closing button").click()
    page.get_by_role("link", name="Lanjut ke pengesahan").click()
    page.get_by_role("button", name=f"Sahkan {name}").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    page.context.close()


def hold_the_plenary(page: Page) -> str:
    """Note who is there, read every TPS aloud, close, and sign."""
    page.goto(f"/petugas/pleno/{CONTEST}/{DISTRICT}")
    page.get_by_label("Tempat rapat").fill("Aula Kecamatan Semarang Tengah")
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
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press("d")
    page.get_by_role("button", name="Menandatangani", exact=True).click()
    expect(page.locator(".attendance")).to_contain_text("bersedia menandatangani")
    page.locator(".closing button.big").click()
    return sign_the_district(page, 1)


def sign_the_district(page: Page, revision: int) -> str:
    """Sign with a fresh one-time code, and return the certificate's digest."""
    page.goto(f"/petugas/pengesahan/{CONTEST}/{DISTRICT}")
    page.fill("[name=code]", people.code())
    page.get_by_role("button", name="Sahkan Semarang Tengah").click()
    expect(page.locator(".seal")).to_contain_text("Berlaku")
    expect(page.locator(".seal")).to_contain_text(f"revisi {revision}")
    return page.locator(".digest code").inner_text()
