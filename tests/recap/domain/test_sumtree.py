from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recap.domain.election import AreaCode, StationCode, ancestors
from recap.domain.refusals.signing import SumTooLarge
from recap.domain.sumproof import Claim, Stage, climbed, proof, verify, way
from recap.domain.sumtree import Key, Node, Scheme, build

ROWS = ("PAS1", "PAS2", "TSAH")
SCHEME = Scheme("kecil-2024.pkwkk", ROWS)
TOP = AreaCode("3374")
VILLAGES = {"3374011001": 1, "3374011002": 5, "3374011003": 2, "3374021001": 3, "3374031001": 6}
STATIONS = [StationCode(f"{village}{n:03d}") for village, size in VILLAGES.items() for n in range(1, size + 1)]
Result = tuple[int, int, Mapping[str, int]]

results = st.tuples(
    st.integers(1, 3), st.integers(1, 4), st.fixed_dictionaries(dict.fromkeys(ROWS, st.integers(0, 600)))
)
changes = st.lists(st.tuples(st.sampled_from(STATIONS), results), max_size=30)


def leaf(station: StationCode, result: Result | None) -> Node:
    return SCHEME.leaf(station, *result) if result else SCHEME.absent(station)


def whole(stations: Mapping[StationCode, Result]) -> dict[Key, Node]:
    return dict(build(SCHEME, ((code, leaf(code, stations.get(code))) for code in STATIONS), TOP))


def children() -> dict[AreaCode, Sequence[str]]:
    found: dict[AreaCode, list[str]] = {}
    codes: list[str] = list(STATIONS)
    while len(codes[0]) > len(TOP):
        above = [ancestors(code)[0] for code in codes]
        for code, area in zip(codes, above, strict=True):
            found.setdefault(area, []).append(code)
        codes = list(dict.fromkeys(above))
    return dict(found)


BELOW = children()
EVERY: dict[StationCode, Result] = {
    code: (1, 1, {"PAS1": n, "PAS2": 2 * n, "TSAH": 1}) for n, code in enumerate(STATIONS)
}


def proved(tree: Mapping[Key, Node], station: StationCode, top: AreaCode = TOP) -> tuple[Stage, ...]:
    return proof(way(station, top, BELOW), tree.__getitem__)


@given(changes)
@settings(deadline=None)
def test_any_order_of_results_and_corrections_gives_the_tree_of_a_full_build(
    changes: list[tuple[StationCode, Result]],
) -> None:
    tree, now = whole({}), dict[StationCode, Result]()
    for station, result in changes:
        now[station] = result
        tree |= climbed(SCHEME, (station, leaf(station, result)), way(station, TOP, BELOW), tree.__getitem__)

    assert tree == whole(now)


def test_an_area_carries_the_sums_of_its_stations() -> None:
    tree = whole({code: EVERY[code] for code in STATIONS[:4]})

    district = tree["337401", 0, 0]

    assert SCHEME.counts(district) == (8, 4)
    assert SCHEME.values(district) == {"PAS1": 0 + 1 + 2 + 3, "PAS2": 12, "TSAH": 4}


@pytest.mark.parametrize("station", STATIONS)
@pytest.mark.parametrize("width", [4, 6, 10])
def test_a_station_is_proved_inside_its_kelurahan_kecamatan_and_kota(station: StationCode, width: int) -> None:
    tree, area = whole(EVERY), AreaCode(station[:width])

    assert verify(SCHEME, Claim(station, *EVERY[station]), proved(tree, station, area), tree[area, 0, 0])


def test_an_absent_station_is_proved_absent_and_never_passes_for_one_with_zeros() -> None:
    tree, station = whole({}), STATIONS[2]
    zeros = Claim(station, 1, 1, dict.fromkeys(ROWS, 0))

    assert verify(SCHEME, Claim(station, 0, 0, None), proved(tree, station), tree["3374", 0, 0])
    assert not verify(SCHEME, zeros, proved(tree, station), tree["3374", 0, 0])


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_a_forged_number_at_any_level_fails(data: st.DataObject) -> None:
    tree, station = whole(EVERY), data.draw(st.sampled_from(STATIONS))
    stages = list(proved(tree, station))
    at = data.draw(st.sampled_from([n for n, stage in enumerate(stages) if stage.siblings]))
    n = data.draw(st.integers(0, len(stages[at].siblings) - 1))
    is_left, sibling = stages[at].siblings[n]
    byte, bit = data.draw(st.integers(0, len(sibling.lanes) - 1)), data.draw(st.integers(0, 7))
    lanes = bytearray(sibling.lanes)
    lanes[byte] ^= 1 << bit
    forged = (is_left, Node(bytes(lanes), sibling.sha256))
    siblings = stages[at].siblings
    stages[at] = replace(stages[at], siblings=(*siblings[:n], forged, *siblings[n + 1 :]))

    assert not verify(SCHEME, Claim(station, *EVERY[station]), stages, tree["3374", 0, 0])


@pytest.mark.parametrize("station", STATIONS)
def test_a_sibling_on_the_other_side_fails(station: StationCode) -> None:
    tree = whole(EVERY)
    stages = proved(tree, station)

    for at, stage in enumerate(stages):
        for n, (is_left, sibling) in enumerate(stage.siblings):
            swapped = (*stage.siblings[:n], (not is_left, sibling), *stage.siblings[n + 1 :])
            changed = (*stages[:at], Stage(stage.area, swapped), *stages[at + 1 :])
            assert not verify(SCHEME, Claim(station, *EVERY[station]), changed, tree["3374", 0, 0])


def test_a_proof_serves_no_other_station_count_contest_or_area() -> None:
    tree, station, other = whole(EVERY), STATIONS[1], STATIONS[2]
    stages, root = proved(tree, station), tree["3374", 0, 0]
    elsewhere = Scheme("kecil-2024.pkwkp", ROWS)

    assert not verify(SCHEME, Claim(other, *EVERY[station]), stages, root)
    assert not verify(SCHEME, Claim(station, 2, 1, EVERY[station][2]), stages, root)
    assert not verify(elsewhere, Claim(station, *EVERY[station]), stages, root)
    assert not verify(SCHEME, Claim(station, *EVERY[station]), stages[:-1], root)
    assert not verify(SCHEME, Claim(station, *EVERY[station]), (stages[1], stages[0], stages[2]), root)


@pytest.mark.parametrize("value", [-1, 2**64])
def test_a_number_that_does_not_fit_is_refused(value: int) -> None:
    with pytest.raises(SumTooLarge, match="PAS2"):
        SCHEME.leaf(STATIONS[0], 1, 1, {"PAS2": value})


def test_a_sum_that_overflows_is_refused_and_the_largest_that_fits_is_not() -> None:
    big = {"PAS1": 7, "PAS2": 2**64 - 1, "TSAH": 0}
    nodes = [SCHEME.leaf(STATIONS[0], 1, 1, big)]

    fits = SCHEME.join(TOP, nodes[0], SCHEME.leaf(STATIONS[1], 1, 1, {"PAS1": 2**64 - 8}))

    assert SCHEME.values(fits) == {"PAS1": 2**64 - 1, "PAS2": 2**64 - 1, "TSAH": 0}
    with pytest.raises(SumTooLarge, match="PAS2"):
        SCHEME.join(TOP, nodes[0], SCHEME.leaf(STATIONS[1], 1, 1, {"PAS2": 1}))
