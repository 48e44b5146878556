"""How many form pages pass without a person, and how many wrongly: `python -m benchmarks.specimens [--seed S]`.

Draws, fills and photographs fresh forms of kecamatan Genuk with the given seed, in the demonstration's mix of qualities
and faults, and reads them as the worker does. Another seed is another, unseen set. The limit to compare with is the
cheque reader's of ANCHORS: 75 % through at 1 wrong in 10,000.
"""

import argparse
import json
from collections import Counter
from concurrent.futures import Executor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from ocr.decode import Limits
from ocr.pool import read_with_drawing, readers
from recap.app import definition, examples, layouts
from recap.cli.demo import papers
from recap.domain.election import AreaCode
from recap.domain.reading import Decision, PageReading

_AREA = AreaCode("337405")


def main() -> None:
    """Draw, photograph and read, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    with TemporaryDirectory() as folder, readers() as pool:
        shots = _shots(wishes.stations, wishes.seed, Path(folder))
        list(pool.map(papers.take, shots))
        started = perf_counter()
        readings = _read_all(pool, shots)
        seconds = perf_counter() - started
    result = {**_figures(shots, readings), "pages_per_s": round(len(shots) / seconds, 1)}
    for name, value in result.items():
        print(f"{name:18} {value}")
    if wishes.json:
        print(json.dumps(result))


def _shots(stations: int, seed: int, folder: Path) -> list[papers.Shot]:
    election = definition.read(examples.FOLDER / "semarang-2024", layouts.names())
    filled = papers.fill(election, _AREA, examples.published()[_AREA].votes, seed)[:stations]
    return papers.first_shots(election, election.contests[0], filled, folder, seed)


def _read_all(pool: Executor, shots: list[papers.Shot]) -> list[PageReading]:
    tasks = [pool.submit(_read, shot) for shot in shots]
    return [task.result() for task in tasks]


def _read(shot: papers.Shot) -> PageReading:
    form = layouts.load(shot.contest.layout, len(shot.contest.choices))
    return read_with_drawing(shot.path.read_bytes(), (form,), Limits(), drawn=False)[0]


def _figures(shots: list[papers.Shot], readings: list[PageReading]) -> dict[str, object]:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for shot, reading in zip(shots, readings, strict=True):
        reasons[f"{shot.conditions.quality}:{reading.decision}:{reading.reason}"] += 1
        right = {code: cell.as_read == shot.values[code] for code, cell in reading.cells.items()}
        sure = [code for code, cell in reading.cells.items() if cell.sure]
        accepted = reading.decision is Decision.ACCEPT
        counts.update(n=len(right), right=sum(right.values()), sure=len(sure), accepted=accepted)
        counts.update(accepted_wrong=sum(not right[code] for code in sure))
        counts.update(pages_accepted_wrong=accepted and not all(right.values()))
    return {
        "pages": len(shots),
        "n": counts["n"],
        "accuracy": round(counts["right"] / max(1, counts["n"]), 5),
        "coverage": round(counts["sure"] / max(1, counts["n"]), 5),
        "accepted_wrong": counts["accepted_wrong"],
        "pages_accepted": round(counts["accepted"] / len(shots), 4),
        "pages_accepted_wrong": counts["pages_accepted_wrong"],
        "reasons": dict(sorted(reasons.items())),
    }


if __name__ == "__main__":
    main()
