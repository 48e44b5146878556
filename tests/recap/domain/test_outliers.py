from hypothesis import given
from hypothesis import strategies as st

from recap.domain.outliers import LEAST_BALLOTS, LEAST_PEERS, outliers
from recap.domain.rules import Severity
from tests.filled import VALUES


def votes(one: int, two: int, invalid: int = 5) -> dict[str, int]:
    valid = one + two
    return {**VALUES, "PAS1": one, "PAS2": two, "SAH": valid, "TSAH": invalid, "TOT": valid + invalid}


def keys(values: dict[str, int], peers: list[dict[str, int]] | None = None) -> list[str]:
    return [each.key for each in outliers(values, 2, peers or [])]


def test_an_ordinary_form_gives_no_hint() -> None:
    assert keys(VALUES, [votes(190 + n, 110 - n) for n in range(8)]) == []


def test_everybody_voting_everybody_alike_and_nobody_wrongly_are_hints() -> None:
    assert keys({**VALUES, "PHP4-J": VALUES["DP4-J"]}) == ["R24:turnout"]
    assert keys(votes(200, 100, 0)) == ["R24:no-invalid"]
    assert keys(votes(300, 0)) == ["R24:one-choice"]


def test_few_ballots_are_no_surprise() -> None:
    assert keys(votes(LEAST_BALLOTS - 1, 0, 0)) == []


def test_a_share_far_from_the_kelurahan_is_one_hint() -> None:
    peers = [votes(190 + n, 110 - n) for n in range(LEAST_PEERS)]

    assert keys(votes(20, 280), peers) == ["R24:share-PAS1"]
    assert keys(votes(20, 280), peers[1:]) == []


def test_one_strange_neighbour_does_not_hide_another() -> None:
    peers = [votes(190 + n, 110 - n) for n in range(LEAST_PEERS)]

    assert keys(votes(20, 280), [*peers, votes(10, 290)]) == ["R24:share-PAS1"]


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 50))
def test_every_hint_is_a_warning(one: int, two: int, invalid: int) -> None:
    assert {each.severity for each in outliers(votes(one, two, invalid), 2)} <= {Severity.WARNING}
