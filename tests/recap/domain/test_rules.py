import pytest

from recap.domain.rules import Severity, StationFacts, ballots_due, check, check_station, codes_of, rules_for
from tests.filled import FACTS, VALUES

RULES = rules_for(2)


def broken(changes: dict[str, int]) -> list[str]:
    values = {**VALUES, **changes}
    return [v.key for v in (*check(values, RULES), *check_station(values, FACTS))]


def test_a_form_that_adds_up_breaks_nothing() -> None:
    assert broken({}) == []


def test_every_key_names_one_rule() -> None:
    keys = [rule.key for rule in rules_for(10)]

    assert len(keys) == len(set(keys))


def test_every_cell_of_the_form_is_in_some_rule() -> None:
    assert {code for rule in rules_for(3) for code in rule.codes} == set(codes_of(3))


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("DP2-L", 3, ["R1:DP2", "R2:DP4-L"]),
        ("DPD1-J", 6, ["R1:DPD1"]),
        ("PHP2-P", 2, ["R1:PHP2", "R3:PHP4-P", "R5:PHP2-P<=DP2-P"]),
        ("PSS2", 2, ["R6"]),
        ("PAS1", 199, ["R9"]),
        ("TSAH", 16, ["R10"]),
        ("PHP4-R", 316, ["R13:PHP4"]),
        ("PSS4-R", 316, ["R13:PSS4"]),
        ("DPD2-L", 4, ["R1:DPD2", "R15:DPD2-L<=DPD1-L"]),
    ],
)
def test_one_wrong_cell_breaks_the_rules_that_speak_of_it(cell: str, value: int, expected: list[str]) -> None:
    assert broken({cell: value}) == expected


def test_a_violation_carries_both_sums_and_the_values_that_make_them() -> None:
    (found,) = check({**VALUES, "PAS1": 199}, RULES)

    assert (found.name, found.severity, found.left_sum, found.right_sum) == ("R9", Severity.HARD, 300, 299)
    assert found.values == (("SAH", 300), ("PAS1", 199), ("PAS2", 100))


def test_a_rule_with_an_unknown_cell_is_left_alone() -> None:
    assert check({"SAH": 300, "PAS1": 1}, RULES) == []


def test_more_registered_voters_than_the_cap_is_a_broken_bound() -> None:
    found = check_station(VALUES, StationFacts(196, 204, 300))

    assert [(v.key, v.severity) for v in found] == [("R17", Severity.BOUND)]


def test_more_users_than_ballots_is_only_a_warning() -> None:
    found = check_station({**VALUES, "PHP4-J": 411}, FACTS)

    assert [(v.key, v.severity) for v in found] == [("R18:PHP4", Severity.WARNING)]


@pytest.mark.parametrize(("voters", "ballots"), [(0, 0), (1, 2), (40, 41), (41, 43), (400, 410), (600, 615)])
def test_the_reserve_is_rounded_up(voters: int, ballots: int) -> None:
    assert ballots_due(voters) == ballots


def test_a_number_that_a_form_repeats_must_be_the_same_again() -> None:
    rules = rules_for(3, ("PAS1", "SAH", "SAH-R", "TSAH-R", "PHP4-R"))

    assert check({"SAH": 300, "SAH-R": 300, "TSAH": 5, "TSAH-R": 5}, rules) == []
    assert [v.key for v in check({"SAH": 300, "SAH-R": 200, "TSAH": 5, "TSAH-R": 4}, rules)] == ["R13:SAH", "R13:TSAH"]
    assert len({rule.key for rule in rules}) == len(rules)
