"""Measures the open data of a whole city: making every file of it from the published records, and KPU's tree.

Run: `.venv/bin/python -m benchmarks.open_data` (the 2,358 stations of Semarang, all counted; numbers are made up).
"""

import csv
import random
from pathlib import Path
from time import process_time

import recap
from aggregation.opendata import exports
from recap.domain import kpu
from recap.domain.opendata.shapes import StationFile
from tests import openfolder, waiting
from tests.filled import VALUES

DATA = Path(recap.__file__).parent / "data/elections/semarang-2024"
ENTRY = {"id": "semarang-2024", "name": "Semarang", "day": "2024-11-27"}
MOST = 600
"""Voters of a station at most, so numbers have the digits of real ones."""


def codes(name: str) -> dict[str, str]:
    """Return the first two columns of a file of the election's definition."""
    with (DATA / name).open(encoding="utf-8") as lines:
        rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    return {row[0]: row[1] for row in rows if row[0].isdigit()}


def station(code: str, names: dict[str, str], chance: random.Random) -> StationFile:
    """Return a counted station with numbers of its own."""
    around = {tier: names[code[:length]] for length, tier in waiting.TIERS.items()}
    made = openfolder.counted(code, {"names": around})
    for cell in made["cells"].values():
        number = chance.randrange(MOST)
        cell |= {"read": number, "keyed": number, "written": number, "counted": number}
    return made


def main() -> None:
    """Make a city, make its files, print."""
    names, chance = codes("areas.csv"), random.Random(1)  # noqa: S311  numbers to write, not to guess
    stations = [station(code, names, chance) for code in codes("stations.csv")]
    head = openfolder.contest()
    files, contest, area = openfolder.folder(head, stations, {k: v for k, v in names.items() if len(k) > len("33")})
    begun = process_time()
    made = exports.of_root(files.__getitem__, ENTRY, contest, area)
    took = process_time() - begun
    print(f"{len(stations)} stations of {len(VALUES)} numbers: all open files in {took:.2f} s of one core")
    print(", ".join(f"{kind} {len(content) / 1e6:.2f} MB" for kind, content in made.items()))
    begun = process_time()
    tree = [kpu.of_station(head, each) for each in stations]
    tree += [kpu.of_area(head, each) for each in openfolder.records(files, "area")]
    took, size = process_time() - begun, sum(len(content) for each in tree for content in each.values())
    print(f"KPU's tree: {sum(map(len, tree))} files, {size / 1e6:.2f} MB in {took:.2f} s of one core")


if __name__ == "__main__":
    main()
