"""`python -m benchmarks.digits --data FILE.npz [--json]`: how well digit boxes are read, beside two other readers."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.other_digit_readers import by_mnist_only, by_tesseract
from ocr.digits import CLASSES, recognise
from ocr.training.labelled import LabelledBoxes, load
from ocr.training.score import SURE, Score, percent, score
from ocr.training.split import Part

_TESSERACT_SAMPLE = 200
_MNIST = "mnist_train.npz"
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
    for line in _report(result, args.threshold, spent):
        print(line)
    print("  label -> said              " + _confusions(answers, boxes))
    for line in () if args.alone else _others(boxes, args.data):
        print(line)
    if args.json:
        print(json.dumps(_record(result, args, spent)))
    return 0


def _report(result: Score, threshold: float, spent: float) -> Iterator[str]:
    yield f"  right                      {percent(result.right, result.n)}"
    yield f"  accepted at p >= {threshold:<9} {percent(result.accepted, result.n)}"
    yield f"  of the accepted, right     {percent(result.accepted - result.accepted_wrong, result.accepted)}"
    yield f"  accepted with none wrong   {result.coverage_at_no_wrong:.2%}"
    yield f"  calibration error          {result.calibration_error:.4f}"
    yield f"  time                       {spent:.3f} ms a box"


def _confusions(answers: NDArray[np.float32], boxes: LabelledBoxes) -> str:
    said = answers.argmax(axis=1)
    wrong = said != boxes.labels
    pairs, often = np.unique(np.stack([boxes.labels[wrong], said[wrong]], 1), axis=0, return_counts=True)
    top = sorted(zip(often.tolist(), pairs.tolist(), strict=True), reverse=True)[:_CONFUSIONS]
    return ", ".join(f"{CLASSES[label]}->{CLASSES[other]} {count}" for count, (label, other) in top) or "none"


def _others(boxes: LabelledBoxes, path: Path) -> Iterator[str]:
    digits = _some(boxes, np.nonzero(boxes.labels < CLASSES.index("X"))[0])
    mnist = next((p for p in (path.parent / _MNIST, path.parent / "other_sources" / _MNIST) if p.exists()), None)
    if mnist:
        yield f"  digits, MNIST alone (3-NN) {percent(by_mnist_only(digits, mnist), len(digits.labels))}"
    few = _some(digits, np.random.default_rng(0).permutation(len(digits.labels))[:_TESSERACT_SAMPLE])
    yield f"  digits, pytesseract        {percent(by_tesseract(few), len(few.labels))}"


def _some(boxes: LabelledBoxes, rows: NDArray[np.int64]) -> LabelledBoxes:
    return LabelledBoxes(boxes.images[rows], boxes.labels[rows])


def _record(result: Score, args: argparse.Namespace, spent: float) -> dict[str, float | int | str]:
    return {
        "n": result.n,
        "accuracy": round(result.right / result.n, 5),
        "coverage": round(result.accepted / result.n, 5),
        "accepted_wrong": result.accepted_wrong,
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
