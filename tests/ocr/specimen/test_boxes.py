"""What stands in the boxes always means the number."""

import numpy as np
import pytest

from ocr.specimen.boxes import (
    CORRECTIONS,
    CROSS,
    DASH,
    EMPTY,
    Correction,
    Slip,
    correct,
    go_over,
    signs,
    some_correction,
)
from ocr.specimen.hand import some_hand
from ocr.specimen.ink import Sheet, some_pen
from recap.domain.form import Box

_NO_DIGIT = str.maketrans(dict.fromkeys((CROSS, DASH, EMPTY), "0"))


@pytest.mark.parametrize("usual", [CROSS, DASH, EMPTY, "0"])
@pytest.mark.parametrize("value", [0, 7, 40, 108, 675])
def test_the_signs_mean_the_value(value: int, usual: str) -> None:
    for seed in range(20):
        written = signs(value, 3, usual, np.random.default_rng(seed))

        assert len(written) == 3
        assert int(written.translate(_NO_DIGIT)) == value


def test_most_leading_boxes_are_crossed_and_no_number_is_left_blank() -> None:
    rng = np.random.default_rng(1)
    written = [signs(value % 100, 3, CROSS, rng) for value in range(500)]

    crossed = sum(sign.startswith(CROSS) for sign in written)
    assert 400 < crossed < 500
    assert "___" not in written


def test_a_digit_gone_over_is_bolder_than_the_wrong_one_below_it() -> None:
    box = Box(5, 5, 19, 19)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        writer = some_hand(rng), some_pen(rng)
        sheet = Sheet(np.full((150, 150, 3), 255, np.uint8), 5.0)
        correct(sheet, (box,), Slip(0, "8", Correction.OVERWRITTEN), writer, rng)
        wrong = 255.0 - sheet.image[25:120, 25:120]
        go_over(sheet, box, "8", writer, rng)
        both = 255.0 - sheet.image[25:120, 25:120]

        assert both.sum() > 1.5 * wrong.sum() > 0


def test_wrong_digits_are_put_right_in_every_way_that_people_choose() -> None:
    rng = np.random.default_rng(2)
    chosen = [some_correction(rng) for _ in range(1000)]

    assert sum(CORRECTIONS.values()) == pytest.approx(1)
    assert {how: chosen.count(how) / 1000 for how in Correction} == pytest.approx(CORRECTIONS, abs=0.05)
