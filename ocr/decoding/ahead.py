"""What can at best still come: a bound on what the cells not yet taken make of each open sum.

A prefix is worth its own chance times the chance that the rest of a sum is what the sum still lacks. For one sum that
is the convolution of its remaining cells, for several that share no remaining cell the product; other rules are taken
to hold. The bound never falls short (it is an admissible heuristic in the sense of A*), so that what is left out by it
can be added up to a bound on the answer's error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.layers import VOID, sums_of
from ocr.decoding.order import Waiting, broken_by_itself

ROUND = 2048
"""Sums are told apart up to multiples of this, which only makes the bound looser, and the convolutions quick."""
_NUMERIC = 1e-13
"""Rounding of the transforms."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The most that `rest`, the cells a rule still waits for, can make of each sum so far, by the sum's remainder.

    `column` is the rule's among the open ones, -1 for a rule that has not begun: its sum is 0 so far. `peak` is the
    most that can become of any state: of a sum that has not begun there is only one.
    """

    column: int
    rest: frozenset[str]
    most: NDArray[np.float64]
    peak: float

    def hope(self, lacks: NDArray[np.int64]) -> NDArray[np.float64] | float:
        """Return the most that can become of states in which the open rules lack so much."""
        if self.column < 0:
            return float(self.most[0])
        lack = lacks[:, self.column]
        return np.where(lack == VOID, 1.0, self.most[lack & (ROUND - 1)])


class Horizon:
    """What is known of the cells of a form before any of them is taken; the tables are made when they are asked for."""

    def __init__(self, chances: Mapping[str, NDArray[np.float64]], slipped: float) -> None:
        """Look at cells with these chances of numbers, each with this chance to be a slip."""
        folded = np.array([_folded(each) for each in chances.values()]).reshape(len(chances), ROUND)
        self._waves = dict(zip(chances, np.fft.rfft(folded), strict=True))
        self._slipped = slipped
        self._known: dict[tuple[str, ...], tuple[NDArray[np.float64], float]] = {}

    def beyond(self, sums: Sequence[Waiting]) -> tuple[Outlook, ...]:
        """Return an outlook for sums that share no remaining cell: first those that promise the least."""
        found = [self._outlook(each) for each in sums]
        seen: set[str] = set()
        chosen = []
        for outlook in sorted(found, key=lambda each: (round(log2(each.peak)), len(each.rest))):
            if seen.isdisjoint(outlook.rest):
                seen |= outlook.rest
                chosen.append(outlook)
        return tuple(chosen)

    def _outlook(self, each: Waiting) -> Outlook:
        most, peak = self._table(each)
        return Outlook(each.column, frozenset(each.rest), most, float(most[0]) if each.column < 0 else peak)

    def _table(self, each: Waiting) -> tuple[NDArray[np.float64], float]:
        """Return the most the rest can make of each sum so far, by its remainder, and the largest of it."""
        key = (each.rule.key, *each.rest)
        if key not in self._known:
            wave = np.ones(ROUND // 2 + 1, np.complex128)
            for code in each.rest:
                # The rest must add what the sum lacks: numbers of its left side count against it.
                wave = wave * (np.conj(self._waves[code]) if code in each.rule.left else self._waves[code])
            exact = np.maximum(np.fft.irfft(wave, ROUND), 0.0) + _NUMERIC
            most = np.minimum(exact + broken_by_itself(each.rule) + len(each.rest) * self._slipped, 1.0)
            self._known[key] = most, float(most.max())
        return self._known[key]


def _folded(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    return sums_of(np.arange(len(chances)) % ROUND, chances, ROUND)
