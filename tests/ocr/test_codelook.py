"""A QR code too blurred to be decoded is told from every other station's, wherever bent paper has moved it."""

import cv2
import numpy as np
import pytest
import zxingcpp
from cv2.typing import MatLike as Image

from ocr.codelook import is_code
from ocr.flatten import Sheet
from ocr.paper.codes import symbol
from recap.app import layouts
from recap.domain.election import ContestId, StationCode
from recap.domain.pagecode import PageCode, encode

PAGE = layouts.load("C.HASIL-KWK", 2).page(2)
CONTEST, FIRST = ContestId("semarang-2024.pkwkk"), 3374011001012
SCALE, SHOWN_MM = 3.0, 200.0
STREAK_MM = 2.8
"""A module is 1.4 mm wide."""


def due(station: int = FIRST, page: int = 2, count: int = 1) -> PageCode:
    return PageCode(CONTEST, StationCode(f"{station}"), page, count)


def flat(code: PageCode) -> Image:
    """Draw the corner of a white page with this code."""
    page = np.full((round(SHOWN_MM * SCALE), round(SHOWN_MM * SCALE)), 235, np.uint8)
    assert PAGE.qr is not None
    left, top, side = (round(mm * SCALE) for mm in (PAGE.qr.x_mm, PAGE.qr.y_mm, PAGE.qr.w_mm))
    light = np.where(symbol(encode(code)), 50, 235).astype(np.uint8)
    page[top : top + side, left : left + side] = cv2.resize(light, (side, side), interpolation=cv2.INTER_NEAREST)
    return page


def moved(image: Image, length_mm: float = STREAK_MM) -> Image:
    """Blur a page as a camera does that moves while it takes it, and add its noise."""
    size = round(length_mm * SCALE) | 1
    streak = cv2.warpAffine(
        np.pad(np.ones((1, size), np.float32), ((size // 2, size // 2), (0, 0))),
        cv2.getRotationMatrix2D((size // 2, size // 2), 35, 1.0),
        (size, size),
    )
    soft = cv2.GaussianBlur(cv2.filter2D(image, -1, streak / streak.sum()), (0, 0), 0.5 * SCALE)
    noise = np.random.default_rng(1).normal(0, 4, soft.shape)
    return np.asarray(np.clip(soft + noise, 0, 255), np.uint8)


def sheet_of(image: Image) -> Sheet:
    plane = np.array([[SCALE, 0, -0.5], [0, SCALE, -0.5], [0, 0, 1]])
    return Sheet(image, PAGE, plane)


def waved(image: Image) -> Image:
    """Move what is printed by up to 2 mm, a code's corner otherwise than its middle, and all of it by 9 mm."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]].astype(np.float32)
    wave = 2.0 * SCALE * np.sin(x / (60 * SCALE))
    return cv2.remap(image, x - 9 * SCALE + wave, y + wave, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


@pytest.fixture(scope="module")
def blurred() -> Sheet:
    return sheet_of(moved(flat(due())))


def test_a_code_too_blurred_to_decode_is_known_for_the_one_due(blurred: Sheet) -> None:
    assert zxingcpp.read_barcodes(blurred.picture) == []
    assert is_code(blurred, due())


@pytest.mark.parametrize("step", [-100, -10, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000, 1_000_000])
def test_no_other_station_is_taken_for_it(blurred: Sheet, step: int) -> None:
    assert not is_code(blurred, due(FIRST + step))


@pytest.mark.parametrize(("page", "count"), [(1, 1), (3, 1), (2, 2)])
def test_no_other_page_or_count_is_taken_for_it(blurred: Sheet, page: int, count: int) -> None:
    assert not is_code(blurred, due(page=page, count=count))


def test_no_other_contest_is_taken_for_it(blurred: Sheet) -> None:
    other = PageCode(ContestId("semarang-2024.pkwkp"), due().station, 2)

    assert not is_code(blurred, other)


@pytest.mark.parametrize("other", [FIRST + 1, FIRST + 2, FIRST - 1])
def test_a_sharp_code_of_another_station_is_not_taken_for_the_one_due(other: int) -> None:
    assert not is_code(sheet_of(flat(due(other))), due())


def test_a_blurred_code_on_waved_paper_is_known_too() -> None:
    sheet = sheet_of(moved(waved(flat(due()))))

    assert is_code(sheet, due())
    assert not is_code(sheet, due(FIRST + 1))


def test_a_code_under_a_thumb_or_blurred_to_grey_confirms_nothing() -> None:
    covered = flat(due())
    assert PAGE.qr is not None
    x, y = (round(v * SCALE) for v in PAGE.qr.centre)
    covered[y - round(20 * SCALE) : y + round(20 * SCALE), x - round(9 * SCALE) : x + round(9 * SCALE)] = 90

    assert not is_code(sheet_of(covered), due())
    assert not is_code(sheet_of(moved(flat(due()), 12.0)), due())


def test_white_paper_confirms_nothing() -> None:
    assert not is_code(sheet_of(np.full_like(flat(due()), 235)), due())
