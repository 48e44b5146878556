"""The official form as we print it, held against the official blank."""

from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from cv2.typing import MatLike as Image

from ocr.paper import raster
from recap.app import layouts

PX_PER_MM = 4.0
TOLERANCE_PX = 2
LEAST_COVERED = 0.99


@pytest.fixture(scope="module")
def blank(shared_data: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(shared_data / "reference" / "C.HASIL-PPWP.pdf")


def covered(lines: Image, by: Image) -> float:
    """Return the share of these lines that lie within the tolerance of dark ink in the other picture."""
    side = 2 * TOLERANCE_PX + 1
    near = cv2.dilate((by < 128).astype(np.uint8), np.ones((side, side), np.uint8))
    return float(near[lines > 0].mean())


def straight_lines(image: Image) -> Image:
    """Return the rules of tables and boxes: dark runs longer than any letter."""
    dark = (image < 128).astype(np.uint8)
    length = round(12 * PX_PER_MM)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return cv2.bitwise_or(across, down)


@pytest.mark.realdata
@pytest.mark.parametrize("number", [1, 2, 3])
def test_our_rules_and_boxes_lie_on_those_of_the_official_blank(blank: pypdfium2.PdfDocument, number: int) -> None:
    ours = raster.page_image(layouts.load("C.HASIL-PPWP-2024", 3), number, {}, None, PX_PER_MM)
    page = blank[number - 1].render(scale=PX_PER_MM * 25.4 / 72 - 1e-6, grayscale=True)
    official = np.squeeze(page.to_numpy())

    assert official.shape == ours.shape
    assert covered(straight_lines(official), ours) > LEAST_COVERED
    assert covered(straight_lines(ours), official) > LEAST_COVERED
