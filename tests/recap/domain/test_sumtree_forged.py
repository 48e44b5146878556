"""What a forger of sums may try, on trees of any shape: each attempt fails for some TPS that asks for its proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, log2

from hypothesis import given, settings
from hypothesis import strategies as st

from recap.domain.election import AreaCode, StationCode, ancestors
from recap.domain.sumproof import Claim, Stage, climbed, proof, verify, way
from recap.domain.sumtree import Key, Node, Scheme, build

ROWS = ("PAS1", "PAS2", "TSAH")
SCHEME = Scheme("kecil-2024.pkwkk", ROWS)
TOP = AreaCode("3374")
QUICK = settings(deadline=None, max_examples=60)
Result = tuple[int, int, Mapping[str, int]]

numbers = st.fixed_dictionaries(dict.fromkeys(ROWS, st.integers(0, 600)))
results = st.tuples(st.integers(1, 3), st.integers(1, 4), numbers)


@dataclass(frozen=True)
class City:
    """A city with its tree, and what counts at each station: None where nothing does."""

    counted: Mapping[StationCode, Result | None]
    below: Mapping[AreaCode, Sequence[str]]
    tree: Mapping[Key, Node]

    @property
    def stations(self) -> list[StationCode]:
        return list(self.counted)

    def claim(self, station: StationCode) -> Claim:
        result = self.counted[station]
        return Claim(station, *result) if result else Claim(station, 0, 0, None)

    def stages(self, station: StationCode, top: AreaCode = TOP) -> tuple[Stage, ...]:
        return proof(way(station, top, self.below), self.tree.__getitem__)

    def sums(self, area: str) -> dict[str, int]:
        within = [result[2] for code, result in self.counted.items() if result and code.startswith(area)]
        return {row: sum(values[row] for values in within) for row in ROWS}


@st.composite
def cities(draw: st.DrawFn) -> City:
    """Draw a city of one to three kecamatan with one to three kelurahan of one to nine stations each."""
    shape = draw(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=3), min_size=1, max_size=3))
    stations = [
        StationCode(f"3374{district:02d}{village:04d}{n:03d}")
        for district, villages in enumerate(shape, 1)
        for village, size in enumerate(villages, 1001)
        for n in range(1, size + 1)
    ]
    counted = {code: draw(st.none() | results) for code in stations}
    return city(counted)


def city(counted: Mapping[StationCode, Result | None]) -> City:
    below: dict[AreaCode, list[str]] = {}
    codes: list[str] = list(counted)
    while len(codes[0]) > len(TOP):
        for code in codes:
            below.setdefault(ancestors(code)[0], []).append(code)
        codes = list(dict.fromkeys(ancestors(code)[0] for code in codes))
    return City(counted, below, dict(build(SCHEME, ((code, leaf(code, counted[code])) for code in counted), TOP)))


def leaf(station: StationCode, result: Result | None) -> Node:
    return SCHEME.leaf(station, *result) if result else SCHEME.absent(station)


def shifted(node: Node, row: int, by: int) -> Node:
    """The same node with another number in one lane; its hash is what the forger keeps."""
    lanes = bytearray(node.lanes)
    at = 8 * (2 + row)
    lanes[at : at + 8] = (int.from_bytes(lanes[at : at + 8]) + by).to_bytes(8)
    return Node(bytes(lanes), node.sha256)


@given(cities())
@QUICK
def test_every_station_is_proved_inside_every_area_around_it_and_no_sum_is_another(held: City) -> None:
    for station in held.stations:
        for area in ancestors(station)[:3]:
            root = held.tree[area, 0, 0]
            assert verify(SCHEME, held.claim(station), held.stages(station, area), root)
            assert SCHEME.values(root) == held.sums(area)


@given(cities(), st.data())
@QUICK
def test_the_order_in_which_stations_come_in_and_are_corrected_leaves_no_trace(held: City, data: st.DataObject) -> None:
    changes = data.draw(st.lists(st.tuples(st.sampled_from(held.stations), results), max_size=12))
    orders = [changes, data.draw(st.permutations(changes))]
    last, trees = dict(changes), []
    for order in orders:
        tree = dict(held.tree)
        # Whatever came before, the last word on each station is the same in both orders.
        for station, result in [*order, *last.items()]:
            tree |= climbed(SCHEME, (station, leaf(station, result)), way(station, TOP, held.below), tree.__getitem__)
        trees.append(tree)

    assert trees[0] == trees[1] == city({**held.counted, **last}).tree


@given(cities(), st.data())
@QUICK
def test_a_change_of_one_station_touches_one_node_a_level(held: City, data: st.DataObject) -> None:
    station = data.draw(st.sampled_from(held.stations))
    ways = way(station, TOP, held.below)

    changed = climbed(SCHEME, (station, leaf(station, (1, 1, dict.fromkeys(ROWS, 1)))), ways, held.tree.__getitem__)

    assert len(changed) == 1 + sum(1 + ceil(log2(len(held.below[on.area]))) for on in ways)


@given(cities(), st.data())
@QUICK
def test_an_area_that_publishes_another_sum_than_its_parts_is_found_by_each_of_its_stations(
    held: City, data: st.DataObject
) -> None:
    area = data.draw(st.sampled_from([code for code, level, _ in held.tree if level == 0 and len(code) < 13]))
    row, by = data.draw(st.integers(0, len(ROWS) - 1)), data.draw(st.integers(1, 10**6))
    # The forger hashes the false sum anew, so that it is whole in itself and fits everything above.
    false = shifted(held.tree[area, 0, 0], row, by)
    forged = {"kept": false, "anew": SCHEME.area(AreaCode(area), false)}

    for station in held.stations:
        if station.startswith(area):
            stages = held.stages(station, AreaCode(area))
            assert not any(verify(SCHEME, held.claim(station), stages, root) for root in forged.values())


@given(cities(), st.data())
@QUICK
def test_a_forged_join_at_any_level_is_found_by_every_station_that_climbs_past_it(
    held: City, data: st.DataObject
) -> None:
    joins = [key for key in held.tree if key[1] > 0]
    if not joins:
        return
    key = data.draw(st.sampled_from(joins))
    false = shifted(held.tree[key], data.draw(st.integers(0, len(ROWS) - 1)), 1)
    area = AreaCode(key[0])
    tree = {**held.tree, key: false}
    past = [s for s in held.stations if s.startswith(area) and _is_sibling(held, s, area, key)]

    for station in past:
        stages = proof(way(station, TOP, held.below), tree.__getitem__)
        assert not verify(SCHEME, held.claim(station), stages, held.tree[TOP, 0, 0])


def _is_sibling(held: City, station: StationCode, area: AreaCode, key: Key) -> bool:
    on = next(on for on in way(station, TOP, held.below) if on.area == area)
    return any(place == key for place, _ in on.siblings)


@given(cities(), st.data())
@QUICK
def test_votes_moved_from_one_neighbour_to_the_other_are_found_although_their_sum_stays(
    held: City, data: st.DataObject
) -> None:
    """The hole of Maxwell's first form (eprint 2018/1139): it bound the sum of both children, not each of them."""
    station = data.draw(st.sampled_from(held.stations))
    stages, row = list(held.stages(station)), data.draw(st.integers(0, len(ROWS) - 1))
    open_ = [(n, m) for n, stage in enumerate(stages) for m in range(len(stage.siblings))]
    result = held.counted[station]
    if not open_ or result is None:
        return
    n, m = data.draw(st.sampled_from(open_))
    is_left, other = stages[n].siblings[m]
    if SCHEME.values(other)[ROWS[row]] == 0:
        return
    siblings = list(stages[n].siblings)
    siblings[m] = (is_left, shifted(other, row, -1))
    stages[n] = replace(stages[n], siblings=tuple(siblings))
    count, revision, values = result
    gained = {**values, ROWS[row]: values[ROWS[row]] + 1}

    assert not verify(SCHEME, Claim(station, count, revision, gained), stages, held.tree[TOP, 0, 0])


