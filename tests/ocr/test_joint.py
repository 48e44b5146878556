from math import log

import numpy as np
import pytest

from ocr import joint
from ocr.fuse import Belief
from ocr.joint import decode_jointly
from ocr.risk import bars
from recap.domain.rules import codes_of, rules_for


def belief(**chances: float) -> Belief:
    numbers = np.full(1000, 1e-6)
    for name, chance in chances.items():
        numbers[int(name[1:])] = chance
    return Belief(numbers / numbers.sum(), 0.0)


def test_a_doubtful_number_is_settled_by_its_sum() -> None:
    beliefs = {"SAH": belief(n365=0.999), "TSAH": belief(n29=0.6, n27=0.4), "TOT": belief(n392=0.999)}
    decoded = decode_jointly(beliefs, rules_for(2))
    assert beliefs["TSAH"].best == 29
    assert decoded["TSAH"].value == 27


def test_clear_numbers_are_not_rewritten_to_make_a_sum_hold() -> None:
    clear = {"SAH": belief(n427=1.0), "TSAH": belief(n3=1.0), "TOT": belief(n431=1.0)}
    decoded = decode_jointly(clear, rules_for(2))
    assert [d.value for d in decoded.values()] == [427, 3, 431]
    assert min(d.margin for d in decoded.values()) < 6


def test_rules_that_meet_on_another_page_join_numbers_of_this_one() -> None:
    beliefs = {"PHP4-R": belief(n418=0.5, n478=0.5), "PSS4-R": belief(n418=0.5, n478=0.5), "TOT": belief(n418=1.0)}
    decoded = decode_jointly(beliefs, rules_for(2))
    assert decoded["PHP4-R"].value == decoded["PSS4-R"].value == 418


def test_numbers_without_rules_keep_their_own_probability() -> None:
    decoded = decode_jointly({"PAS1": belief(n17=0.9, n11=0.1)}, rules_for(2))
    assert decoded["PAS1"].value == 17
    assert abs(decoded["PAS1"].marginal - 0.9) < 0.01


def test_nothing_to_decode_is_no_answer() -> None:
    assert decode_jointly({}, rules_for(2)) == {}


def test_a_number_written_wrong_once_is_not_charged_for_every_sum_it_stands_in() -> None:
    beliefs = {code: belief(n430=1.0) for code in ("PHP4-R", "PSS4-R")}
    beliefs |= {"SAH": belief(n427=1.0), "TSAH": belief(n3=1.0), "TOT": belief(n431=1.0, n430=1e-5)}

    decoded = decode_jointly(beliefs, rules_for(2))

    assert decoded["TOT"].value == 431
    assert decoded["PHP4-R"].value == 430


def test_a_number_of_which_nothing_is_known_follows_from_its_sums_with_a_doubt() -> None:
    unread = Belief(np.full(1000, 1e-3), 0.0)
    beliefs = {"SAH": belief(n365=1.0), "TSAH": unread, "TOT": belief(n392=1.0)}

    decoded = decode_jointly(beliefs, rules_for(2))["TSAH"]

    assert decoded.value == 27
    assert 0.85 < decoded.marginal < 0.95


def test_a_form_of_which_nothing_is_known_is_answered_without_any_certainty() -> None:
    unread = Belief(np.full(1000, 1e-3), 0.0)

    decoded = decode_jointly(dict.fromkeys(codes_of(3), unread), rules_for(3))

    assert max(each.marginal for each in decoded.values()) < 0.01
    assert max(each.margin for each in decoded.values()) == 0.0


def test_what_may_be_left_out_without_trying_harder_keeps_no_number_from_any_bar() -> None:
    assert log(1 / joint._ENOUGH) > max(bars.known().values()) + 1


def test_what_was_seen_speaks_for_a_number_whatever_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    beliefs = {"SAH": belief(n365=1.0), "TSAH": belief(n27=0.6, n29=0.4), "TOT": belief(n392=1.0)}
    whole = decode_jointly(beliefs, rules_for(2))
    monkeypatch.setattr(joint, "_EFFORTS", ((0.1, 2),))

    cut = decode_jointly(beliefs, rules_for(2))

    assert all(each.is_fair for each in whole.values())
    for code, each in cut.items():
        assert each.missed > whole[code].missed
        assert each.marginal < whole[code].marginal
        assert each.leaning >= whole[code].leaning
