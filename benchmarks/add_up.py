"""How long does adding up take? A full recomputation, and one station's change, over so many polling stations.

`python -m benchmarks.add_up [STATIONS]`; the nation has 823,236.
"""

import sys
from collections.abc import Mapping
from random import Random
from time import perf_counter

from recap.domain.election import AreaCode, StationCode
from recap.domain.rules import codes_of
from recap.domain.tally import Tally, areas_above, recompute

CITY_LIKE = 100_000
CHOICES = 2
NATION = AreaCode("")
STATIONS_PER_VILLAGE, VILLAGES_PER_DISTRICT, DISTRICTS_PER_CITY, CITIES_PER_PROVINCE = 10, 12, 14, 14
CHANGES = 20_000


def code(number: int) -> StationCode:
    """Return the code of a made-up station; the nation's tree is about as deep and wide as the real one."""
    village, station = divmod(number, STATIONS_PER_VILLAGE)
    district, in_district = divmod(village, VILLAGES_PER_DISTRICT)
    city, in_city = divmod(district, DISTRICTS_PER_CITY)
    province, in_province = divmod(city, CITIES_PER_PROVINCE)
    return StationCode(f"{province:02d}{in_province:02d}{in_city:02d}{in_district:04d}{station:03d}")


def changes_a_second(forms: list[Mapping[str, int]], stations: list[StationCode], chance: Random) -> float:
    """Replace results one by one in the kept tallies of all areas above, and return how many a second."""
    tallies: dict[AreaCode, Tally] = {}
    begun = perf_counter()
    for _ in range(CHANGES):
        for area in areas_above(chance.choice(stations), NATION):
            tallies[area] = tallies.get(area, Tally()).with_change(chance.choice(forms), chance.choice(forms))
    return CHANGES / (perf_counter() - begun)


def main() -> None:
    """Print both figures."""
    chance = Random(2024)  # noqa: S311  numbers for a benchmark
    count = int(sys.argv[1]) if sys.argv[1:] else CITY_LIKE
    rows = codes_of(CHOICES)
    forms: list[Mapping[str, int]] = [{row: chance.randrange(600) for row in rows} for _ in range(500)]
    stations = [code(number) for number in range(count)]
    begun = perf_counter()
    recompute(((station, forms[number % len(forms)]) for number, station in enumerate(stations)), NATION)
    seconds = perf_counter() - begun
    print(
        f"full recomputation of {count} stations x {len(rows)} rows: {seconds:.2f} s ({count / seconds:.0f} stations/s)"
    )
    print(f"incremental: {changes_a_second(forms, stations, chance):.0f} results/s")


if __name__ == "__main__":
    main()