@given(cities(), st.data())
@QUICK
def test_a_sibling_left_out_put_twice_or_with_another_hash_fails(held: City, data: st.DataObject) -> None:
    station = data.draw(st.sampled_from(held.stations))
    stages, root = list(held.stages(station)), held.tree[TOP, 0, 0]
    open_ = [(n, m) for n, stage in enumerate(stages) for m in range(len(stage.siblings))]
    if not open_:
        return
    n, m = data.draw(st.sampled_from(open_))
    siblings = stages[n].siblings
    (is_left, other), bit = siblings[m], data.draw(st.integers(0, 255))
    another = Node(other.lanes, (int.from_bytes(other.sha256) ^ 1 << bit).to_bytes(32))

    for forged in (
        (*siblings[:m], *siblings[m + 1 :]),
        (*siblings[:m], siblings[m], *siblings[m:]),
        (*siblings[:m], (is_left, another), *siblings[m + 1 :]),
    ):
        changed = [*stages[:n], replace(stages[n], siblings=forged), *stages[n + 1 :]]
        assert not verify(SCHEME, held.claim(station), changed, root)


@given(cities(), st.data())
@QUICK
def test_numbers_under_another_row_name_or_in_another_order_of_rows_fail(held: City, data: st.DataObject) -> None:
    station = data.draw(st.sampled_from(held.stations))
    renamed, turned = Scheme("kecil-2024.pkwkk", ("PAS1", "PAS3", "TSAH")), Scheme("kecil-2024.pkwkk", ROWS[::-1])

    for other in (renamed, turned):
        assert not verify(other, held.claim(station), held.stages(station), held.tree[TOP, 0, 0])
