from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.asking import Doubts, fewest
from ocr.fuse import Belief
from ocr.joint import decode_jointly, rules_among
from recap.domain.rules import rules_for
from tests.ocr.decoding.brute import random_beliefs, weighed

RULES = rules_for(2)
CELLS = ("PAS1", "PAS2", "SAH", "TSAH", "TOT")
WRONG = 0.01


def left(total: NDArray[np.float64], answers: dict[str, int], asked: tuple[str, ...]) -> float:
    """Return the largest chance of a cell to differ from what was decoded once these cells are known, by force."""
    known = total[tuple(slice(v, v + 1) if c in asked else slice(None) for c, v in answers.items())]
    chances = []
    for axis, (code, value) in enumerate(answers.items()):
        if code not in asked:
            others = tuple(k for k in range(known.ndim) if k != axis)
            chances.append(1 - known.sum(axis=others)[value] / known.sum())
    return max(chances, default=0.0)


def clear(value: int) -> Belief:
    numbers = np.full(1000, 1e-9)
    numbers[value] = 1.0
    return Belief(numbers / numbers.sum(), 0.0)


def between(*values: int) -> Belief:
    numbers = np.full(1000, 1e-9)
    numbers[list(values)] = [0.6, *[0.4 / (len(values) - 1)] * (len(values) - 1)]
    return Belief(numbers / numbers.sum(), 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_no_smaller_set_would_settle_the_form(seed: int) -> None:
    beliefs = random_beliefs(CELLS, seed, 0.15)
    decoded = {code: each.value for code, each in decode_jointly(beliefs, RULES).items()}
    total, _ = weighed(beliefs, rules_among(beliefs, RULES))

    asked = fewest(beliefs, RULES, decoded, Doubts(frozenset(), CELLS), WRONG)

    assert left(total, decoded, asked) <= WRONG + 1e-3
    smaller = (each for size in range(len(asked)) for each in combinations(CELLS, size))
    assert all(left(total, decoded, each) > WRONG - 1e-3 for each in smaller)


def test_of_two_numbers_that_a_sum_binds_one_is_asked() -> None:
    beliefs = {"PAS1": between(210, 240), "PAS2": between(155, 125), "SAH": clear(365)}
    decoded = {"PAS1": 210, "PAS2": 155, "SAH": 365}

    asked = fewest(beliefs, RULES, decoded, Doubts(frozenset(), ("PAS1", "PAS2")), 1e-3)

    assert len(asked) == 1


def test_numbers_that_no_sum_binds_are_all_asked() -> None:
    beliefs = {"PAS1": between(210, 240), "PAS2": between(155, 125)}
    decoded = {"PAS1": 210, "PAS2": 155}

    asked = fewest(beliefs, RULES, decoded, Doubts(frozenset(), ("PAS1", "PAS2")), 1e-3)

    assert asked == ("PAS1", "PAS2")


def test_an_answer_that_must_be_given_may_settle_the_others() -> None:
    beliefs = {"PAS1": between(210, 240), "PAS2": between(155, 125), "SAH": clear(365)}
    decoded = {"PAS1": 210, "PAS2": 155, "SAH": 365}

    asked = fewest(beliefs, RULES, decoded, Doubts(frozenset({"PAS2"}), ("PAS1",)), 1e-3)

    assert asked == ("PAS2",)


def test_of_ten_numbers_that_a_sum_binds_all_but_one_are_asked() -> None:
    beliefs = {f"PAS{n}": between(20 + n, 10 + n, 30 + n) for n in range(1, 11)} | {"SAH": clear(255)}
    decoded = {code: each.best or 0 for code, each in beliefs.items()}

    asked = fewest(beliefs, rules_for(10), decoded, Doubts(frozenset(), tuple(beliefs)[:10]), 1e-3)

    assert len(asked) == 9


def test_answers_that_no_sum_can_come_to_settle_nothing() -> None:
    beliefs = {"PAS1": between(210, 240), "PAS2": between(155, 125), "SAH": clear(999), "TSAH": clear(1)}
    never = {"PAS1": 3, "PAS2": 5, "TSAH": 1}

    asked = fewest(beliefs, RULES, never, Doubts(frozenset({"TSAH"}), ("PAS1", "PAS2")), 1e-3)

    assert asked == ("PAS1", "PAS2", "TSAH")


def test_a_cell_of_which_nobody_knows_whether_anything_is_written_is_asked_too() -> None:
    beliefs = {"PAS1": between(210, 240), "PAS2": between(155, 125), "SAH": Belief(between(365, 0).numbers / 2, 0.29)}
    decoded = {"PAS1": 210, "PAS2": 155}

    asked = fewest(beliefs, RULES, decoded, Doubts(frozenset({"SAH"}), ("PAS1", "PAS2")), 1e-3)

    assert "SAH" in asked
