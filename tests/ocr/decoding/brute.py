"""Joint decoding by weighing every assignment with every set of slips: for a few cells of one digit only."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.order import broken_by_itself
from ocr.fuse import Belief
from ocr.joint import SLIPPED_TO, Decoded
from recap.domain.rules import Relation, Rule


def random_beliefs(codes: tuple[str, ...], seed: int, sharp: float) -> dict[str, Belief]:
    dice = np.random.default_rng(seed)
    return {code: Belief(dice.dirichlet(np.full(10, sharp)), 0.0) for code in codes}


def decoded_by_force(beliefs: Mapping[str, Belief], rules: Sequence[Rule]) -> Mapping[str, Decoded]:
    total, best = weighed(beliefs, rules)
    return {code: judged(total, best, k) for k, code in enumerate(beliefs)}


def weighed(beliefs: Mapping[str, Belief], rules: Sequence[Rule]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight of each assignment summed over all sets of slips, and with the best set."""
    codes = list(beliefs)
    grids = dict(zip(codes, np.meshgrid(*[np.arange(10)] * len(codes), indexing="ij"), strict=True))
    alone = np.ones([10] * len(codes))
    for code in codes:
        alone = alone * beliefs[code].numbers[grids[code]]
    total, best = np.zeros_like(alone), np.zeros_like(alone)
    for slips in product((False, True), repeat=len(codes)):
        slipped = {code for code, slip in zip(codes, slips, strict=True) if slip}
        weight = alone * (SLIPPED_TO / (1 - SLIPPED_TO)) ** len(slipped)
        for rule in rules:
            if slipped.isdisjoint(rule.codes):
                weight = weight * np.where(holds(rule, grids), 1.0, broken_by_itself(rule))
        total, best = total + weight, np.maximum(best, weight)
    return total, best


def holds(rule: Rule, grids: Mapping[str, NDArray[np.int64]]) -> NDArray[np.bool_]:
    left, right = sum(grids[c] for c in rule.left), sum(grids[c] for c in rule.right)
    return np.asarray(left == right if rule.relation is Relation.EQUAL else left <= right)


def judged(total: NDArray[np.float64], best: NDArray[np.float64], axis: int) -> Decoded:
    others = tuple(k for k in range(total.ndim) if k != axis)
    sums, tops = total.sum(axis=others), best.max(axis=others)
    value = int(tops.argmax())
    marginal, margin = sums[value] / sums.sum(), np.log(tops[value] / np.delete(tops, value).max())
    return Decoded(value, float(marginal), float(margin), float(min(margin, np.log(marginal / (1 - marginal)))))
