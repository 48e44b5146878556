"""How good a set of answers is: shares with their uncertainty, coverage, calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.signs import CLASSES
from recap.domain.intervals import wilson

SURE = 0.98
"""A box is counted as accepted from this probability on; set beforehand, not tuned on any boxes."""

_BINS = 15


@dataclass(frozen=True, slots=True)
class Score:
    """What came out of reading labelled boxes."""

    n: int
    right: int
    accepted: int
    accepted_wrong: int
    coverage_at_no_wrong: float
    calibration_error: float


def score(answers: NDArray[np.float32], labels: NDArray[np.int64], threshold: float = SURE) -> Score:
    """Return the score; a box said to be struck out is always shown to a person, so it is never accepted."""
    said, stated = answers.argmax(axis=1), answers.max(axis=1)
    right = said == labels
    settled = said < CLASSES.index("?")
    accepted = (stated >= threshold) & settled
    worst = float(stated[~right & settled].max(initial=0.0))
    return Score(
        n=len(labels),
        right=int(right.sum()),
        accepted=int(accepted.sum()),
        accepted_wrong=int((accepted & ~right).sum()),
        coverage_at_no_wrong=float(((stated > worst) & settled).mean()),
        calibration_error=_calibration_error(stated, right),
    )


def percent(part: int, whole: int) -> str:
    """Return a share with its counts and its 95 % interval."""
    low, high = wilson(part, whole)
    return f"{part / max(whole, 1):.2%} ({part} of {whole}; 95 % interval {low:.2%} to {high:.2%})"


def _calibration_error(stated: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    # The mean gap between stated probability and share right, over equally filled bins.
    order = np.argsort(stated)
    gaps = [
        abs(float(said.mean()) - float(true.mean())) * len(said)
        for said, true in zip(np.array_split(stated[order], _BINS), np.array_split(right[order], _BINS), strict=True)
        if len(said)
    ]
    return sum(gaps) / max(len(right), 1)
