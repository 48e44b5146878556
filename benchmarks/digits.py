"""`python -m benchmarks.digits --data FILE.npz [--json]`: how well digit boxes are read, beside two other readers.

`accuracy` is the share of the n boxes whose likeliest of 15 classes is their label, `accuracy_11` the same where X,
dash and empty are one class, "no digit". `coverage` is the share accepted, of which `accepted_wrong` are wrong. What is
no box with a label is left out and counted; whatever the file holds, with `--json` the last line is one object.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.other_digit_readers import by_mnist_only, by_tesseract
from benchmarks.scores import between, part
from benchmarks.tried import tried
from ocr.digits import SIDE, recognise
from ocr.signs import CLASSES
from ocr.training.labelled import LabelledBoxes, load
from ocr.training.score import SURE, Score, percent, score
from ocr.training.split import Part
from recap.domain.intervals import at_most

_TESSERACT_SAMPLE = 200
_BOLD = 1e-4
_CONFUSIONS = 12


def main() -> int:
    """Score one file of labelled boxes; 1 if it cannot be opened as one."""
    args = _arguments()
    none = LabelledBoxes(np.empty((0, SIDE, SIDE), np.uint8), np.empty(0, np.int64))
    boxes, error = tried(partial(load, args.data, args.split, corrected=args.corrected), none)
    recognise(boxes.images[:1])  # the model is loaded before the clock starts
    start = time.perf_counter()
    answers = recognise(boxes.images)
    spent = (time.perf_counter() - start) * 1000 / max(1, len(boxes.labels))
    result = score(answers, boxes.labels, args.threshold) if len(boxes.labels) else Score(0, 0, 0, 0, 0.0, 0.0)
    used = f"{args.split} stations only" if args.split else "whole file"
    print(f"{args.data.stem}: {result.n} boxes, {used}, labels {'corrected' if args.corrected else 'as given'} {error}")
    others = {} if args.alone else readers_beside(boxes)
    record = {**_record(result, args, spent), **_bold(answers, boxes), **_by_class(answers, boxes)}
    record |= {"left_out": dict(boxes.left_out), **({"error": error} if error else {})}
    record["others"] = {who: part(right, n) for who, (right, n) in others.items()}
    for line in (*_report(result, args.threshold, spent), *_more(record)):
        print(line)
    print("  label -> said              " + _confusions(answers, boxes))
    for who, (right, n) in others.items():
        print(f"  the digits, by {who:<11} {percent(right, n)}")
    if args.json:
        print(json.dumps(record))
    return 1 if error else 0


def _report(result: Score, threshold: float, spent: float) -> Iterator[str]:
    most = at_most(result.accepted_wrong, result.accepted)
    yield f"  right                      {percent(result.right, result.n)}"
    yield f"  accepted at p >= {threshold:<9} {percent(result.accepted, result.n)}"
    yield f"  of the accepted, right     {percent(result.accepted - result.accepted_wrong, result.accepted)}"
    yield f"  of the accepted, wrong     {result.accepted_wrong}; at most {most:.3%} (95 %, exact, one-sided)"
    yield f"  accepted with none wrong   {result.coverage_at_no_wrong:.2%}"
    yield f"  calibration error          {result.calibration_error:.4f}"
    yield f"  time                       {spent:.3f} ms a box"


def _more(record: Mapping[str, object]) -> Iterator[str]:
    yield f"  stated 1 in 10,000 wrong   {record['coverage_at_1_in_10000']:.2%}, wrong {record['wrong_at_1_in_10000']}"
    yield f"  right over 11 classes      {record['accuracy_11']:.2%}"
    yield f"  right by class             {record['classes']}"
    yield f"  left out                   {record['left_out']}"


def _bold(answers: NDArray[np.float32], boxes: LabelledBoxes) -> dict[str, float | int]:
    """Return how many boxes may pass while the network's own doubts add up to 1 in 10,000 of them, and how many err.

    No label is looked at to choose them, so that the count of errors is a test.
    """
    said, stated = answers.argmax(axis=1), answers.max(axis=1)
    first = np.argsort(-stated, kind="stable")
    first = first[said[first] < CLASSES.index("?")]
    doubts = np.cumsum(1.0 - stated[first].astype(np.float64)) / np.arange(1, len(first) + 1)
    passed = first[: int(np.searchsorted(doubts, _BOLD, side="right"))]
    wrong = int((said[passed] != boxes.labels[passed]).sum())
    return {"coverage_at_1_in_10000": part(len(passed), len(said)), "wrong_at_1_in_10000": wrong}


def _by_class(answers: NDArray[np.float32], boxes: LabelledBoxes) -> dict[str, object]:
    """Return how many of each class there are and how many of them are right, and the share over 11 classes."""
    said = answers.argmax(axis=1)
    there = sorted({int(label) for label in boxes.labels})
    right = {CLASSES[c]: f"{int((said[boxes.labels == c] == c).sum())}/{int((boxes.labels == c).sum())}" for c in there}
    blank = [CLASSES.index(sign) for sign in "X-_"]
    alike = (said == boxes.labels) | (np.isin(said, blank) & np.isin(boxes.labels, blank))
    return {"accuracy_11": round(float(alike.sum()) / max(1, len(said)), 5), "classes": right}


def _confusions(answers: NDArray[np.float32], boxes: LabelledBoxes) -> str:
    said = answers.argmax(axis=1)
    wrong = said != boxes.labels
    pairs, often = np.unique(np.stack([boxes.labels[wrong], said[wrong]], 1), axis=0, return_counts=True)
    top = sorted(zip(often.tolist(), pairs.tolist(), strict=True), reverse=True)[:_CONFUSIONS]
    return ", ".join(f"{CLASSES[label]}->{CLASSES[other]} {count}" for count, (label, other) in top) or "none"


def readers_beside(boxes: LabelledBoxes) -> dict[str, tuple[int, int]]:
    """Return how many of the boxes with a digit this reader and others name rightly, of how many.

    Tesseract, which takes 150 ms for each, gets 200 of them; one that cannot be run is missing.
    """
    digits = _some(boxes, np.nonzero(boxes.labels < CLASSES.index("X"))[0])
    few = _some(digits, np.random.default_rng(0).permutation(len(digits.labels))[:_TESSERACT_SAMPLE])
    readers = {
        "this reader": (_by_this_reader, digits),
        "MNIST alone": (by_mnist_only, digits),
        "Tesseract": (by_tesseract, few),
    }
    found: dict[str, tuple[int, int]] = {}
    for who, (reads, given) in readers.items():
        right, error = tried(partial(reads, given), 0)
        found |= {} if error else {who: (right, len(given.labels))}
    return found


def _by_this_reader(boxes: LabelledBoxes) -> int:
    return int((recognise(boxes.images).argmax(axis=1) == boxes.labels).sum())


def _some(boxes: LabelledBoxes, rows: NDArray[np.int64]) -> LabelledBoxes:
    return LabelledBoxes(boxes.images[rows], boxes.labels[rows])


def _record(result: Score, args: argparse.Namespace, spent: float) -> dict[str, object]:
    return {
        "n": result.n,
        "accuracy": part(result.right, result.n),
        "accuracy_95": between(result.right, result.n),
        "coverage": part(result.accepted, result.n),
        "accepted_wrong": result.accepted_wrong,
        "accepted_wrong_at_most": round(at_most(result.accepted_wrong, result.accepted), 6),
        "threshold": args.threshold,
        "coverage_at_no_wrong": round(result.coverage_at_no_wrong, 5),
        "calibration_error": round(result.calibration_error, 5),
        "ms_per_box": round(spent, 4),
        "split": args.split or "all",
        "labels": "corrected" if args.corrected else "as given",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digits", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="npz with images and labels (or X and y), 10 = X")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--split", choices=[p.value for p in Part], help="only stations of this part (needs groups)")
    parser.add_argument("--corrected", action="store_true", help="use the label corrections of ocr/training")
    parser.add_argument("--threshold", type=float, default=SURE, help="accept from this probability on")
    parser.add_argument("--alone", action="store_true", help="leave the other readers out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
