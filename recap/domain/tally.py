"""The numbers of one area: every row of the form, and how many of its stations are in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from recap.domain.election import AreaCode, StationCode, Tier, ancestors


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


def fold(
    tallies: Mapping[AreaCode, Tally], station: StationCode, old: Mapping[str, int] | None, new: Mapping[str, int]
) -> dict[AreaCode, Tally]:
    """Return the tallies that change when one station's result arrives or is superseded: all its ancestors."""
    return {area: tallies.get(area, Tally()).with_change(old, new) for area in ancestors(station)}


def recompute(results: Iterable[tuple[StationCode, Mapping[str, int]]]) -> dict[AreaCode, Tally]:
    """Return all tallies from the latest result of every station, from nothing: the independent checksum."""
    tallies: dict[AreaCode, Tally] = {}
    for station, values in results:
        tallies.update(fold(tallies, station, None, values))
    return tallies


def children_tier(tier: Tier) -> Tier | None:
    """Return the tier below, or None below a station."""
    tiers = list(Tier)
    place = tiers.index(tier) + 1
    return tiers[place] if place < len(tiers) else None
