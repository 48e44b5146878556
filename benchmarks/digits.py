"""`python -m benchmarks.digits --data FILE.npz [--json]`: how well digit boxes are read, beside two other readers."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.other_digit_readers import by_mnist_only, by_tesseract
from ocr.digits import CLASSES, recognise
from ocr.training.labelled import LabelledBoxes, load
from ocr.training.score import SURE, Score, percent, score
from ocr.training.split import Part
from recap.domain.intervals import at_most, exact

_TESSERACT_SAMPLE = 200
_BOLD = 1e-4
_CONFUSIONS = 12


def main() -> int:
    """Score one file of labelled boxes."""
    args = _arguments()
    boxes = load(args.data, args.split, corrected=args.corrected)
    recognise(boxes.images[:1])  # the model is loaded before the clock starts
    start = time.perf_counter()
    answers = recognise(boxes.images)
    spent = (time.perf_counter() - start) * 1000 / len(boxes.labels)
    result = score(answers, boxes.labels, args.threshold)
    used = f"{args.split} stations only" if args.split else "whole file"
    print(f"{args.data.stem}: {result.n} boxes, {used}, labels {'corrected' if args.corrected else 'as given'}")
    others = {} if args.alone else _others(boxes)
    record = {**_record(result, args, spent), **_bold(answers, boxes), "classes": _classes(answers, boxes)}
    record["others"] = {who: round(right / max(1, n), 5) for who, (right, n) in others.items()}
    for line in (*_report(result, args.threshold, spent), *_more(record)):
        print(line)
    print("  label -> said              " + _confusions(answers, boxes))
    for who, (right, n) in others.items():
        print(f"  the digits, by {who:<11} {percent(right, n)}")
    if args.json:
        print(json.dumps(record))
    return 0


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
    yield f"  right by class             {record['classes']}"


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
    return {"coverage_at_1_in_10000": round(len(passed) / len(said), 5), "wrong_at_1_in_10000": wrong}


def _classes(answers: NDArray[np.float32], boxes: LabelledBoxes) -> dict[str, str]:
    """Return how many of each class there are and how many of them are right."""
    right = answers.argmax(axis=1) == boxes.labels
    there = sorted({int(label) for label in boxes.labels})
    return {CLASSES[c]: f"{int(right[boxes.labels == c].sum())}/{int((boxes.labels == c).sum())}" for c in there}


def _confusions(answers: NDArray[np.float32], boxes: LabelledBoxes) -> str:
    said = answers.argmax(axis=1)
    wrong = said != boxes.labels
    pairs, often = np.unique(np.stack([boxes.labels[wrong], said[wrong]], 1), axis=0, return_counts=True)
    top = sorted(zip(often.tolist(), pairs.tolist(), strict=True), reverse=True)[:_CONFUSIONS]
    return ", ".join(f"{CLASSES[label]}->{CLASSES[other]} {count}" for count, (label, other) in top) or "none"


def _others(boxes: LabelledBoxes) -> dict[str, tuple[int, int]]:
    """Return how many of the boxes with a digit others name rightly, of how many; and ours on all of them."""
    digits = _some(boxes, np.nonzero(boxes.labels < CLASSES.index("X"))[0])
    few = _some(digits, np.random.default_rng(0).permutation(len(digits.labels))[:_TESSERACT_SAMPLE])
    return {
        "this reader": (int((recognise(digits.images).argmax(axis=1) == digits.labels).sum()), len(digits.labels)),
        "MNIST alone": (by_mnist_only(digits), len(digits.labels)),
        "Tesseract": (by_tesseract(few), len(few.labels)),
    }


def _some(boxes: LabelledBoxes, rows: NDArray[np.int64]) -> LabelledBoxes:
    return LabelledBoxes(boxes.images[rows], boxes.labels[rows])


def _record(result: Score, args: argparse.Namespace, spent: float) -> dict[str, object]:
    return {
        "n": result.n,
        "accuracy": round(result.right / result.n, 5),
        "accuracy_95": [round(end, 5) for end in exact(result.right, result.n)],
        "coverage": round(result.accepted / result.n, 5),
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
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digits", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="npz with images and labels (or X and y), 10 = X")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--split", choices=[p.value for p in Part], help="only stations of this part (needs groups)")
    parser.add_argument("--corrected", action="store_true", help="use the label corrections of ocr/training")
    parser.add_argument("--threshold", type=float, default=SURE, help="accept from this probability on")
    parser.add_argument("--alone", action="store_true", help="leave the other readers out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
