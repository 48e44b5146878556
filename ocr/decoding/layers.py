"""One cell's layer of the trellis: what leads from the states before it to those after it, and back again.

Where all rules of a cell close with it, the states after do not depend on its number: every number is weighed for every
state, and nothing is left out. Elsewhere each edge stands by itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Part = slice | NDArray[np.intp]

SLIPPED = -1
"""Stands for a number that was meant to be another: the rules it stands in are void."""

VOID = np.int64(1) << 40
"""What a rule lacks that a slip has made void."""


@dataclass(frozen=True, slots=True)
class Options:
    """What may stand in a cell, likeliest first: numbers or SLIPPED, with chances for sums and for the best.

    `marks` are added to the state's mark: states with different marks are never joined.
    """

    values: Ints
    chances: Floats
    peaks: Floats
    marks: Ints

    def places_of(self, numbers: Ints) -> Ints:
        """Return the places of numbers among the options, -1 for those that are not."""
        beyond = int(self.values.max()) + 1
        places = np.full(beyond + 1, -1, np.int64)
        places[self.values] = np.arange(len(self.values))
        # The last place is that of a slip, and of whatever is no number here.
        places[-1] = -1
        inside = (numbers >= 0) & (numbers < beyond)
        return np.asarray(places.take(np.where(inside, numbers, beyond)))


@dataclass(frozen=True, slots=True)
class Backward:
    """What lies behind: what the others say of each option, in sum and at best, and of each state before."""

    said: Floats
    said_top: Floats
    after: Floats
    after_top: Floats


@dataclass(frozen=True, slots=True)
class Edges:
    """A layer of single edges: from which state, by which option, to which state, at which cost of rules."""

    mass: Floats
    top: Floats
    parent: NDArray[np.intp]
    option: NDArray[np.intp]
    child: NDArray[np.intp]
    cost: Floats

    def back(self, may: Options, after: Floats, after_top: Floats) -> Backward:
        """Return what lies behind, from what lies ahead of each state after."""
        ahead, ahead_top = self.cost * after[self.child], self.cost * after_top[self.child]
        size, states = len(may.values), len(self.mass)
        return Backward(
            sums_of(self.option, self.mass[self.parent] * ahead, size),
            best_of(self.option, self.top[self.parent] * ahead_top, size),
            sums_of(self.parent, may.chances[self.option] * ahead, states),
            best_of(self.parent, may.peaks[self.option] * ahead_top, states),
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """A layer in which all rules of a cell close: the cost [S, K] of every option in every state.

    Options of one mark lead to one state after, `child` [S, G] by their group; `given` and `given_top` [S, G] are what
    a group is worth in a state, in sum and at best, and `groups` are the options of each.
    """

    mass: Floats
    top: Floats
    cost: Floats
    child: NDArray[np.intp]
    groups: tuple[Part, ...]
    given: Floats
    given_top: Floats

    def back(self, may: Options, after: Floats, after_top: Floats) -> Backward:
        """Return what lies behind, from what lies ahead of each state after."""
        said, said_top = np.empty(len(may.values)), np.empty(len(may.values))
        ahead, ahead_top = after[self.child], after_top[self.child]
        for n, part in enumerate(self.groups):
            cost = self.cost[:, part]
            said[part] = (self.mass * ahead[:, n]) @ cost
            said_top[part] = ((self.top * ahead_top[:, n])[:, None] * cost).max(axis=0)
        return Backward(said, said_top, (ahead * self.given).sum(axis=1), (ahead_top * self.given_top).max(axis=1))


def sums_of(place: NDArray[np.intp], values: Floats, length: int) -> Floats:
    """Return the sum of the values at each place."""
    return np.bincount(place, values, length).astype(np.float64, copy=False)


def best_of(place: NDArray[np.intp], values: Floats, length: int) -> Floats:
    """Return the largest value at each place, 0 where there is none."""
    best = np.zeros(length)
    np.maximum.at(best, place, values)
    return best
