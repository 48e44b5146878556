"""The numbers of one area: every row of the form, and how many of its stations are in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from recap.domain.election import AreaCode, StationCode, ancestors

STATIONS_IN = "stations_in"
"""The name under which a comparison reports a wrong number of stations."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the accepted stations of one area (rekap)."""

    stations_in: int = 0
    values: Mapping[str, int] = field(default_factory=dict)

    def with_change(self, old: Mapping[str, int] | None, new: Mapping[str, int]) -> "Tally":
        """Return the tally after one station's result replaces its earlier one (None if it is its first)."""
        before = old or {}
        codes = self.values.keys() | before.keys() | new.keys()
        sums = {c: self.values.get(c, 0) - before.get(c, 0) + new.get(c, 0) for c in sorted(codes)}
        return replace(self, stations_in=self.stations_in + (old is None), values=sums)


def areas_above(station: StationCode, top: AreaCode) -> tuple[AreaCode, ...]:
    """Return the areas a station's numbers enter in a contest of area `top`: its kelurahan first, `top` last."""
    return tuple(area for area in ancestors(station) if area.startswith(top))


def recompute(results: Iterable[tuple[StationCode, Mapping[str, int]]], top: AreaCode) -> dict[AreaCode, Tally]:
    """Return all tallies from the latest result of every station, from nothing: the independent checksum.

    It shares no arithmetic with `Tally.with_change`, and does not add up by way of the tiers between.
    """
    stations: dict[AreaCode, int] = {}
    sums: dict[AreaCode, dict[str, int]] = {}
    for station, values in results:
        for area in areas_above(station, top):
            stations[area] = stations.get(area, 0) + 1
            totals = sums.setdefault(area, {})
            for code, value in values.items():
                totals[code] = totals.get(code, 0) + value
    return {area: Tally(stations[area], sums[area]) for area in sums}


def differing(one: Mapping[AreaCode, Tally], other: Mapping[AreaCode, Tally]) -> list[tuple[AreaCode, str]]:
    """Return every area and row in which two sets of tallies differ; what is missing counts as nothing in."""
    found: list[tuple[AreaCode, str]] = []
    for area in sorted(one.keys() | other.keys()):
        left, right = one.get(area, Tally()), other.get(area, Tally())
        if left.stations_in != right.stations_in:
            found.append((area, STATIONS_IN))
        rows = sorted(left.values.keys() | right.values.keys())
        found += [(area, row) for row in rows if left.values.get(row, 0) != right.values.get(row, 0)]
    return found
