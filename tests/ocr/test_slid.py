"""Numbers that slid together onto their neighbours' boxes are doubted; paper that bends slowly is not."""

import numpy as np
import pytest

from ocr.plane import Points, centres_of
from ocr.refine import middles_of
from ocr.slid import slid
from ocr.trend import Pins, Trend
from recap.app import layouts

PAGE = layouts.load("C.HASIL-KWK", 3).page(1)
PINS = Pins(centres_of(PAGE.marks), np.zeros((4, 2)))
ALL = np.ones(len(PAGE.fields), bool)
CODES = np.array(PAGE.codes)


def bent() -> Points:
    """Return the shifts of a page that curls by 12 mm down to its lower edge."""
    middles = middles_of(PAGE)
    return np.column_stack([np.zeros(len(middles)), 12 * (middles[:, 1] / PAGE.height_mm) ** 2])


def test_a_bent_page_is_not_doubted() -> None:
    assert not slid(PAGE, Trend(middles_of(PAGE), bent(), PINS), ALL).any()


@pytest.mark.parametrize("by", [(24.0, 0.0), (24.0, 22.0), (-24.0, 0.0)])
def test_a_whole_table_that_slid_is_doubted(by: tuple[float, float]) -> None:
    last = np.char.startswith(CODES, "PSS")

    doubted = slid(PAGE, Trend(middles_of(PAGE), bent() + np.outer(last, by), PINS), ALL)
    assert doubted[last].all()


def test_one_row_that_slid_to_the_next_is_doubted() -> None:
    row = np.char.startswith(CODES, "PHP2-")

    doubted = slid(PAGE, Trend(middles_of(PAGE), bent() + np.outer(row, (0.0, 23.0)), PINS), ALL)
    assert doubted[row].all()
    assert doubted[~row].mean() < 0.1
