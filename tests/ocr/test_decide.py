import numpy as np

from ocr.decide import BAR, certainty
from ocr.fuse import Belief
from ocr.joint import decode_jointly
from recap.domain.rules import rules_for

RULES = rules_for(2)


def belief(**chances: float) -> Belief:
    numbers = np.full(1000, 1e-6)
    for name, chance in chances.items():
        numbers[int(name[1:])] = chance
    return Belief(numbers / numbers.sum(), 0.0)


def sure(beliefs: dict[str, Belief]) -> dict[str, bool]:
    decoded = decode_jointly(beliefs, RULES)
    return {code: certainty(found, decoded.get(code)) >= BAR for code, found in beliefs.items()}


def test_sums_confirm_a_number_that_its_own_evidence_favours() -> None:
    beliefs = {"SAH": belief(n365=1.0), "TSAH": belief(n27=0.6, n29=0.4), "TOT": belief(n392=1.0)}
    assert sure(beliefs) == {"SAH": True, "TSAH": True, "TOT": True}


def test_sums_never_choose_a_number_that_its_own_evidence_does_not_favour() -> None:
    undecided = {"SAH": belief(n365=1.0), "TSAH": belief(n27=0.4, n29=0.3, n21=0.3), "TOT": belief(n392=1.0)}
    assert not sure(undecided)["TSAH"]
    against = {"SAH": belief(n365=1.0), "TSAH": belief(n27=0.4, n29=0.6), "TOT": belief(n392=1.0)}
    assert not sure(against)["TSAH"]


def test_a_number_that_no_sum_confirms_must_be_clear_by_itself() -> None:
    assert not sure({"PAS1": belief(n17=0.9, n11=0.1)})["PAS1"]
    assert sure({"PAS1": belief(n17=3000.0)})["PAS1"]


def test_numbers_that_break_a_sum_are_left_to_a_person() -> None:
    beliefs = {"SAH": belief(n365=0.99, n366=0.01), "TSAH": belief(n28=0.99, n27=0.01), "TOT": belief(n392=1.0)}
    assert not all(sure(beliefs).values())
