"""The browser's reader of copies and ours agree on the published test vector."""

import json
from pathlib import Path

import pytest

from api.static import FOLDER
from recap.domain import rows, statement
from tests.browser.conftest import chromium
from tests.serving import served

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
VECTOR = json.loads((ROOT / "tests" / "vectors" / "copy_statement.json").read_text())
SCRIPT = """async ([qr, jwk, rows]) => {
  const { decode, verify } = await import("/statement.js");
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const hex = (text) => [...bytes(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = decode(qr, rows);
  const holds = await verify({ x: hex(jwk.x), y: hex(jwk.y) }, found.signed, found.signature);
  const photos = Object.fromEntries(found.photos.map((photo) => [photo.page, photo.sha256]));
  const { contest, station, count, revision, values, content, key } = found;
  return { holds, station, contest, count, revision, values, photos, content, key };
}"""


@pytest.mark.parametrize(("text", "holds"), [("qr", True), ("changed_qr", False)])
def test_the_browser_reads_the_vector_as_we_do(text: str, holds: bool) -> None:  # noqa: FBT001
    printed = [{"code": row.code, "label": "", "cells": list(row.cells)} for row in rows.form_rows(1)]

    with served(FOLDER) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/icon.svg")
        found = page.evaluate(SCRIPT, [VECTOR[text], VECTOR["jwk"], printed])

    said, _, _ = statement.decode(VECTOR[text])
    assert found.pop("holds") is holds
    assert found.pop("photos") == {str(number): digest for number, digest in said.photos.items()}
    assert found == {name: getattr(said, name) for name in found}
