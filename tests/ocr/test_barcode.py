"""A bar code is printed so that a scanner reads it, and a coarse scan of it is told from another form's."""

import cv2
import numpy as np
import pytest
import zxingcpp

from ocr.barcode import likeness
from ocr.flatten import Sheet
from ocr.paper.raster import page_image
from recap.app import layouts

OLD = layouts.load("C1-PPWP-2019", 2)


@pytest.mark.parametrize("number", [1, 2])
def test_a_printed_page_names_itself_by_its_bar_code(number: int) -> None:
    image = page_image(OLD, number, {}, None, 12.0)

    assert f"C1-PPWP-0{number}" in [code.text for code in zxingcpp.read_barcodes(image)]


def test_a_coarse_scan_still_looks_like_its_own_code_only() -> None:
    page = OLD.page(1)
    coarse = np.where(cv2.GaussianBlur(page_image(OLD, 1, {}, None, 5.9), (0, 0), 0.8) > 150, 255, 0).astype(np.uint8)
    sheet = Sheet(coarse, page, np.diag([5.9, 5.9, 1.0]))

    assert page.barcode is not None
    assert likeness(sheet, page.barcode, "C1-PPWP-01") > 0.6
    assert likeness(sheet, page.barcode, "C1-DPRD-07") < 0.45
