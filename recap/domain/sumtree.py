"""The tree of sums of one contest: a hash over every area that binds the numbers of everything below it.

A node carries *lanes*, unsigned 64-bit big-endian numbers: the stations below it, those of them that are in, then one
sum a row of the form. Its hash binds the lanes and hashes of both children separately (after eprint 2018/1139), with
the contest, the area and the row codes; every kind of node has its own tag. Within an area the children, sorted by
code, are joined in pairs, an odd last one rises as it is; the area's own node then stands over the last join.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from recap.domain.election import AreaCode, StationCode, Tier, tier_of
from recap.domain.refusals.signing import SumTooLarge

LANE_BYTES = 8
_LARGEST = 2**64 - 1
_CODE_BYTES = 16
_LEAF, _ABSENT, _JOIN, _AREA = (f"recap/sumtree/1/{kind}".ljust(24, "\0").encode() for kind in "lnja")
_COUNTS = 2
"""The lanes before the rows: stations, and stations in."""

Key = tuple[str, int, int]
"""Where a node lies: (code, 0, 0) for a station or area, (area, level, index) for the joins within an area."""


@dataclass(frozen=True, slots=True)
class Node:
    """The lanes (8 bytes each) and the hash (32 bytes) of one place in the tree."""

    lanes: bytes
    sha256: bytes


class Scheme:
    """How the nodes of one contest are made; `rows` are the codes of its form's cells, in printed order."""

    def __init__(self, contest: str, rows: Sequence[str]) -> None:
        """Bind every node to this contest and these rows."""
        self.rows = tuple(rows)
        self._pack = struct.Struct(f">{_COUNTS + len(self.rows)}Q").pack
        self._unpack = struct.Struct(f">{_COUNTS + len(self.rows)}Q").unpack
        self._width = LANE_BYTES * (_COUNTS + len(self.rows))
        # A lane of two numbers below 2**63 cannot carry into its neighbour: then one addition of two long numbers
        # adds all lanes at once.
        self._high = int.from_bytes((b"\x80" + bytes(LANE_BYTES - 1)) * (_COUNTS + len(self.rows)), "big")
        bound = sha256(contest.encode()).digest() + sha256("\n".join(self.rows).encode()).digest()
        self._leaf, self._absent, self._join, self._area = (tag + bound for tag in (_LEAF, _ABSENT, _JOIN, _AREA))

    def leaf(self, station: StationCode, count: int, revision: int, values: Mapping[str, int]) -> Node:
        """Return the node of a station that is in; SumTooLarge for a number that is not an unsigned 64-bit one."""
        try:
            lanes = self._pack(1, 1, *[values.get(row, 0) for row in self.rows])
        except struct.error:
            self._complain({row: values.get(row, 0) for row in self.rows})
            raise
        at = struct.pack(">QQ", count, revision)
        return Node(lanes, sha256(self._leaf + _code(station) + at + lanes).digest())

    def absent(self, station: StationCode) -> Node:
        """Return the node of a station that is not in."""
        lanes = self._pack(1, *bytes(_COUNTS - 1 + len(self.rows)))
        return Node(lanes, sha256(self._absent + _code(station) + lanes).digest())

    def join(self, area: AreaCode, left: Node, right: Node) -> Node:
        """Return the node over two neighbours within an area; SumTooLarge when a sum does not fit."""
        bound = left.lanes + right.lanes + left.sha256 + right.sha256
        return Node(self._sum(left.lanes, right.lanes), sha256(self._join + _code(area) + bound).digest())

    def area(self, area: AreaCode, inner: Node) -> Node:
        """Return an area's own node over the last join of its children."""
        return Node(inner.lanes, sha256(self._area + _code(area) + inner.lanes + inner.sha256).digest())

    def node(self, stations: int, stations_in: int, values: Mapping[str, int], digest: str) -> Node:
        """Return a node from its stored parts; SumTooLarge for a number that does not fit."""
        try:
            return Node(
                self._pack(stations, stations_in, *[values.get(r, 0) for r in self.rows]), bytes.fromhex(digest)
            )
        except struct.error:
            self._complain({**values, "stations": stations, "stations_in": stations_in})
            raise

    def counts(self, node: Node) -> tuple[int, int]:
        """Return how many stations lie below a node, and how many of them are in."""
        stations, stations_in = self._unpack(node.lanes)[:_COUNTS]
        return stations, stations_in

    def values(self, node: Node) -> dict[str, int]:
        """Return a node's sums by row."""
        return dict(zip(self.rows, self._unpack(node.lanes)[_COUNTS:], strict=True))

    def _sum(self, left: bytes, right: bytes) -> bytes:
        one, other = int.from_bytes(left, "big"), int.from_bytes(right, "big")
        if (one | other) & self._high:
            sums = [a + b for a, b in zip(self._unpack(left), self._unpack(right), strict=True)]
            self._complain(dict(zip(("stations", "stations_in", *self.rows), sums, strict=True)))
            return self._pack(*sums)
        return (one + other).to_bytes(self._width, "big")

    def _complain(self, numbers: Mapping[str, int]) -> None:
        for row, value in numbers.items():
            if not 0 <= value <= _LARGEST:
                raise SumTooLarge(row=row, value=value)


def build(scheme: Scheme, leaves: Iterable[tuple[StationCode, Node]], top: AreaCode) -> Iterator[tuple[Key, Node]]:
    """Yield every node of the tree over these stations, given in the order of their codes; `top`'s node comes last."""
    children: list[tuple[str, Node]] = []
    for station, node in leaves:
        yield (station, 0, 0), node
        children.append((station, node))
    for tier in (t for t in reversed(Tier) if tier_of(top).value <= t.value < Tier.STATION.value):
        above: list[tuple[str, Node]] = []
        for code, group in groupby(children, key=lambda child, width=tier.value: child[0][:width]):  # type: ignore[misc]
            area = AreaCode(code)
            inner = [node for _, node in group]
            level = 0
            while len(inner) > 1:
                inner, level = _joined(scheme, area, inner), level + 1
                yield from (((area, level, index), node) for index, node in enumerate(inner))
            own = scheme.area(area, inner[0])
            yield (area, 0, 0), own
            above.append((area, own))
        children = above


def area_over(scheme: Scheme, area: AreaCode, children: Sequence[Node]) -> Node:
    """Return an area's own node over those of all its children, in the order of their codes; there is at least one."""
    inner = list(children)
    while len(inner) > 1:
        inner = _joined(scheme, area, inner)
    return scheme.area(area, inner[0])


def _joined(scheme: Scheme, area: AreaCode, nodes: Sequence[Node]) -> list[Node]:
    pairs = zip(nodes[::2], nodes[1::2], strict=False)
    odd = nodes[-1:] if len(nodes) % 2 else []
    return [*(scheme.join(area, left, right) for left, right in pairs), *odd]


def _code(code: str) -> bytes:
    return code.encode().ljust(_CODE_BYTES, b"\0")
