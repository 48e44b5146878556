"""Cells that a perfect or a doubtful network would say, weighed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.tally.marks import CLASSES
from ocr.tally.weigh import in_place, weigh_marks, weigh_totals

ROOM = 60


def cells(signs: str, sure: float = 0.995) -> NDArray[np.float64]:
    """One row for each sign, the rest of the chance spread over all classes; what is not given is empty."""
    chances = np.full((ROOM, len(CLASSES)), (1 - sure) / len(CLASSES))
    for row, sign in zip(chances, signs.ljust(ROOM, "0"), strict=True):
        row[CLASSES.index(sign)] += sure
    return chances


def boxes(rows: list[str], sure: float = 0.97) -> NDArray[np.float64]:
    classes = "0123456789X-_?"
    chances = np.full((len(rows), 2, len(classes)), (1 - sure) / len(classes))
    for row, said in zip(chances, rows, strict=True):
        for box, sign in zip(row, said, strict=True):
            box[classes.index(sign)] += sure
    return chances


@pytest.mark.parametrize(("signs", "votes"), [("5", 5), ("553", 13), ("5" * 12 + "4", 64), ("5" * 60, 300), ("1", 1)])
def test_bundles_in_order_are_counted(signs: str, votes: int) -> None:
    chances = weigh_marks(cells(signs))
    assert chances.argmax() == votes
    assert chances[votes] > 0.5


def test_chances_of_all_counts_make_one() -> None:
    chances = weigh_marks(cells("552"))
    assert chances.shape == (5 * ROOM + 1,)
    assert chances.sum() == pytest.approx(1)
    assert chances.min() > 0


def test_what_is_struck_through_counts_as_empty() -> None:
    assert weigh_marks(cells("5553" + "/" * 40)).argmax() == 18


def test_one_dirty_cell_does_not_stop_the_count() -> None:
    assert weigh_marks(cells("55?54")).argmax() == 24


def test_cells_of_a_grid_off_its_place_say_little() -> None:
    rng = np.random.default_rng(2)
    signs = "".join(rng.choice(list("0123/?"), ROOM))
    assert weigh_marks(cells(signs)).max() < 0.2
    assert in_place(cells(signs)) < 0.1
    assert in_place(cells("5554" + "/" * 20)) > 0.99


def test_an_empty_grid_may_be_one_that_nobody_filled() -> None:
    chances = weigh_marks(cells(""))
    assert chances.argmax() == 0
    assert chances[150] > 1e-4


def test_row_sums_say_the_count() -> None:
    chances = weigh_totals(boxes(["60", "60", "X7", "__", "__"]), 12)
    assert chances.argmax() == 127
    assert chances.sum() == pytest.approx(1)


def test_row_sums_left_out_leave_every_count_open() -> None:
    chances = weigh_totals(boxes(["__"] * 5), 12)
    used = chances[1:]
    assert used.max() / used.min() < 2


def test_marks_and_sums_do_not_need_to_agree() -> None:
    both = weigh_marks(cells("5" * 12)) * weigh_totals(boxes(["60", "__", "__", "__", "__"]), 12)
    assert both.argmax() == 60
