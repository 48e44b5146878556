"""What stands in the boxes always means the number."""

import numpy as np
import pytest

from ocr.specimen.boxes import CROSS, DASH, EMPTY, signs

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
