"""How many form pages pass without a person, and how many wrongly: `python -m benchmarks.specimens [--seed S]`.

Draws, fills and photographs fresh forms of Semarang, kecamatan Genuk first, with the given seed, in the demonstration's
mix of qualities and faults, and reads them as the worker does: each page by itself, then the pages of a form together.
Another seed is another, unseen set. A form is accepted when all its pages are, of which refused ones are taken again
once, as the phone asks for at once; `first_forms_accepted` counts first photos alone. To compare with: the cheque
reader of ANCHORS, 75 % through at 1 wrong in 10,000. `--keep FILE` writes readings and truth, for `recap calibrate`.
`peak_mb` is the most memory that a process which only reads ever held; others draw and photograph.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks import kept
from benchmarks.looks import SHARES
from benchmarks.scores import between, coverage_without_error, part
from ocr.decode import Limits
from ocr.pool import readers
from ocr.read import Expected, read
from ocr.risk import labelled
from ocr.risk.labelled import Sheet
from ocr.station import decode_station
from ocr.witness import Place
from recap.app import definition, examples, layouts
from recap.cli.demo import papers
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.intervals import at_most
from recap.domain.reading import Decision, PageReading
from recap.domain.rules import rules_for

_FIRST = AreaCode("337405")
_ALL = "+ arithmetic"


def main() -> None:
    """Draw, photograph and read, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.specimens", description=__doc__)
    parser.add_argument("--stations", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--using", choices=SHARES, default=_ALL, help="leave the later evidence out")
    parser.add_argument("--keep", type=Path, help="write the labelled readings there, for `recap calibrate`")
    parser.add_argument("--processes", type=int, help="one a core unless told otherwise")
    wishes = parser.parse_args()
    with TemporaryDirectory() as folder:
        shots = first_shots(wishes.stations, wishes.seed, Path(folder))
        done = _take_and_read(shots, wishes.using, wishes.processes)
        first = [reading for reading, _, _ in done]
        retaken = _retaken(shots, first, wishes)
    together = _together if wishes.using == _ALL else _alone
    readings = together(shots, first)
    sheets = _sheets(shots, readings, wishes.seed)
    whole = _sheets(shots, together(shots, retaken), wishes.seed)
    result = {**_figures(shots, readings), **_forms(sheets, whole), **_cost(done)}
    for name, value in result.items():
        print(f"{name:30} {value}")
    if wishes.keep:
        wishes.keep.write_text("".join(f"{kept.as_line(sheet)}\n" for sheet in sheets), encoding="utf-8")
    if wishes.json:
        print(json.dumps(result))


def first_shots(stations: int, seed: int, folder: Path) -> list[papers.Shot]:
    """Return the photos to be taken of so many stations' forms, in the demonstration's mix of qualities and faults.

    ValueError if the city has fewer stations.
    """
    election = definition.read(examples.FOLDER / "semarang-2024", layouts.names())
    if stations > len(election.stations):
        message = f"{election.id} has {len(election.stations)} stations"
        raise ValueError(message)
    votes = {area: one.votes for area, one in examples.published().items()}
    areas = sorted(votes, key=lambda area: (area != _FIRST, area))
    filled = [paper for area in areas for paper in papers.fill(election, area, votes[area], seed)]
    return papers.first_shots(election, election.contests[0], filled[:stations], folder, seed)


def _take_and_read(
    shots: Sequence[papers.Shot], using: str, processes: int | None
) -> list[tuple[PageReading, float, int]]:
    """Return of each photo, which is made and thrown away, what `_read` does."""
    with readers(processes) as makers, readers(processes) as pool:
        taken = (shot for shot, _ in zip(shots, makers.map(papers.take, shots), strict=True))
        return list(pool.map(partial(_read, using=using), taken))


def _read(shot: papers.Shot, using: str) -> tuple[PageReading, float, int]:
    """Return the reading of a photo, the seconds of a core it took, and the most memory of this process so far, MB."""
    photo = shot.path.read_bytes()
    shot.path.unlink()
    form = layouts.load(shot.contest.layout, len(shot.contest.choices))
    sheet = shot.identity
    place = Place(sheet.district, sheet.village)
    expected = Expected(ContestId(sheet.contest), StationCode(sheet.station), sheet.heading, sheet.count, place)
    started = process_time()
    reading = read(photo, (form,), expected, Limits(), using=SHARES[using]).reading
    return reading, process_time() - started, getrusage(RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000


def _retaken(
    shots: Sequence[papers.Shot], first: Sequence[PageReading], wishes: argparse.Namespace
) -> list[PageReading]:
    """Return the readings with those of refused photos replaced by what is read when the photo is taken again."""
    refused = [number for number, reading in enumerate(first) if reading.decision is Decision.REFUSE]
    again = [papers.again(shots[number]) for number in refused]
    done = _take_and_read(again, wishes.using, wishes.processes)
    anew = {number: reading for number, (reading, _, _) in zip(refused, done, strict=True)}
    return [anew.get(number, reading) for number, reading in enumerate(first)]


def _cost(done: Sequence[tuple[PageReading, float, int]]) -> Mapping[str, object]:
    seconds = sum(spent for _, spent, _ in done)
    return {"pages_per_core_s": round(len(done) / seconds, 1), "peak_mb": max(peak for _, _, peak in done)}


def _alone(_shots: Sequence[papers.Shot], readings: Sequence[PageReading]) -> list[PageReading]:
    return list(readings)


def _together(shots: Sequence[papers.Shot], alone: Sequence[PageReading]) -> list[PageReading]:
    """Return the readings as they are beside those of their form's other pages."""
    forms: dict[str, dict[int, PageReading]] = defaultdict(dict)
    for shot, reading in zip(shots, alone, strict=True):
        forms[shot.identity.station][shot.page] = reading
    rules = rules_for(len(shots[0].contest.choices)) if shots else ()
    decoded = {station: decode_station(pages, rules) for station, pages in forms.items()}
    return [decoded[shot.identity.station][shot.page] for shot in shots]


def _sheets(shots: Sequence[papers.Shot], readings: Sequence[PageReading], seed: int) -> list[Sheet]:
    return [_sheet(shot, reading, seed) for shot, reading in zip(shots, readings, strict=True)]


def _sheet(shot: papers.Shot, reading: PageReading, seed: int) -> Sheet:
    form = layouts.load(shot.contest.layout, len(shot.contest.choices))
    written = {code: shot.values[code] for code in form.page(shot.page).codes}
    return kept.compare(reading, written, f"{seed}:{shot.identity.station}", shot.contest.layout)


def _figures(shots: Sequence[papers.Shot], readings: Sequence[PageReading]) -> dict[str, object]:
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
        "accuracy": part(counts["right"], counts["n"]),
        "coverage": part(counts["sure"], counts["n"]),
        "accepted_wrong": counts["accepted_wrong"],
        "accepted_wrong_at_most": round(at_most(counts["accepted_wrong"], counts["sure"]), 6),
        "pages_accepted": part(counts["accepted"], len(shots)),
        "pages_accepted_95": between(counts["accepted"], len(shots)),
        "pages_accepted_wrong": counts["pages_accepted_wrong"],
        "pages_accepted_wrong_at_most": round(at_most(counts["pages_accepted_wrong"], counts["accepted"]), 6),
        "reasons": dict(sorted(reasons.items())),
    }


def _forms(first: Sequence[Sheet], whole: Sequence[Sheet]) -> Mapping[str, object]:
    """Return how many whole forms pass at the bars in force: with first photos alone, and with those taken again."""
    forms = labelled.forms(whole)
    passed = [form for form in forms if form.accepted]
    wrong = sum(form.wrong for form in passed)
    at_first = sum(form.accepted for form in labelled.forms(first))
    return {
        "forms": len(forms),
        "first_forms_accepted": part(at_first, len(forms)),
        "forms_accepted": part(len(passed), len(forms)),
        "forms_accepted_95": between(len(passed), len(forms)),
        "forms_accepted_wrong": wrong,
        "forms_accepted_wrong_at_most": round(at_most(wrong, len(passed)), 6),
        "form_coverage_at_no_wrong": part(round(coverage_without_error(forms) * len(forms)), len(forms)),
    }


if __name__ == "__main__":
    main()
