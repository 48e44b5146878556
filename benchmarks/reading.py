"""Measure the reader on labelled photos: `python -m benchmarks.reading --data DIR [--json]`.

DIR holds `labels.json` (DATA.md). Forms without a layout here are read too, only to see that none of them is accepted.
A photo that raises or kills its reader is one refused for `crashed`. Each page is read by itself, then beside the other
pages of its station's form; those are found by the station that the photo tells, or by the names of the files. With
`--json` the last line is one object:

- `n` labelled numbers, `registrable` of them on photos that were not refused. `accuracy` is the share of these that is
  right **as read**, from the cell alone; `accuracy_of_all` counts those on refused photos as wrong.
- `coverage` is the share of all n that is accepted: sure at the bars calibrated for 1 wrong form in 10,000, and read as
  it is decoded. `accepted_wrong` of them are wrong. `coverage_at_no_wrong` lies above the most certain wrong one.
- `decoded_...` is what the arithmetic of all pages of the form makes of the numbers: a suggestion, never counted above.
- `page_...` are photos: right where all their labelled numbers are, accepted where the decision says so; accuracy again
  over those not refused, coverage over all. `form_...` are all labelled pages of one station together.
- `by_form` says the same of each page of each form: page 2 of C1-PPWP-2019 holds the five numbers of a form.
- `wrong_on_paper` are forms whose true numbers break a sum, on one page or across pages.
- `ablation` leaves evidence out, with the sums of a page's whole form in the last step. Digits alone pass no bar.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import labels, scores
from benchmarks.digits import readers_beside
from benchmarks.kept import as_line, compare
from benchmarks.looks import Look, look_at
from benchmarks.together import Labelled, beside, on_paper
from ocr.digits import SIDE
from ocr.training.labelled import LabelledBoxes

_OF_A_PAGE = frozenset(
    {"n", "registrable", "accuracy", "accuracy_95", "accuracy_of_all", "decoded_accuracy", "coverage"}
)
_BY_FORM = _OF_A_PAGE | {"accepted_wrong", "boxes", "box_accuracy", "reasons"}
_LAST_STEP = "+ arithmetic"


def main() -> None:
    """Read every labelled photo that a layout fits, and print how right the reader was."""
    wishes = _arguments()
    known = labels.load(wishes.data, wishes.only)
    looks, others = look_at(known.truths, known.others, wishes.processes, in_shares=not wishes.alone)
    pages = beside(known.truths, looks, wishes.processes)
    score = _score(pages)
    result = {
        **scores.summary(score),
        "crashed": sum(bool(page.look.crash) for page in pages),
        "left_out": dict(known.left_out),
        "values_left_out": dict(known.values_left_out),
        "wrong_on_paper": on_paper(pages),
        "other_forms": _other_forms(others),
        **({} if wishes.alone else _others(looks)),
        "by_form": {name: _of_page(of) for name, of in _by_page(pages).items()},
    }
    crashes = [f"{page.truth.name}: {page.look.crash}" for page in pages if page.look.crash]
    for line in [*crashes, *score.wrong, *(f"{name:28} {value}" for name, value in result.items())]:
        print(line)
    if wishes.keep:
        wishes.keep.write_text("".join(f"{as_line(sheet)}\n" for sheet in score.sheets), encoding="utf-8")
    if wishes.json:
        print(json.dumps(result))


def _score(pages: Sequence[Labelled]) -> scores.Score:
    score = scores.Score()
    for page in pages:
        truth, reading = page.truth, page.reading
        scores.add(score, truth.name, truth.values, reading, compare(reading, truth.values, page.form, truth.layout))
        for code, written in truth.boxes.items() if reading.cells else ():
            cell = reading.cells.get(code)
            seen = "".join(box.value for box in cell.boxes) if cell else ""
            scores.add_boxes(score, written, seen if len(seen) == len(written) else "?" * len(written))
        shares = {**page.look.shares, _LAST_STEP: reading.cells} if page.look.shares else {}
        for name, cells in shares.items():
            score.steps[name] += scores.found_of(truth.values, cells).values()
    return score


def _by_page(pages: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    names = [f"{page.truth.layout} page {page.truth.page}" for page in pages]
    return {name: [page for page, its in zip(pages, names, strict=True) if its == name] for name in sorted({*names})}


def _of_page(pages: Sequence[Labelled]) -> dict[str, object]:
    figures = scores.summary(_score(pages))
    return {name: value for name, value in figures.items() if name in _BY_FORM or name.startswith("page")}


def _other_forms(looks: Sequence[Look]) -> dict[str, int]:
    """Return what became of photos of forms that no layout here fits: refused, or a person's to see, if all is well."""
    return {"photos": len(looks), **Counter("crashed" if look.crash else look.reading.decision.value for look in looks)}


def _others(looks: Sequence[Look]) -> dict[str, object]:
    """Return how right this reader, Tesseract and a network that knows MNIST alone are on boxes with a digit."""
    crops = np.concatenate([np.empty((0, SIDE, SIDE), np.uint8), *(each.crops for each in looks)])
    signs = "".join(each.signs for each in looks)
    digits = [at for at, sign in enumerate(signs) if sign.isdigit()]
    boxes = LabelledBoxes(crops[digits], np.array([int(signs[at]) for at in digits], np.int64))
    found = {who: scores.part(right, of) for who, (right, of) in readers_beside(boxes).items()}
    return {"digit_boxes": len(digits), "digit_accuracy": found}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with labels.json")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--only", default="", help="only photos whose path or form holds this text")
    parser.add_argument("--alone", action="store_true", help="leave the ablation and the other readers out")
    parser.add_argument("--keep", type=Path, help="write the labelled readings there, for `recap calibrate`")
    parser.add_argument("--processes", type=int, help="reading processes, one a core unless told otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    main()
