"""Digits in oblong boxes are cut in their own shape."""

import cv2
import numpy as np
import pytest

from ocr.flatten import Sheet
from ocr.upright import square_part
from recap.app import layouts
from recap.domain.form import Box

PAGE = layouts.load("C1-PPWP-2019", 2).page(2)
PX_PER_MM = 4.0


def sheet(middle: tuple[int, int]) -> Sheet:
    picture = np.full((400, 400), 240, np.uint8)
    cv2.putText(picture, "5", (middle[0] - 14, middle[1] + 16), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20,), 3)
    return Sheet(picture, PAGE, np.diag([PX_PER_MM, PX_PER_MM, 1.0]))


def test_a_square_box_is_cut_as_it_is() -> None:
    box = Box(20, 20, 17, 19)

    assert square_part(sheet((100, 100)), box) is box


@pytest.mark.parametrize("down_px", [110, 160, 200])
def test_a_tall_box_is_cut_around_its_digit(down_px: int) -> None:
    part = square_part(sheet((110, down_px)), Box(17.5, 15, 20, 48))

    assert (part.x_mm, part.w_mm) == (17.5, 20)
    assert 20 <= part.h_mm <= 24
    assert part.y_mm + part.h_mm / 2 == pytest.approx(down_px / PX_PER_MM, abs=1.0)


def test_a_wide_box_is_cut_around_its_digit() -> None:
    part = square_part(sheet((180, 110)), Box(15, 17.5, 60, 20))

    assert (part.y_mm, part.h_mm) == (17.5, 20)
    assert part.x_mm + part.w_mm / 2 == pytest.approx(180 / PX_PER_MM, abs=1.5)


def test_a_thin_stroke_counts_as_much_as_a_thick_one() -> None:
    picture = np.full((400, 400), 240, np.uint8)
    cv2.line(picture, (100, 100), (120, 172), (20,), 2)
    cv2.line(picture, (96, 176), (126, 176), (20,), 5)

    part = square_part(Sheet(picture, PAGE, np.diag([PX_PER_MM, PX_PER_MM, 1.0])), Box(17.5, 15, 20, 48))

    assert part.y_mm < 25 - 1
    assert part.y_mm + part.h_mm > 44.5 + 1
    assert part.y_mm + part.h_mm / 2 == pytest.approx(34.8, abs=1.0)


def test_what_is_left_of_a_border_is_not_taken_for_ink() -> None:
    dotted = sheet((110, 120))
    for row in range(64, 240, 7):
        cv2.line(dotted.picture, (142, row), (142, row + 3), (20,), 3)

    part = square_part(dotted, Box(17.5, 15, 20, 48))

    assert 20 <= part.h_mm <= 24
    assert part.y_mm + part.h_mm / 2 == pytest.approx(120 / PX_PER_MM, abs=1.0)


def test_an_empty_tall_box_is_cut_in_its_middle() -> None:
    part = square_part(sheet((350, 350)), Box(10, 10, 20, 40))

    assert part.y_mm + part.h_mm / 2 == pytest.approx(30)
