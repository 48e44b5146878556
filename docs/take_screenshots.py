"""Takes the pictures of the README from a running demonstration.

Start `make demo ARGS="--stations 6"` and, when it serves, run:
    .venv/bin/python docs/take_screenshots.py --address http://127.0.0.1:8000 --folder data/demo
"""

import argparse
import json
import shutil
import time
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PASSWORD = "semarang-2024"  # noqa: S105 - printed by the demonstration for every visitor
SIZES: dict[int, ViewportSize] = {360: {"width": 360, "height": 740}, 1280: {"width": 1280, "height": 860}}
CONTEST, DISTRICT = "semarang-2024.pkwkk", "337416"
OUT = Path(__file__).parent / "screenshots"


def main() -> None:
    """Walk through the pages as KPPS, PPK and public, and keep a picture of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--folder", type=Path, default=Path("data/demo"))
    wishes = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    photos = sorted((wishes.folder / "practice").glob("*.jpg"))
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        station = photos[0].stem.partition("-")[0]
        kpps(browser, wishes.address, station, photos)
        phones = json.loads((wishes.folder / "phones.json").read_text())
        ppk(browser, wishes.address, station[:6], phones)
        plenary(browser, wishes.address, phones)
        copies(browser, wishes.address)
        public(browser, wishes.address)
        browser.close()


def kpps(browser: Browser, address: str, station: str, photos: list[Path]) -> None:
    """Send the practice photos of one station, and confirm them with the numbers of the paper."""
    page = _open(browser, address, 360)
    _sign_in(page, f"kpps-{station}")
    _keep(page, "kpps-home", 360)
    for number, photo in enumerate(photos, 1):
        page.locator("input[type=file]").last.set_input_files(photo)
        link = page.locator("a[href*='halaman'], a:has-text('Periksa angka')").first
        link.wait_for(timeout=60_000)
        link.click()
        page.wait_for_load_state("networkidle")
        for code, cell in json.loads(photo.with_suffix(".json").read_text())["cells"].items():
            page.fill(f"[id='{code}']", str(cell["value"]))
        if number == 2:  # noqa: PLR2004 - the page with the votes
            _keep(page, "kpps", 360)
            page.set_viewport_size(SIZES[1280])
            _keep(page, "kpps", 1280)
            page.set_viewport_size(SIZES[360])
        page.get_by_role("button", name="Konfirmasi halaman ini").click()
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(3000)
    page.reload()
    _keep(page, "kpps-done", 360)
    page.close()


def ppk(browser: Browser, address: str, district: str, phones: dict[str, str]) -> None:
    """Look at the hall and the queue of discrepancies."""
    page = _open(browser, address, 1280)
    _sign_in(page, f"ppk-{district}", phones)
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        page.goto("/petugas")
        _keep(page, "hall", width)
        page.goto(f"/petugas/selisih/{CONTEST}")
        _keep(page, "ppk", width)
    page.close()


def plenary(browser: Browser, address: str, phones: dict[str, str]) -> None:
    """Look at the signed plenary of the kecamatan: the officers' page, the projector, the certificate."""
    page = _open(browser, address, 1280)
    _sign_in(page, f"ketua-ppk-{DISTRICT}", phones)
    for name, path in (("plenary", "pleno"), ("signing", "pengesahan")):
        page.goto(f"/petugas/{path}/{CONTEST}/{DISTRICT}")
        _keep(page, name, 1280)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/petugas/pleno/{CONTEST}/{DISTRICT}/layar")
    _keep(page, "projector", 1920)
    page.close()


def copies(browser: Browser, address: str) -> None:
    """Look at the copies of the city and at the page that checks one."""
    for width in SIZES:
        page = _open(browser, address, width)
        page.goto(f"/salinan/{CONTEST}/{DISTRICT}")
        _keep(page, "copies", width)
        page.goto("/periksa")
        _keep(page, "check", width)
        page.close()


def public(browser: Browser, address: str) -> None:
    """Go from the city down to one station."""
    for width in SIZES:
        page = _open(browser, address, width)
        page.goto("/")
        _keep(page, "public", width)
        for name, link in (("kecamatan", "Tugu"), ("kelurahan", None), ("tps", "TPS 1")):
            chosen = page.get_by_role("link", name=link, exact=True) if link else page.locator("main table a")
            chosen.first.click()
            page.wait_for_load_state("networkidle")
            _keep(page, f"public-{name}", width)
        page.get_by_role("link", name="Buktikan sendiri").first.click()
        page.wait_for_selector("#proof[data-done]", timeout=60_000)
        _keep(page, "proof", width)
        page.goto(f"/unduh/{CONTEST}")
        _keep(page, "downloads", width)
        page.close()


def _open(browser: Browser, address: str, width: int) -> Page:
    return browser.new_page(viewport=SIZES[width], locale="id-ID", base_url=address)


def _sign_in(page: Page, name: str, phones: dict[str, str] | None = None) -> None:
    page.goto("/masuk")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    if phones and name in phones:
        page.wait_for_selector("[name=code]:visible")
        time.sleep(30)  # the demonstration may just have used the code of now
        page.fill("[name=code]", pyotp.TOTP(phones[name]).now())
        page.click("main button")
    page.wait_for_url("**/petugas**")


def _keep(page: Page, name: str, width: int) -> None:
    page.screenshot(path=OUT / f"{name}-{width}.png")


if __name__ == "__main__":
    main()
