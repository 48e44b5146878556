"""Measure the reader on labelled photos: `python -m benchmarks.reading --data DIR [--json]`.

DIR holds `labels.json` (DATA.md); forms without a layout here are left out and counted. With `--json` the last line is
one object. A number counts as accepted when the reader is sure of it; a form when its decision is accept, at the bars
calibrated for 1 wrong in 10,000. Numbers are those read from the cell alone; `_under_sums` counts what the form's
arithmetic makes of them, which is suggested and never counted. `coverage_at_no_wrong` is what lies above the most
certain wrong one.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from benchmarks import labels, scores
from benchmarks.kept import as_line, compare
from benchmarks.labels import Truth
from benchmarks.looks import Look, look
from benchmarks.other_digit_readers import by_mnist_only, by_tesseract
from ocr.digits import SIDE, recognise
from ocr.pool import readers
from ocr.risk.labelled import Sheet
from ocr.training.labelled import LabelledBoxes
from recap.cli.read import known_forms

_BY_FORM = ("n", "accuracy", "coverage", "accepted_wrong", "forms", "form_accuracy", "form_accuracy_95")
_BY_FORM_TOO = ("form_accuracy_under_sums", "form_coverage", "forms_accepted_wrong", "reasons")


def main() -> None:
    """Read every labelled photo that a layout fits, and print how right the reader was."""
    wishes = _arguments()
    truths, left_out = labels.load(wishes.data, wishes.only)
    with readers(wishes.processes) as pool:
        looks = _looks(pool, truths, ablation=not wishes.alone)
    score = scores.Score()
    sheets = [_add(score, truth, found) for truth, found in zip(truths, looks, strict=True)]
    result = {**scores.summary(score), "left_out": left_out, **_paper(truths, looks)}
    result |= {} if wishes.alone else _others(looks)
    result["by_form"] = {form: _of_form(form, truths, looks) for form in sorted({t.layout for t in truths})}
    for line in [*score.wrong, *(f"{name:28} {value}" for name, value in result.items())]:
        print(line)
    if wishes.keep:
        wishes.keep.write_text("".join(f"{as_line(sheet)}\n" for sheet in sheets), encoding="utf-8")
    if wishes.json:
        print(json.dumps(result))


def _looks(pool: Executor, truths: Sequence[Truth], *, ablation: bool) -> list[Look]:
    forms = known_forms(None, None)
    tasks = [pool.submit(look, truth, forms, in_shares=ablation) for truth in truths]
    return [task.result() for task in tasks]


def _add(score: scores.Score, truth: Truth, found: Look) -> Sheet:
    sheet = compare(found.reading, truth.values, truth.path.stem, truth.layout)
    scores.add(score, truth.path.name, truth.values, found.reading, sheet)
    scores.add_steps(score, truth.values, found.shares)
    for code, written in truth.boxes.items():
        cell = found.reading.cells.get(code)
        seen = "".join(box.value for box in cell.boxes) if cell else ""
        scores.add_boxes(score, written, seen[: len(written)].ljust(len(written), "?"))
    return sheet


def _of_form(form: str, truths: Sequence[Truth], looks: Sequence[Look]) -> Mapping[str, object]:
    score = scores.Score()
    for truth, found in zip(truths, looks, strict=True):
        if truth.layout == form:
            _add(score, truth, found)
    return {name: value for name, value in scores.summary(score).items() if name in _BY_FORM + _BY_FORM_TOO}


def _paper(truths: Sequence[Truth], looks: Sequence[Look]) -> Mapping[str, int]:
    """Return how many papers do not add up by themselves, how many of those were reported, and how many repaired."""
    wrong = [(truth, each.reading) for truth, each in zip(truths, looks, strict=True) if truth.breaks]
    told = sum(truth.breaks <= set(reading.discrepancies) for truth, reading in wrong)
    repaired = sum(bool(reading.cells) and not reading.discrepancies for _, reading in wrong)
    return {"wrong_on_paper": len(wrong), "wrong_on_paper_told": told, "wrong_on_paper_made_to_fit": repaired}


def _others(looks: Sequence[Look]) -> Mapping[str, object]:
    """Return how right ours, Tesseract and a network that knows MNIST alone are on the same boxes with a digit."""
    crops = np.concatenate([each.crops for each in looks]) if looks else np.empty((0, SIDE, SIDE), np.uint8)
    signs = "".join(each.signs for each in looks)
    known = [at for at, sign in enumerate(signs) if sign.isdigit()]
    boxes = LabelledBoxes(crops[known], np.array([int(signs[at]) for at in known], np.int64))
    right = {
        "ours": int((recognise(boxes.images).argmax(axis=1) == boxes.labels).sum()),
        "tesseract": by_tesseract(boxes),
        "mnist": by_mnist_only(boxes),
    }
    return {"digit_boxes": len(known), "digit_accuracy": {who: scores.part(n, len(known)) for who, n in right.items()}}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with labels.json")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--only", default="", help="only photos whose path or form holds this text")
    parser.add_argument("--alone", action="store_true", help="leave the ablation and the other readers out")
    parser.add_argument("--keep", type=Path, help="write the labelled readings there, for `recap calibrate`")
    parser.add_argument("--processes", type=int, help="reading processes, one a core unless told otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    main()
