"""Sums made again: what an area's children add up to, and the hash every place must have in the tree of sums."""

from collections.abc import Iterable, Mapping

from recap.domain.election import AreaCode, StationCode
from recap.domain.sumtree import Node, Scheme, area_over
from recap.verify.scene import Record


def add_up(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums by name."""
    sums: dict[str, int] = {}
    for part in parts:
        for name, value in part.items():
            sums[name] = sums.get(name, 0) + value
    return sums


def values_of(station: Record) -> dict[str, int]:
    """Return the numbers a station adds to the totals: none while it is not counted."""
    return {code: cell["counted"] for code, cell in station["cells"].items()} if station["counted"] else {}


def node_of_station(scheme: Scheme, station: Record) -> Node:
    """Return the node a station's own numbers make."""
    code = StationCode(station["code"])
    if not station["counted"]:
        return scheme.absent(code)
    return scheme.leaf(code, station["count"], station["revision"], values_of(station))


def node_of_area(scheme: Scheme, area: Record) -> Node:
    """Return the node an area's children make, as the area says they are."""
    below = (
        scheme.node(each["stations_total"], each["stations_in"], each["values"], each["node"])
        for each in area["children"]
    )
    return area_over(scheme, AreaCode(area["code"]), list(below))


def claim_of_station(scheme: Scheme, station: Record, sha256: str) -> Record:
    """Return what the kelurahan must say of a station, the packed forms of its record apart."""
    return {
        "code": station["code"],
        "name": f"TPS {station['number']}",
        "object": sha256,
        "node": node_of_station(scheme, station).sha256.hex(),
        "stations_total": 1,
        "stations_in": int(station["counted"]),
        "states": {station["state"]: 1},
        "values": values_of(station),
        "number": station["number"],
        "state": station["state"],
        "counted": station["counted"],
        "revision": station["revision"],
        "changed_at": station["changed_at"],
    }


def claim_of_area(area: Record, sha256: str) -> Record:
    """Return what the area above must say of an area, the packed forms of its record apart."""
    same = ("code", "name", "node", "stations_total", "stations_in", "states", "values")
    return {
        **{name: area[name] for name in same},
        "object": sha256,
        "number": 0,
        "state": "",
        "counted": False,
        "revision": 0,
        "changed_at": max((each["changed_at"] for each in area["children"] if each["changed_at"]), default=None),
    }
