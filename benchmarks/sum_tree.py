"""Measures the tree of sums of the whole nation: building it, and changing one station in it.

Run: `.venv/bin/python -m benchmarks.sum_tree` (823,236 stations of 40 rows; `--stations N` for fewer).
"""

import argparse
import resource
from collections.abc import Sequence
from statistics import median
from time import perf_counter, process_time

from recap.domain.election import AreaCode, StationCode, ancestors
from recap.domain.sumproof import climbed, way
from recap.domain.sumtree import Key, Node, Scheme, build

STATIONS = 823_236
"""Stations of the general election of 2024 (DOMAIN.md 5)."""
ROWS = tuple(f"ROW{n:02d}" for n in range(40))
TOP = AreaCode("33")
_IN_VILLAGE, _IN_DISTRICT, _IN_CITY = 10, 12, 14
_CHANGES = 2000


def codes(stations: int) -> list[StationCode]:
    """Return station codes in kelurahan of 10, kecamatan of 12 kelurahan, kota of 14 kecamatan."""
    found = []
    for n in range(stations):
        village, station = divmod(n, _IN_VILLAGE)
        district, village = divmod(village, _IN_DISTRICT)
        city, district = divmod(district, _IN_CITY)
        # One province of the tree has more cities than two digits name; two characters are all that matters here.
        found.append(
            StationCode(f"33{chr(48 + city // 60)}{chr(48 + city % 60)}{district:02d}{village:04d}{station:03d}")
        )
    return sorted(found)


def below(stations: Sequence[StationCode]) -> dict[AreaCode, list[str]]:
    """Return the sorted codes under every area."""
    found: dict[AreaCode, list[str]] = {}
    level: Sequence[str] = stations
    while level:
        areas = list(dict.fromkeys(ancestors(code)[0] for code in level if len(code) > len(TOP)))
        for code in level:
            if len(code) > len(TOP):
                found.setdefault(ancestors(code)[0], []).append(code)
        level = areas
    return found


def asked() -> int:
    """Return how many stations the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=STATIONS)
    return int(parser.parse_args().stations)


def main() -> None:
    """Build, change, print."""
    stations = codes(asked())
    scheme = Scheme("nation-2024.ppwp", ROWS)
    results = [{row: (n * 7 + i) % 300 for i, row in enumerate(ROWS)} for n in range(1000)]
    changing = stations[:: max(1, len(stations) // _CHANGES)]
    children = below(stations)
    ways = {station: way(station, TOP, children) for station in changing}
    wanted = {place for on in ways.values() for one in on for place, _ in one.siblings}

    begun, busy = perf_counter(), process_time()
    leaves = ((code, scheme.leaf(code, 1, 1, results[n % 1000])) for n, code in enumerate(stations))
    kept: dict[Key, Node] = {}
    nodes = 0
    for key, node in build(scheme, leaves, TOP):
        nodes += 1
        if key in wanted:
            kept[key] = node
    took = f"{perf_counter() - begun:.2f} s, of one core {process_time() - busy:.2f} s"
    print(f"built {nodes:,} nodes over {len(stations):,} stations in {took}")

    times = []
    for n, station in enumerate(changing):
        begun = perf_counter()
        leaf = scheme.leaf(station, 1, 2, results[(n + 13) % 1000])
        kept |= climbed(scheme, (station, leaf), ways[station], kept.__getitem__)
        times.append((perf_counter() - begun) * 1000)
    print(f"changed a station: median {median(times):.3f} ms, slowest {max(times):.3f} ms ({len(times):,} changes)")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
