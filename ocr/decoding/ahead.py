"""What can at best still come: a bound on what the cells not yet taken make of each open sum.

A prefix is worth its own chance times the chance that the rest of a sum is what the sum still lacks. For one sum that
is the convolution of its remaining cells, for several that share no remaining cell the product; other rules are taken
to hold. The bound never falls short (it is an admissible heuristic in the sense of A*), so that what is left out by it
can be added up to a bound on the answer's error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.layers import VOID, Floats, Ints, sums_of
from ocr.decoding.order import broken_by_itself, steps, waiting
from recap.domain.rules import Rule

ROUND = 2048
"""Sums are told apart up to multiples of this, which only makes the bound looser, and the convolutions quick."""
_WIDE = ROUND + 1
"""Places in a table: one for each remainder of what a sum lacks, and one for a sum that a slip has made void."""
_NUMERIC = 1e-13
"""Rounding of the transforms."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a sum waits for: the cells to come by their places in the order, as they count, and its chance broken."""

    adds: tuple[int, ...]
    takes: tuple[int, ...]
    broken: float


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A sum that is not closed yet: its place among all sums, its column or -1, and the cells to come as bits."""

    number: int
    column: int
    rest: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """All sums that ever wait, and those that do before the first cell and after each."""

    sums: tuple[_Sum, ...]
    waiting: tuple[tuple[_Waiting, ...], ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The most that the rest of each sum can make of it: by its remainder, [sums * 2049], with none yet, and at most.

    A sum that has not begun is 0 so far, so that there is only one state of it. `small` says of both how little they
    promise, as powers of two.
    """

    most: Floats
    none: Sequence[float]
    peak: Sequence[float]
    small: tuple[Sequence[int], Sequence[int]]

    def rank(self, each: _Waiting) -> int:
        """Return the power of two that is nearest to the most that can become of any state of a sum."""
        return self.small[each.column >= 0][each.number]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The most that the cells to come can make of the open sums, of those that share none of these cells.

    For the sums that have begun their `columns` among the open ones, and where their tables begin; for the others
    together the most that can become of them. `peak` is the most that can become of any state.
    """

    most: Floats
    columns: NDArray[np.intp]
    starts: NDArray[np.intp]
    others: float
    peak: float

    def hope(self, lacks: Ints) -> Floats:
        """Return the most that can become of states in which the open rules lack so much [R, E]."""
        return self.hope_of(lacks.take(self.columns, axis=0))

    def hope_of(self, lacks: Ints) -> Floats:
        """Return the same of states in which the rules of `columns` lack so much."""
        if not len(lacks):
            return np.full(lacks.shape[1], self.others)
        place = lacks & (ROUND - 1)
        np.copyto(place, ROUND, where=lacks == VOID)
        place += self.starts
        return np.asarray(self.most.take(place).prod(axis=0) * self.others)


def outlooks(
    chances: Mapping[str, NDArray[np.float64]], slipped: float, order: tuple[str, ...], rules: tuple[Rule, ...]
) -> list[tuple[Outlook, Outlook]]:
    """Return for every cell, in this order, the outlook before it without its own sums, and the one after it.

    Each cell has these chances of numbers, and this chance to be a slip.
    """
    plan = _planned(order, rules)
    tables = _tables([chances[code] for code in order], slipped, plan.sums)
    chosen = [_apart(sums, tables) for sums in plan.waiting]
    found = []
    for cell, (before, after) in enumerate(pairwise(chosen)):
        aside = [each for each in before if not each.rest >> cell & 1]
        found.append((_outlook(aside, tables), _outlook(after, tables)))
    return found


def _outlook(chosen: Sequence[_Waiting], tables: _Tables) -> Outlook:
    begun = [each for each in chosen if each.column >= 0]
    others = prod(tables.none[each.number] for each in chosen if each.column < 0)
    return Outlook(
        tables.most,
        np.array([each.column for each in begun], np.intp),
        np.array([[each.number * _WIDE] for each in begun], np.intp),
        others,
        others * prod(tables.peak[each.number] for each in begun),
    )


def _apart(sums: Sequence[_Waiting], tables: _Tables) -> list[_Waiting]:
    """Return sums that share no remaining cell: first those that promise the least."""
    chosen: list[_Waiting] = []
    seen = 0
    for each in sorted(sums, key=tables.rank):
        if not each.rest & seen:
            seen |= each.rest
            chosen.append(each)
    return chosen


@lru_cache(maxsize=64)
def _planned(order: tuple[str, ...], rules: tuple[Rule, ...]) -> _Plan:
    place = {code: k for k, code in enumerate(order)}
    numbers: dict[_Sum, int] = {}
    found = []
    for sums in (waiting((), rules, order), *(step.waiting for step in steps(order, rules))):
        here = []
        for each in sums:
            # The rest must add what the sum lacks: numbers of its left side count against it.
            takes = tuple(place[code] for code in each.rest if code in each.rule.left)
            adds = tuple(place[code] for code in each.rest if code not in each.rule.left)
            number = numbers.setdefault(_Sum(adds, takes, broken_by_itself(each.rule)), len(numbers))
            here.append(_Waiting(number, each.column, sum(1 << cell for cell in (*adds, *takes))))
        # Of sums that promise as little, the shortest comes first.
        found.append(tuple(sorted(here, key=lambda each: each.rest.bit_count())))
    return _Plan(tuple(numbers), tuple(found))


def _tables(chances: Sequence[NDArray[np.float64]], slipped: float, sums: Sequence[_Sum]) -> _Tables:
    if not sums:
        return _Tables(np.ones(0), (), (), ((), ()))
    folded = np.zeros((len(chances), ROUND))
    for row, each in zip(folded, chances, strict=True):
        row[: len(each)] = each if len(each) <= ROUND else sums_of(np.arange(len(each)) % ROUND, each, ROUND)
    waves = np.fft.rfft(folded)
    against = waves.conj()
    whole = np.empty((len(sums), waves.shape[1]), np.complex128)
    for product, wait in zip(whole, sums, strict=True):
        product[:] = 1.0
        for wave in (*(waves[cell] for cell in wait.adds), *(against[cell] for cell in wait.takes)):
            np.multiply(product, wave, out=product)
    alike = np.array([wait.broken + (len(wait.adds) + len(wait.takes)) * slipped for wait in sums])
    exact = np.maximum(np.fft.irfft(whole, ROUND), 0.0)
    most = np.ones((len(sums), _WIDE))
    np.minimum(exact + (alike + _NUMERIC)[:, None], 1.0, out=most[:, :ROUND])
    ends = most[:, 0], most[:, :ROUND].max(axis=1)
    none, peak = (end.tolist() for end in ends)
    none_rank, peak_rank = (np.rint(np.log2(end)).astype(int).tolist() for end in ends)
    return _Tables(most.ravel(), none, peak, (none_rank, peak_rank))
