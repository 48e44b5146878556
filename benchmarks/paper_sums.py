"""How often does the paper itself not add up, and by how much? `python -m benchmarks.paper_sums --data FILE.csv.gz`.

FILE is `results/tps_2019/tps_2019_ppwp.csv.gz` of DATA.md: what KPU typed beside what a crowd typed. Only stations of
which both read the same five numbers count, so that what does not add up is the paper and no reader. The figures are
the priors of `ocr/joint.py`.
"""

import argparse
import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_FIELDS = ("pas1", "pas2", "sah", "tsah", "jum")
_SMALL = 10


def main() -> None:
    """Count, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.paper_sums", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    result = _figures(wishes.data)
    for name, value in result.items():
        print(f"{name:30} {value}")
    if wishes.json:
        print(json.dumps(result))


def _figures(file: Path) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for first, second, valid, invalid, total in _agreed(file):
        nine, ten = valid - first - second, total - valid - invalid
        slip = nine != 0 and nine == -ten
        counts.update(n=1, r9=nine != 0, r10=ten != 0, both=nine != 0 != ten, slip=slip)
        counts.update(slip_small=slip and abs(nine) < _SMALL, slip_by_one=slip and abs(nine) == 1)
        counts.update(slip_round=slip and nine % _SMALL == 0)
    n, slips = counts["n"], counts["slip"]
    return {
        "n": n,
        "r9_broken": counts["r9"] / n,
        "r10_broken": counts["r10"] / n,
        "both_broken": counts["both"] / n,
        "both_if_independent": counts["r9"] * counts["r10"] / n**2,
        "valid_votes_alone_wrong": slips / n,
        "of_these_by_less_than_ten": counts["slip_small"] / slips,
        "of_these_by_one": counts["slip_by_one"] / slips,
        "of_these_by_whole_tens": counts["slip_round"] / slips,
    }


def _agreed(file: Path) -> Iterator[tuple[int, ...]]:
    """Yield candidate 1, candidate 2, valid, invalid and total of every station that both read alike."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            theirs, ours = ([row[f"{who}_{field}"] for field in _FIELDS] for who in ("kpu", "kp"))
            if theirs == ours and all(value.isdigit() for value in theirs) and int(theirs[-1]) > 0:
                yield tuple(int(value) for value in theirs)


if __name__ == "__main__":
    main()
