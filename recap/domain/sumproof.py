"""Ways through the tree of sums: from one station up to an area, to change it, to prove it, to check the proof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from recap.domain.election import AreaCode, StationCode, ancestors
from recap.domain.refusals.signing import SumTooLarge
from recap.domain.sumtree import Key, Node, Scheme
from recap.domain.tally import areas_above


@dataclass(frozen=True, slots=True)
class Stage:
    """One area on the way up: its code, and the sibling at each join as (sibling is on the left, sibling)."""

    area: AreaCode
    siblings: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a station: its numbers of this count and revision, None when it is not in."""

    station: StationCode
    count: int
    revision: int
    values: Mapping[str, int] | None

    def node(self, scheme: Scheme) -> Node:
        """Return the node such a station has."""
        if self.values is None:
            return scheme.absent(self.station)
        return scheme.leaf(self.station, self.count, self.revision, self.values)


@dataclass(frozen=True, slots=True)
class Way:
    """One area on the way from a station to the top: for each join the sibling's place, and which side it is on.

    A place is None where the node rises without a sibling.
    """

    area: AreaCode
    siblings: tuple[tuple[Key | None, bool], ...]
    indices: tuple[int, ...]


def way(station: StationCode, top: AreaCode, children: Mapping[AreaCode, Sequence[str]]) -> list[Way]:
    """Return the way up from a station; `children` are the sorted codes below each area on it."""
    found: list[Way] = []
    code: str = station
    for area in areas_above(station, top):
        below = children[area]
        index, width, level = below.index(code), len(below), 0
        siblings: list[tuple[Key | None, bool]] = []
        indices: list[int] = []
        while width > 1:
            other = index ^ 1
            place = (below[other], 0, 0) if level == 0 and other < width else (area, level, other)
            siblings.append((place if other < width else None, other < index))
            index, width, level = index // 2, (width + 1) // 2, level + 1
            indices.append(index)
        found.append(Way(area, tuple(siblings), tuple(indices)))
        code = area
    return found


def climbed(
    scheme: Scheme, leaf: tuple[StationCode, Node], ways: Sequence[Way], at: Callable[[Key], Node]
) -> dict[Key, Node]:
    """Return the nodes that change with a station's: one a level; `at` gives the siblings."""
    station, node = leaf
    changed: dict[Key, Node] = {(station, 0, 0): node}
    for on in ways:
        for level, ((place, is_left), index) in enumerate(zip(on.siblings, on.indices, strict=True), start=1):
            if place is not None:
                other = at(place)
                node = scheme.join(on.area, other, node) if is_left else scheme.join(on.area, node, other)
            changed[on.area, level, index] = node
        node = scheme.area(on.area, node)
        changed[on.area, 0, 0] = node
    return changed


def proof(ways: Sequence[Way], at: Callable[[Key], Node]) -> tuple[Stage, ...]:
    """Return the siblings a stranger needs to climb from a station to the top."""
    return tuple(
        Stage(on.area, tuple((is_left, at(place)) for place, is_left in on.siblings if place is not None))
        for on in ways
    )


def verify(scheme: Scheme, claim: Claim, stages: Sequence[Stage], root: Node) -> bool:
    """Say whether a station with these numbers is in the area whose node is `root`, the last stage's; all sums too."""
    if [stage.area for stage in stages] != list(ancestors(claim.station)[: len(stages)]):
        return False
    try:
        node = claim.node(scheme)
        for stage in stages:
            for is_left, other in stage.siblings:
                node = scheme.join(stage.area, other, node) if is_left else scheme.join(stage.area, node, other)
            node = scheme.area(stage.area, node)
    except SumTooLarge:
        return False
    return node == root
