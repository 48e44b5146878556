import numpy as np
import pytest

from ocr.fuse import Belief
from ocr.kept import belief_of, keep


def beliefs() -> list[Belief]:
    dice = np.random.default_rng(3)
    found = [dice.dirichlet(np.full(1000, sharp)) for sharp in (0.001, 0.05, 1.0)]
    flat = [np.full(1000, 1e-3), np.full(10, 0.1)]
    return [Belief(each * 0.98, 0.02) for each in (*found, *flat)]


@pytest.mark.parametrize("seen", beliefs())
def test_a_kept_belief_names_the_same_number_and_is_hardly_surer(seen: Belief) -> None:
    again = belief_of(keep(seen))

    assert again.numbers.sum() + again.nothing == pytest.approx(1.0)
    assert again.numbers[int(seen.numbers.argmax())] == pytest.approx(again.numbers.max())
    assert again.numbers.max() <= 1.05 * seen.numbers.max()


def test_a_clear_belief_comes_back_almost_as_it_was() -> None:
    numbers = np.full(1000, 1e-12)
    numbers[392], numbers[[302, 312, 322]] = 0.9997, 1e-4
    seen = Belief(numbers / numbers.sum(), 0.0)

    again = belief_of(keep(seen))

    assert again.best == 392
    assert again.numbers[302] == pytest.approx(seen.numbers[302], rel=0.05)
    assert again.numbers[393] < 1e-8


def test_numbers_alike_in_one_wrong_digit_share_a_line() -> None:
    numbers = np.full(1000, 1e-12)
    numbers[392], numbers[[302, 312, 322]] = 0.9997, 1e-4

    kept = keep(Belief(numbers, 0.0))

    assert kept.numbers == ((1.0, (392,)), (1e-4, (302, 312, 322)))


def test_nothing_written_is_kept() -> None:
    assert belief_of(keep(Belief(np.full(1000, 1e-5), 0.99))).best is None
