import numpy as np
import pytest

from ocr import joint
from ocr.fuse import Belief
from ocr.joint import SLIPPED_TO, decode_jointly, rules_among
from recap.domain.rules import rules_for
from tests.ocr.decoding.brute import decoded_by_force, random_beliefs

RULES = rules_for(2)
CELLS = ("PAS1", "PAS2", "SAH", "TSAH", "TOT")
VOTERS = ("PHP1-J", "PHP2-J", "PHP3-J", "PHP4-J", "TOT")


@pytest.mark.parametrize("codes", [CELLS, VOTERS])
@pytest.mark.parametrize(("seed", "sharp"), [(1, 1.0), (2, 0.2), (3, 0.05), (4, 5.0)])
def test_marginals_and_margins_are_those_of_weighing_every_assignment(
    codes: tuple[str, ...], seed: int, sharp: float
) -> None:
    beliefs = random_beliefs(codes, seed, sharp)

    found = decode_jointly(beliefs, RULES)

    for code, exact in decoded_by_force(beliefs, rules_among(beliefs, RULES)).items():
        assert found[code].value == exact.value
        assert found[code].marginal == pytest.approx(exact.marginal, abs=2e-4)
        assert found[code].marginal <= exact.marginal + 1e-9
        assert found[code].margin == pytest.approx(min(exact.margin, 30.0), abs=0.01)
        assert found[code].margin <= exact.margin + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_cells_and_rules_makes_no_difference(seed: int) -> None:
    beliefs = random_beliefs(CELLS, seed, 0.3)
    dice = np.random.default_rng(seed)
    cells = {code: beliefs[code] for code in dice.permutation(CELLS)}
    rules = [RULES[k] for k in dice.permutation(len(RULES))]

    usual, mixed = decode_jointly(beliefs, RULES), decode_jointly(cells, rules)

    for code in CELLS:
        assert mixed[code].value == usual[code].value
        assert mixed[code].marginal == pytest.approx(usual[code].marginal, abs=1e-3)


@pytest.mark.parametrize("most", [1, 4, 30])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_out_only_makes_an_answer_less_sure(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "_EFFORTS", ((1e-2, most),))
    beliefs = random_beliefs(CELLS, seed, 0.3)

    found = decode_jointly(beliefs, RULES)

    total = decoded_by_force(beliefs, rules_among(beliefs, RULES))
    for code, exact in total.items():
        if found[code].value == exact.value:
            assert found[code].marginal <= exact.marginal + 1e-9
            assert found[code].margin <= exact.margin + 1e-9
        else:
            assert found[code].margin == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_a_clear_number_is_never_overruled(seed: int) -> None:
    dice = np.random.default_rng(seed)
    beliefs = {}
    for code in (*CELLS, "PHP4-J", "PSS4", "PHP4-R"):
        numbers = np.full(1000, 0.9 * SLIPPED_TO)
        numbers[dice.integers(1000)] = 1.0
        beliefs[code] = Belief(numbers / numbers.sum(), 0.0)

    found = decode_jointly(beliefs, RULES)

    assert {code: each.value for code, each in found.items()} == {code: b.best for code, b in beliefs.items()}
