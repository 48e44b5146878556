import numpy as np
from numpy.typing import NDArray

from ocr.bubbles import Bubbles
from ocr.fuse import fuse
from ocr.signs import CLASSES


def boxes(written: str, sureness: float = 0.995) -> NDArray[np.float64]:
    rows = np.full((len(written), len(CLASSES)), (1 - sureness) / (len(CLASSES) - 1))
    for row, sign in zip(rows, written, strict=True):
        row[CLASSES.index(sign)] = sureness
    return rows


def bubbles(filled: str) -> Bubbles:
    columns = np.full((len(filled), 11), 0.0001)
    for column, sign in zip(columns, filled, strict=True):
        column[10 if sign == "_" else int(sign)] = 0.999
    return Bubbles(np.zeros((len(filled), 10)), columns)


def test_leading_crosses_dashes_and_empty_boxes_are_no_digits() -> None:
    for written in ("X69", "-69", "_69", "069"):
        assert fuse(boxes(written), None).best == 69
    for written in ("XX3", "__3", "X03", "003"):
        assert fuse(boxes(written), None).best == 3


def test_zero_is_written_in_many_ways_but_empty_boxes_say_nothing() -> None:
    for written in ("000", "XXX", "---", "XX0"):
        assert fuse(boxes(written), None).best == 0
    assert fuse(boxes("___"), None).best is None


def test_a_blank_after_a_digit_is_not_believed() -> None:
    assert fuse(boxes("2X1"), None).score < 0.9


def test_bubbles_that_agree_make_surer_and_bubbles_that_differ_make_unsure() -> None:
    alone = fuse(boxes("X14", 0.9), None).score
    assert fuse(boxes("X14", 0.9), bubbles("014")).score > alone
    assert fuse(boxes("X14", 0.9), bubbles("_14")).score > alone
    assert fuse(boxes("X14"), bubbles("017")).score < 0.98


def test_a_distribution_sums_to_one() -> None:
    belief = fuse(boxes("4?7", 0.8), bubbles("417"))
    assert abs(belief.numbers.sum() + belief.nothing - 1) < 1e-9
    assert belief.best == 417
