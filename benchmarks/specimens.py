"""How many form pages pass without a person, and how many wrongly: `python -m benchmarks.specimens [--seed S]`.

Draws, fills and photographs fresh forms of Semarang, kecamatan Genuk first, with the given seed, in the demonstration's
mix of qualities and faults, and reads them as the worker does: each page by itself, then the pages of a form together.
Another seed is another, unseen set; more stations than the city has are drawn with the seeds that follow. A form is
accepted when all its pages are, of which refused ones are taken again once, as the phone asks for at once;
`first_forms_accepted` counts first photos alone. No reader should let a form pass whose paper does not add up:
`forms_that_add_up` tells how many of the others do. To compare with: the cheque reader of ANCHORS, 75 % through at 1
wrong in 10,000. `--keep FILE` writes readings and truth as they come, for `recap calibrate`. `peak_mb` is the most
memory that a process which only reads ever held; others draw and photograph.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TextIO

from benchmarks import kept
from benchmarks.looks import SHARES
from benchmarks.scores import between, coverage_without_error, part
from benchmarks.shots import ALL, Hands, Taken, first_shots, in_city, parts
from ocr.pool import readers
from ocr.risk import labelled
from ocr.risk.labelled import Sheet
from recap.app import layouts
from recap.cli.demo import papers
from recap.domain.intervals import at_most
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import Severity, check, rules_for

_AT_ONCE = 50
"""So many stations are drawn and read before their figures are added up: all of them would not fit into memory."""


@dataclass(slots=True)
class Sum:
    """What has been counted so far, and of every whole form whether it passed and is right."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    forms: list[Sheet] = field(default_factory=list)
    seconds: float = 0.0
    peak_mb: int = 0


def main() -> None:
    """Draw, photograph and read, and print the figures; with `--json` the last line is one object."""
    wishes = _arguments()
    total, end = Sum(), monotonic() + 60 * wishes.minutes
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        makers, pool = (stack.enter_context(readers(wishes.processes)) for _ in range(2))
        file = stack.enter_context(wishes.keep.open("w", encoding="utf-8")) if wishes.keep else None
        for seed, shots in _some(wishes.stations, wishes.seed, folder):
            _add(total, Hands(makers, pool, wishes.using).take(shots), seed, file)
            print(f"\r{len(total.forms)} of {wishes.stations} forms", end="", file=sys.stderr, flush=True)
            if monotonic() > end:
                break
    print(file=sys.stderr)
    result = _figures(total)
    for name, value in result.items():
        print(f"{name:30} {value}")
    if wishes.json:
        print(json.dumps(result))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.specimens", description=__doc__)
    parser.add_argument("--stations", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--using", choices=SHARES, default=ALL, help="leave the later evidence out")
    parser.add_argument("--keep", type=Path, help="write the labelled readings there, for `recap calibrate`")
    parser.add_argument("--minutes", type=float, default=inf, help="stop then, and tell of the forms read so far")
    parser.add_argument("--processes", type=int, help="one a core unless told otherwise")
    return parser.parse_args()


def _some(stations: int, seed: int, folder: Path) -> Iterator[tuple[int, Sequence[papers.Shot]]]:
    """Yield a seed and photos to be taken with it, some stations at a time."""
    city = in_city()
    for more, done in enumerate(range(0, stations, city)):
        shots = first_shots(min(city, stations - done), seed + more, folder)
        for some in parts(shots, _AT_ONCE):
            yield seed + more, some


def _add(total: Sum, taken: Taken, seed: int, file: TextIO | None) -> None:
    """Add the figures of some stations, and write their readings down."""
    first = [_sheet(*each, seed) for each in zip(taken.shots, taken.first, strict=True)]
    whole = labelled.forms(_sheet(*each, seed) for each in zip(taken.shots, taken.whole, strict=True))
    if file is not None:
        file.writelines(f"{kept.as_line(sheet)}\n" for sheet in first)
        file.flush()
    total.forms += whole
    total.seconds += taken.seconds
    total.peak_mb = max(total.peak_mb, taken.peak_mb)
    total.counts["first_forms"] += sum(form.accepted for form in labelled.forms(first))
    sound = {f"{seed}:{shot.identity.station}" for shot in taken.shots if _adds_up(shot)}
    total.counts["sound"] += len(sound)
    total.counts["sound_accepted"] += sum(form.accepted for form in whole if form.form in sound)
    for shot, reading in zip(taken.shots, taken.first, strict=True):
        total.reasons[f"{shot.conditions.quality}:{reading.decision}:{reading.reason}"] += 1
        total.counts.update(_count(shot, reading))


def _sheet(shot: papers.Shot, reading: PageReading, seed: int) -> Sheet:
    form = layouts.load(shot.contest.layout, len(shot.contest.choices))
    written = {code: shot.values[code] for code in form.page(shot.page).codes}
    return kept.compare(reading, written, f"{seed}:{shot.identity.station}", shot.contest.layout)


def _adds_up(shot: papers.Shot) -> bool:
    broken = check(shot.values, rules_for(len(shot.contest.choices)))
    return all(each.severity is Severity.WARNING for each in broken)


def _count(shot: papers.Shot, reading: PageReading) -> Mapping[str, int]:
    right = {code: cell.as_read == shot.values[code] for code, cell in reading.cells.items()}
    sure = [code for code, cell in reading.cells.items() if cell.sure]
    accepted = reading.decision is Decision.ACCEPT
    return {
        "pages": 1,
        "n": len(right),
        "right": sum(right.values()),
        "sure": len(sure),
        "accepted": accepted,
        "accepted_wrong": sum(not right[code] for code in sure),
        "pages_accepted_wrong": accepted and not all(right.values()),
    }


def _figures(total: Sum) -> dict[str, object]:
    counts = total.counts
    return {
        "pages": counts["pages"],
        "n": counts["n"],
        "accuracy": part(counts["right"], counts["n"]),
        "coverage": part(counts["sure"], counts["n"]),
        "accepted_wrong": counts["accepted_wrong"],
        "accepted_wrong_at_most": round(at_most(counts["accepted_wrong"], counts["sure"]), 6),
        "pages_accepted": part(counts["accepted"], counts["pages"]),
        "pages_accepted_95": between(counts["accepted"], counts["pages"]),
        "pages_accepted_wrong": counts["pages_accepted_wrong"],
        "pages_accepted_wrong_at_most": round(at_most(counts["pages_accepted_wrong"], counts["accepted"]), 6),
        "reasons": dict(sorted(total.reasons.items())),
        **_forms(total),
        "pages_per_core_s": round(counts["pages"] / total.seconds, 1),
        "peak_mb": total.peak_mb,
    }


def _forms(total: Sum) -> Mapping[str, object]:
    """Return how many whole forms pass at the bars in force: with first photos alone, and with those taken again."""
    forms, counts = total.forms, total.counts
    passed = [form for form in forms if form.accepted]
    wrong = sum(form.wrong for form in passed)
    return {
        "forms": len(forms),
        "first_forms_accepted": part(counts["first_forms"], len(forms)),
        "forms_accepted": part(len(passed), len(forms)),
        "forms_accepted_95": between(len(passed), len(forms)),
        "forms_accepted_wrong": wrong,
        "forms_accepted_wrong_at_most": round(at_most(wrong, len(passed)), 6),
        "forms_that_add_up": counts["sound"],
        "forms_that_add_up_accepted": part(counts["sound_accepted"], counts["sound"]),
        "form_coverage_at_no_wrong": part(round(coverage_without_error(forms) * len(forms)), len(forms)),
    }


if __name__ == "__main__":
    main()
