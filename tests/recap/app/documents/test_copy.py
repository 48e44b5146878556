import json
import re
import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument

from recap.app import pades
from recap.app.documents import attached, copy, symbols
from recap.app.documents.papers import PhotoPage, SignedCopy
from recap.app.keys import TierKey, TierKeys
from recap.domain import statement
from recap.domain.errors import PhotoDamaged
from recap.domain.refusals.documents import PaperTooSmall
from tests import paperwork


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> TierKeys:
    return TierKeys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def key(held: TierKeys) -> TierKey:
    return held.of(paperwork.STATION, "TPS 001 Tugurejo")


@pytest.fixture(scope="module")
def made(key: TierKey) -> SignedCopy:
    return copy.make(paperwork.copy(), key)


def page(pdf: bytes, number: int, dpi: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with PdfDocument(pdf) as document:
        picture: Image.Image = document[number].render(scale=dpi / 72).to_pil()
        return np.asarray(picture.convert("L"))


def words(pdf: bytes) -> list[str]:
    with PdfDocument(pdf) as document:
        return [" ".join(document[n].get_textpage().get_text_range().split()) for n in range(len(document))]


def test_the_copy_is_signed_with_the_stations_key(made: SignedCopy, held: TierKeys, key: TierKey) -> None:
    checked = pades.check(made.pdf, [held.root_pem])

    assert checked.good
    assert (checked.area, checked.key, made.key) == (paperwork.STATION, key.id, key.id)


def test_the_first_page_shows_every_number_and_then_comes_a_photo_of_each_page(made: SignedCopy) -> None:
    first, *others = words(made.pdf)

    assert {str(value) for value in paperwork.values().values()} <= set(re.findall(r"\d+", first))
    assert "TIGA RATUS EMPAT PULUH LIMA" in first
    assert all(f"Foto C.HASIL-KWK halaman {n}" in text for n, text in enumerate(others, 1))
    assert all(f"Halaman {n} dari 4" in text for n, text in enumerate([first, *others], 1))
    assert all(photo.sha256 in text for photo, text in zip(paperwork.copy().photos, others, strict=True))


def test_the_code_holds_the_numbers_the_photos_and_the_digest_of_the_attachment(made: SignedCopy) -> None:
    said, _, _ = statement.decode(made.qr)

    assert said.values == paperwork.values()
    assert said.photos == {photo.page: photo.sha256 for photo in paperwork.copy().photos}
    assert said.content == sha256(made.attached.encode()).hexdigest()
    assert attached.files(made.pdf) == {"qr.txt": made.qr.encode(), "statement.json": made.attached.encode()}


def test_the_attachment_names_the_photos_as_they_are_drawn(made: SignedCopy) -> None:
    shown = {one["shown_sha256"] for one in json.loads(made.attached)["photos"]}

    assert shown == attached.photos(made.pdf)


def test_equal_papers_give_equal_bytes_before_signing(made: SignedCopy, key: TierKey) -> None:
    assert copy.make(paperwork.copy(), key).attached == made.attached


@pytest.mark.parametrize("choices", [1, 5, 10])
def test_all_numbers_fit_on_one_page(key: TierKey, choices: int) -> None:
    pdf = copy.make(paperwork.copy(choices), key).pdf

    assert len(words(pdf)) == 4


def test_the_code_is_read_from_a_screen(made: SignedCopy) -> None:
    assert made.qr in [found.text for found in zxingcpp.read_barcodes(page(made.pdf, 0, 110))]


def test_the_code_is_read_from_a_photographed_print(made: SignedCopy) -> None:
    paper = page(made.pdf, 0, 200)
    high, wide = paper.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    seen = corners + np.array([[60, 90], [-110, 30], [-20, -80], [40, -50]], np.float32)
    held = cv2.warpPerspective(paper, cv2.getPerspectiveTransform(corners, seen), (wide, high), borderValue=(90,))
    noise = np.random.default_rng(3).normal(0, 9, held.shape)
    photo = np.clip(cv2.GaussianBlur(held, (0, 0), 1.2) * 0.72 + noise, 0, 255).astype(np.uint8)

    assert made.qr in [found.text for found in zxingcpp.read_barcodes(photo)]


@pytest.mark.parametrize("choices", [2, 10])
def test_the_code_is_coarse_enough_for_a_telephone(key: TierKey, choices: int) -> None:
    side = len(symbols.code(copy.make(paperwork.copy(choices), key).qr))

    assert (side - 17) // 4 <= symbols.MOST_VERSION


def test_a_text_too_long_for_a_telephone_is_refused() -> None:
    with pytest.raises(PaperTooSmall):
        symbols.code("#" + "7" * 2_600)


def test_large_photos_are_made_small(key: TierKey) -> None:
    rough = Image.effect_noise((3000, 4000), 60).convert("RGB")
    out = BytesIO()
    rough.save(out, "JPEG", quality=90)
    photos = tuple(PhotoPage(n, sha256(b"%d" % n).hexdigest(), out.getvalue()) for n in (1, 2, 3))

    made = copy.make(replace(paperwork.copy(), photos=photos), key)

    assert len(made.pdf) < 1_500_000


def test_a_photo_that_is_none_is_refused(key: TierKey) -> None:
    with pytest.raises(PhotoDamaged):
        copy.make(replace(paperwork.copy(), photos=(PhotoPage(1, "0" * 64, b"no photo"),)), key)


def test_without_an_address_the_code_is_the_statement_alone(key: TierKey) -> None:
    assert copy.make(replace(paperwork.copy(), address=""), key).qr.isdecimal()


def test_a_missing_number_is_shown_as_missing(key: TierKey) -> None:
    values = {**paperwork.values(), "PAS1": None}

    assert "tidak tertulis" in words(copy.make(replace(paperwork.copy(), values=values), key).pdf)[0]


def test_many_signatories_stay_on_the_first_page(key: TierKey) -> None:
    people = paperwork.copy().signatories * 8

    assert len(words(copy.make(replace(paperwork.copy(10), signatories=people), key).pdf)) == 4


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is missing: install poppler-utils")
def test_an_outside_tool_calls_the_copy_valid(made: SignedCopy, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(made.pdf)

    answer = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603, S607

    assert "Signature is Valid" in answer
    assert "Total document signed" in answer
