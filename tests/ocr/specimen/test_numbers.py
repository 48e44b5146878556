import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.specimen import numbers
from ocr.specimen.numbers import Ballots
from recap.domain.election import Station, StationCode
from recap.domain.rules import StationFacts, Violation, ballots_due, check, check_station, codes_of, rules_for


def make_station(men: int = 250, women: int = 260, number: int = 1) -> Station:
    return Station(StationCode(f"3374011001{number:03}"), number, men, women, cap=600)


def broken(values: dict[str, int], station: Station, choices: int) -> list[Violation]:
    facts = StationFacts(station.voters_male, station.voters_female, station.cap)
    return [*check(values, rules_for(choices)), *check_station(values, facts)]


stations = st.builds(make_station, st.integers(0, 300), st.integers(0, 300))


@given(stations, st.integers(1, 10), st.integers(0, 2**32))
def test_plausible_numbers_fill_every_cell_and_keep_every_rule(station: Station, choices: int, seed: int) -> None:
    values = numbers.plausible(station, choices, np.random.default_rng(seed))

    assert tuple(values) == codes_of(choices)
    assert min(values.values()) >= 0
    assert max(values.values()) <= 999
    assert broken(values, station, choices) == []


@given(stations, st.lists(st.integers(0, 90), min_size=1, max_size=6), st.integers(0, 20), st.integers(0, 2**32))
def test_given_ballots_stand_on_the_form_unless_the_station_had_fewer(
    station: Station, votes: list[int], invalid: int, seed: int
) -> None:
    ballots = Ballots(tuple(votes), invalid)
    rng = np.random.default_rng(seed)

    if ballots.used > ballots_due(station.voters):
        with pytest.raises(ValueError, match="3374011001001"):
            numbers.plausible(station, len(votes), rng, ballots)
        return
    values = numbers.plausible(station, len(votes), rng, ballots)

    assert [values[f"PAS{n}"] for n in range(1, len(votes) + 1)] == votes
    assert values["TSAH"] == invalid
    assert broken(values, station, len(votes)) == []


def test_the_stations_of_a_kecamatan_sum_exactly_to_its_published_votes() -> None:
    rng = np.random.default_rng(4)
    tugu = [make_station(255 + n, 262 + n, n) for n in range(1, 33)]

    filled = numbers.with_votes(tugu, (7397, 4236), rng)

    assert sum(v["PAS1"] for v in filled.values()) == 7397
    assert sum(v["PAS2"] for v in filled.values()) == 4236
    assert all(broken(filled[s.code], s, 2) == [] for s in tugu)
    assert len({v["PAS1"] for v in filled.values()}) > 16


def test_more_votes_than_voters_are_refused() -> None:
    with pytest.raises(ValueError, match="2000"):
        numbers.with_votes([make_station()], (1500, 500), np.random.default_rng(0))


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second = (numbers.plausible(make_station(), 2, np.random.default_rng(9)) for _ in range(2))

    assert first == second


def test_turnout_is_near_seventy_percent_and_varies() -> None:
    rng = np.random.default_rng(1)
    station = make_station()

    turnouts = [numbers.plausible(station, 2, rng)["PHP4-J"] / station.voters for _ in range(200)]

    assert 0.66 < float(np.mean(turnouts)) < 0.74
    assert 0.04 < float(np.std(turnouts)) < 0.1
