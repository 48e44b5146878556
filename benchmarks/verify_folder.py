"""Tells how long a stranger needs to check a whole city, and a nation.

Run: `python -m benchmarks.verify_folder [--cities 10]`. Makes, in a temporary folder, a city of 2,358 TPS that
published 50 times in an evening (three photos and one result a TPS), and a province of several such cities that
published twice; checks both as `recap verify` does, without reading photos and, for the city, with them. A nation
(823,236 TPS) is told from the province by the number of stations: every kecamatan is checked alone, so the work grows
with their number.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from recap.domain.election import StationCode
from recap.verify.folder import verify
from recap.verify.outcome import Given
from recap.verify.source import FolderSource
from tests.verifying import City, codes

CITY = 2358
NATION = 823_236
EVERY = 50


def stations(city: str) -> list[StationCode]:
    """Return the codes of a city's polling stations."""
    return codes(16, 11, 14, city)[:CITY]


def made(root: Path, codes_: list[StationCode], area: str, every: int) -> Path:
    """Return a folder to which results came in portions of this size."""
    city = City(root, codes_, area)
    city.publish()
    for start in range(0, len(codes_), every):
        for code in codes_[start : start + every]:
            city.count(code)
        city.publish()
    return root


def busy() -> float:
    """Return the processor seconds used so far by this process and those it has waited for."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def timed(root: Path, *, photos: bool) -> float:
    """Return the processor seconds a check took; stop if it found anything."""
    begin, used = time.perf_counter(), busy()
    report = verify(FolderSource(root), Given(photos=photos, processes=os.cpu_count() or 1))
    taken, used = time.perf_counter() - begin, busy() - used
    if report.failures:
        raise SystemExit(str(report.found.findings[:3]))
    counts = report.found.counts
    print(f"  {counts['station']:>7,} TPS, {counts['manifest']} publications, {counts['record']:,} records, ", end="")
    print(f"{counts['entry']:,} entries, {'with' if photos else 'without'} photos: ", end="")
    print(f"{taken:.1f} s, {used:.1f} s of one processor")
    return used


def main() -> None:
    """Print the seconds of each check, and the memory of the largest process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cities", type=int, default=10)
    cities = parser.parse_args().cities
    with tempfile.TemporaryDirectory() as place:
        print(f"{os.cpu_count()} processors")
        city = made(Path(place) / "city", stations("3374"), "3374", EVERY)
        timed(city, photos=False)
        timed(city, photos=True)
        many = [code for number in range(1, cities + 1) for code in stations(f"33{number:02d}")]
        province = made(Path(place) / "province", many, "33", len(many))
        taken = timed(province, photos=False)
    print(f"nation, {NATION:,} TPS: about {taken * NATION / len(many) / 60:.0f} min of one processor")
    print(f"memory: {max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
