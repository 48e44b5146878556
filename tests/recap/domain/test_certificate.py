import pytest

from recap.domain.canonical import canonical
from recap.domain.certificate import Signed, Standing, digest, standings
from recap.domain.election import AreaCode

VILLAGE, OTHER, DISTRICT, CITY = (AreaCode(c) for c in ("3374011001", "3374011002", "337401", "3374"))


def worth(*signed: tuple[int, AreaCode, bool]) -> list[Standing]:
    found = standings(Signed(*each) for each in signed)
    return [found[number] for number, _, _ in signed]


def test_everything_signed_from_below_is_valid() -> None:
    signed = worth((1, VILLAGE, False), (2, OTHER, False), (3, DISTRICT, False), (4, CITY, False))

    assert signed == [Standing.VALID] * 4


def test_what_stands_over_a_reopened_area_is_stale_and_its_neighbour_is_not() -> None:
    signed = worth((1, VILLAGE, True), (2, OTHER, False), (3, DISTRICT, False), (4, CITY, False))

    assert signed == [Standing.REOPENED, Standing.VALID, Standing.STALE, Standing.STALE]


def test_a_parent_stays_stale_when_only_the_child_is_signed_again() -> None:
    signed = worth((1, VILLAGE, True), (2, DISTRICT, False), (3, VILLAGE, False))

    assert signed == [Standing.SUPERSEDED, Standing.STALE, Standing.VALID]


def test_a_parent_signed_again_over_the_new_child_is_valid_and_replaces_the_stale_one() -> None:
    signed = worth((1, VILLAGE, True), (2, DISTRICT, False), (3, VILLAGE, False), (4, DISTRICT, False))

    assert signed == [Standing.SUPERSEDED, Standing.SUPERSEDED, Standing.VALID, Standing.VALID]


def test_a_statement_has_one_spelling_whatever_the_order_of_its_facts() -> None:
    text = canonical({"b": 1, "a": {"d": "Sé", "c": [2, 3]}})

    assert text == '{"a":{"c":[2,3],"d":"Sé"},"b":1}'
    assert digest(text) == digest(canonical({"a": {"c": [2, 3], "d": "Sé"}, "b": 1}))
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"a": float("nan")})
