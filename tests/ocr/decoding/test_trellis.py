import numpy as np
import pytest

from ocr.decoding.order import broken_by_itself
from ocr.decoding.trellis import build
from ocr.fuse import Belief
from ocr.joint import SLIPPED_TO, decode_jointly, rules_among, turns_of
from recap.domain.rules import codes_of, rules_for


def test_a_sum_of_ten_numbers_is_their_convolution() -> None:
    dice = np.random.default_rng(4)
    parts = {f"PAS{n}": dice.dirichlet(np.full(60, 0.5)) for n in range(1, 11)}
    added = np.ones(1)
    for part in parts.values():
        added = np.convolve(added, part)
    beliefs = {code: Belief(part, 0.0) for code, part in parts.items()}
    beliefs["SAH"] = Belief(np.full(1000, 1e-3), 0.0)

    nine = next(rule for rule in rules_for(10) if rule.key == "R9")

    found = decode_jointly(beliefs, [nine])["SAH"]

    alike = broken_by_itself(nine) + 11 * SLIPPED_TO  # whatever the sum is
    assert found.marginal == pytest.approx((added[found.value] + alike) / (1 + 1000 * alike), rel=1e-3)


def test_clear_forms_need_few_edges_and_miss_next_to_nothing() -> None:
    chances = {}
    for code in codes_of(3):
        chances[code] = np.full(1000, 1e-12)
        chances[code][::37] = 1e-4
        chances[code][0] = 1.0
        chances[code] /= chances[code].sum()

    trellis = build(turns_of(chances, rules_among(chances, rules_for(3))), 1e-10, 2_000)

    assert trellis.doubt < 1e-5
    assert max(len(layer.mass) for layer in trellis.layers) < 500
