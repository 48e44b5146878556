"""The checking page without internet: the genuine code is right, every changed one is wrong."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.copies import Copy
from tests import copied, night
from tests.api.conftest import STATION
from tests.browser.conftest import House

pytestmark = pytest.mark.browser


VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "copy_statement.json").read_text(encoding="utf-8"))
READ = """async ({qr, x, y}) => {
  const own = document.querySelector("script[type=module]").src.replace("check.js", "statement.js");
  const { decode, verify } = await import(own);
  const found = decode(qr, JSON.parse(document.getElementById("check").dataset.rows));
  const genuine = await verify({ x, y }, found.signed, found.signature);
  return { ...found, signed: Array.from(found.signed), signature: null, madeAt: found.madeAt.toISOString(), genuine };
}"""


def genuine(house: House) -> Copy:
    async def work(session: AsyncSession) -> Copy:
        return await copied.form(session, house.data_dir, STATION)

    return house.do(work)


def check(page: Page, text: str) -> None:
    """Paste a code and have it checked."""
    page.locator("#text").evaluate("field => field.closest('details').open = true")
    page.fill("#text", text)
    page.get_by_role("button", name="Periksa teks ini").click()


def visit(page: Page) -> None:
    """Open the page once with internet, and wait until it says it no longer needs any."""
    page.goto("/periksa")
    expect(page.locator("#ready")).to_have_class("ready yes", timeout=20_000)


def changed(digits: str) -> list[str]:
    """One digit changed, at places all over the code: in the names, the numbers, the photos, the signature."""
    places = [0, 1, *range(5, len(digits), len(digits) // 25), len(digits) - 2, len(digits) - 1]
    return [f"{digits[:at]}{(int(digits[at]) + 1) % 10}{digits[at + 1 :]}" for at in places]


def test_a_copy_is_checked_without_internet(page: Page, house: House) -> None:
    copy = genuine(house)
    visit(page)
    page.context.set_offline(offline=True)
    page.goto("/periksa")

    check(page, copy.qr)

    expect(page.locator("#right")).to_contain_text("ASLI")
    expect(page.locator("#place")).to_have_text("TPS 1, Miroto, Semarang Tengah, Semarang")
    expect(page.locator("#numbers tr")).to_have_count(21)
    expect(page.locator("#numbers tr", has_text="1. Satu")).to_contain_text("200")
    expect(page.locator("#newer")).to_contain_text("Tanpa internet")
    page.context.set_offline(offline=False)


def test_one_digit_changed_fails_wherever_it_is(page: Page, house: House) -> None:
    copy = genuine(house)
    visit(page)
    page.context.set_offline(offline=True)
    page.goto("/periksa")

    for text in changed(copy.qr):
        check(page, copy.qr)
        expect(page.locator("#right")).to_be_visible()
        check(page, text)
        expect(page.locator("#wrong")).to_be_visible()
        expect(page.locator("#right")).to_be_hidden()
        expect(page.locator("#facts")).to_be_hidden()
    page.context.set_offline(offline=False)


def test_a_picture_of_the_code_is_read_without_internet(page: Page, house: House, tmp_path: Path) -> None:
    copy = genuine(house)
    picture = tmp_path / "code.png"
    segno.make_qr(f"https://rekap.example/periksa#{copy.qr}", error="m").save(str(picture), scale=6)
    visit(page)
    page.context.set_offline(offline=True)
    page.goto("/periksa")

    page.set_input_files("#picture", picture)

    expect(page.locator("#right")).to_be_visible(timeout=20_000)
    page.context.set_offline(offline=False)


def test_the_address_in_the_code_opens_the_verdict_and_tells_of_a_later_revision(page: Page, house: House) -> None:
    copy = genuine(house)

    page.goto(f"/periksa#{copy.qr}")
    expect(page.locator("#right")).to_be_visible()
    expect(page.locator("#newer")).to_contain_text("Ini revisi terbaru")

    async def again(session: AsyncSession) -> None:
        await night.confirm(session, STATION, 2, {"PAS1": 201})
        await copied.make(session, house.data_dir, STATION)

    house.do(again)
    page.reload()
    expect(page.locator("#newer")).to_contain_text("Ada revisi lain")


def test_a_picture_without_a_code_says_so(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "other.png"
    segno.make_qr("x").save(str(picture), scale=1, dark="white")
    page.goto("/periksa")

    page.set_input_files("#picture", picture)

    expect(page.locator("#unknown")).to_contain_text("Tidak ada kode", timeout=20_000)


def test_the_published_vector_is_read_as_by_every_other_program(page: Page) -> None:
    x, y = (urlsafe_b64decode(f"{VECTOR['jwk'][half]}=").hex() for half in "xy")
    page.goto("/periksa")

    found = page.evaluate(READ, {"qr": VECTOR["qr"], "x": x, "y": y})

    said = VECTOR["statement"]
    assert found["genuine"]
    assert bytes(found["signed"]).hex() == VECTOR["signed_hex"]
    assert found["values"] == said["values"]
    assert {str(photo["page"]): photo["sha256"] for photo in found["photos"]} == said["photos"]
    assert [found[name] for name in ("contest", "station", "count", "revision", "content", "key")] == [
        said[name] for name in ("contest", "station", "count", "revision", "content", "key")
    ]
    assert found["madeAt"].startswith(said["made_at"][:19])
