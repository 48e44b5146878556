"""Takes the pictures of the README from a running demonstration.

Start `make demo ARGS="--stations 6"` and, when it serves, run:
    .venv/bin/python docs/take_screenshots.py --address http://127.0.0.1:8000 --folder data/demo
"""

import argparse
import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PASSWORD = "semarang-2024"  # noqa: S105 - printed by the demonstration for every visitor
SIZES: dict[int, ViewportSize] = {360: {"width": 360, "height": 740}, 1280: {"width": 1280, "height": 860}}
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
        ppk(browser, wishes.address, station[:6])
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


def ppk(browser: Browser, address: str, district: str) -> None:
    """Look at the queue of discrepancies."""
    for width in SIZES:
        page = _open(browser, address, width)
        _sign_in(page, f"ppk-{district}")
        _keep(page, "ppk", width)
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
        page.close()


def _open(browser: Browser, address: str, width: int) -> Page:
    return browser.new_page(viewport=SIZES[width], locale="id-ID", base_url=address)


def _sign_in(page: Page, name: str) -> None:
    page.goto("/masuk")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/petugas/**")


def _keep(page: Page, name: str, width: int) -> None:
    page.screenshot(path=OUT / f"{name}-{width}.png")


if __name__ == "__main__":
    main()
