"""Multiply what boxes and bubbles say of one number into a distribution over numbers.

For boxes b1..bk a number v is written as blanks (X, dash or empty), then zeros, then its digits, in this order only:
P(b | v) = sum over j of prod(blank_i, i <= j) * prod(zero_i, j < i <= m) * prod(digit_i, i > m), m = leading places.
Each encoding carries an outlier term: the recogniser may fail in a way its score does not know, and people do fill
wrong bubbles. All boxes empty means that nothing was written, which is not the number 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from ocr.bubbles import NONE, Bubbles
from ocr.signs import BLANKS

_CROSS, _DASH, _EMPTY = BLANKS
_KINDS = 13
"""So many of the classes are signs; the others, struck out and dirt, say nothing of what should stand there."""
_BOX_OUTLIER = 1e-3
"""A box may hold ink that the network has not been shown; its own calibrated score does not cover this."""
_BUBBLE_OUTLIER = 0.03
"""Part of columns where people fill a wrong bubble; real 2024 forms show one or two in a hundred."""
_BUBBLE_FORGOTTEN = 0.04
_BLANK_FILLED = 0.6
"""Part of leading blanks whose 0 bubble is filled; the others have none (DOMAIN.md 1.4 shows both)."""


@dataclass(frozen=True, slots=True)
class Belief:
    """The probability of every number of so many digits, and that nothing is written."""

    numbers: NDArray[np.float64]
    nothing: float

    @property
    def best(self) -> int | None:
        """Return the likeliest number, None if it is likelier that none is written."""
        value = int(self.numbers.argmax())
        return None if self.nothing > self.numbers[value] else value

    @property
    def score(self) -> float:
        """Return the probability of the best answer."""
        return float(max(self.nothing, self.numbers.max()))


def fuse(boxes: NDArray[np.floating], bubbles: Bubbles | None, beside: Sequence[NDArray[np.float64]] = ()) -> Belief:
    """Return what boxes [k, 15], bubbles and what stands `beside` (chances of each number) say together.

    Encodings are taken for independent given the number, which their outlier terms make safe: none can outvote the
    others by more than its own rate of being about something else.
    """
    chances = _widened(np.asarray(boxes, np.float64))
    numbers = _written(chances)
    nothing = float(chances[:, _EMPTY].prod())
    if bubbles is not None:
        numbers = numbers * _bubbled(bubbles.columns)
        nothing *= float((_outlying(bubbles.columns)[:, NONE]).prod())
    for said in beside:
        numbers = numbers * said
        # Words or marks beside empty boxes say that something is written; how much is for a person to see.
        nothing *= float(said.min())
    total = numbers.sum() + nothing
    return Belief(numbers / total, nothing / total)


def by_bubbles(bubbles: Bubbles) -> NDArray[np.float64]:
    """Return the probability of each number by its bubbles alone."""
    likely = _bubbled(bubbles.columns)
    return np.asarray(likely / likely.sum())


def _widened(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the boxes' chances with dirt and outliers spread over everything that can be written."""
    kept = boxes[:, :_KINDS] * (1 - _BOX_OUTLIER)
    left = boxes[:, _KINDS:].sum(axis=1, keepdims=True) * (1 - _BOX_OUTLIER) + _BOX_OUTLIER
    return np.asarray(kept + left / _KINDS)


def _written(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    places = len(chances)
    digits, lead = _numbers(places)
    blank = chances[:, _CROSS] + chances[:, _DASH] + chances[:, _EMPTY]
    blanks, zeros = blank.tolist(), chances[:, 0].tolist()
    zones = np.array([_zone(blanks[:m], zeros[:m]) for m in range(places + 1)])
    zones[places] = max(zones[places] - chances[:, _EMPTY].prod(), 0.0)
    likely = zones[lead]
    for place in range(places):
        likely = likely * np.where(place >= lead, chances[place, digits[:, place]], 1.0)
    return np.asarray(likely)


def _zone(blank: Sequence[float], zero: Sequence[float]) -> float:
    """Return the chance that these places hold blanks followed by zeros."""
    return sum(prod(blank[:j]) * prod(zero[j:]) for j in range(len(blank) + 1))


def _bubbled(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    places = len(columns)
    digits, lead = _numbers(places)
    chances = _outlying(columns)
    likely = np.ones(len(digits))
    for place in range(places):
        column = chances[place]
        written = (1 - _BUBBLE_FORGOTTEN) * column[digits[:, place]] + _BUBBLE_FORGOTTEN * column[NONE]
        blank = _BLANK_FILLED * column[0] + (1 - _BLANK_FILLED) * column[NONE]
        likely = likely * np.where(place >= lead, written, blank)
    return likely


def _outlying(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(columns * (1 - _BUBBLE_OUTLIER) + _BUBBLE_OUTLIER / (NONE + 1))


@cache
def _numbers(places: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return each number's digits, and how many of them lead: all of them for 0."""
    values = np.arange(10**places)
    digits = np.stack([values // 10 ** (places - 1 - place) % 10 for place in range(places)], axis=1)
    significant = digits != 0
    lead = np.where(significant.any(axis=1), significant.argmax(axis=1), places)
    return digits.astype(np.intp), lead.astype(np.intp)
