"""How networks are measured on what they never learned from."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.training.trust import choose, figures


def said(number: int, chance: float) -> NDArray[np.float64]:
    chances = np.full(100, (1 - chance) / 99)
    chances[number] = chance
    return chances


def test_right_sure_and_surely_wrong_numbers_are_counted() -> None:
    found = figures([said(7, 0.99), said(8, 0.5), said(9, 0.99)], [7, 8, 10], sure=0.95)

    assert (found.count, found.right, found.sure, found.sure_wrong) == (3, 2, 2, 1)
    assert found.loss == pytest.approx(-(np.log(0.99) + np.log(0.5) + np.log(0.01 / 99)) / 3)


@pytest.mark.parametrize(("numbers", "chosen"), [([7, 7], 0.99), ([7, 8], 0.5), ([-1, -1], 0.01)])
def test_the_trust_is_chosen_that_is_surprised_least(numbers: list[int], chosen: float) -> None:
    assert choose((0.01, 0.5, 0.99), lambda chance: [said(7, chance)] * 2, numbers) == chosen
