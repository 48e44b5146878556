from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from recap.domain.election import AreaCode, StationCode
from recap.domain.rules import codes_of
from recap.domain.tally import STATIONS_IN, Tally, areas_above, differing, recompute

CITY = AreaCode("3374")
STATIONS = [StationCode(f"3374{d:02d}100{v}00{n}") for d in (1, 2) for v in (1, 2) for n in (1, 2, 3)]
ROWS = codes_of(2)

values = st.lists(st.integers(0, 999), min_size=len(ROWS), max_size=len(ROWS)).map(
    lambda v: dict(zip(ROWS, v, strict=True))
)


def test_a_station_enters_its_kelurahan_kecamatan_and_city_and_nothing_above_the_contest() -> None:
    assert areas_above(StationCode("3374011001001"), CITY) == ("3374011001", "337401", "3374")


def test_a_superseded_result_is_counted_once() -> None:
    first = Tally().with_change(None, {"PAS1": 10, "SAH": 10})

    second = first.with_change({"PAS1": 10, "SAH": 10}, {"PAS1": 7, "SAH": 7})

    assert second == Tally(1, {"PAS1": 7, "SAH": 7})


def test_a_difference_names_the_area_and_the_row() -> None:
    one = {CITY: Tally(2, {"PAS1": 10, "PAS2": 3})}

    found = differing(one, {CITY: Tally(1, {"PAS1": 11, "PAS2": 3})})

    assert found == [(CITY, STATIONS_IN), (CITY, "PAS1")]


def test_an_area_without_any_result_equals_no_area() -> None:
    assert differing({CITY: Tally(0, {"PAS1": 0})}, {}) == []


@given(st.dictionaries(st.sampled_from(STATIONS), values))
def test_every_area_is_the_sum_of_its_children(results: Mapping[StationCode, Mapping[str, int]]) -> None:
    tallies = recompute(results.items(), CITY)

    for row in ROWS:
        districts = sum(t.values[row] for code, t in tallies.items() if len(code) == 6)
        villages = sum(t.values[row] for code, t in tallies.items() if len(code) == 10)
        assert districts == villages == tallies.get(CITY, Tally(0, dict.fromkeys(ROWS, 0))).values[row]


class EveryOrder(RuleBasedStateMachine):
    """Results arrive and are superseded in any order; the incremental tallies must stay the full sums."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[StationCode, Mapping[str, int]] = {}
        self.tallies: dict[AreaCode, Tally] = {}

    @rule(station=st.sampled_from(STATIONS), new=values)
    def accept_or_supersede(self, station: StationCode, new: Mapping[str, int]) -> None:
        old = self.results.get(station)
        for area in areas_above(station, CITY):
            self.tallies[area] = self.tallies.get(area, Tally()).with_change(old, new)
        self.results[station] = new

    @invariant()
    def incremental_equals_recomputed(self) -> None:
        assert differing(self.tallies, recompute(self.results.items(), CITY)) == []


TestEveryOrder = EveryOrder.TestCase
