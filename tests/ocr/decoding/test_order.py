import numpy as np
import pytest

from ocr.decoding.order import ordered, steps, waiting
from recap.domain.rules import codes_of, rules_for


@pytest.mark.parametrize("choices", [2, 5, 10])
def test_every_rule_of_a_whole_form_closes_with_its_last_cell(choices: int) -> None:
    codes, rules = codes_of(choices), rules_for(choices)
    order = ordered(dict.fromkeys(codes, 0.0), rules)

    plan = steps(tuple(order), rules)

    assert sorted(order) == sorted(codes)
    assert sum(len(step.closing) for step in plan) == len(rules)
    assert not len(plan[-1].kept)


def test_few_rules_are_open_at_a_time() -> None:
    rules = rules_for(3)
    order = ordered(dict.fromkeys(codes_of(3), 0.0), rules)

    assert max(len(step.kept) for step in steps(tuple(order), rules)) <= 15


def test_a_cell_of_which_nothing_is_known_comes_last() -> None:
    doubts = dict.fromkeys(codes_of(2), 0.0) | {"DP1-L": 3.0, "SAH": 0.9}

    order = ordered(doubts, rules_for(2))

    assert order[-2:] == ["SAH", "DP1-L"]


def test_a_sum_waits_for_the_cells_that_are_to_come() -> None:
    rules = [rule for rule in rules_for(2) if rule.key in {"R9", "R10"}]
    order = ("PAS1", "PAS2", "SAH", "TSAH", "TOT")

    first = steps(order, tuple(rules))[0]

    assert [(each.rule.key, each.column, each.rest) for each in first.waiting] == [
        ("R9", 0, ("SAH", "PAS2")),
        ("R10", -1, ("TOT", "SAH", "TSAH")),
    ]
    assert np.array_equal(first.signs, [-1])
    assert [each.rest for each in waiting((), rules, order)] == [("SAH", "PAS1", "PAS2"), ("TOT", "SAH", "TSAH")]
