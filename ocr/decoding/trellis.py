"""The trellis of a form: all that may stand in its cells, joined wherever it makes no difference any more.

Cells are taken one after the other. All that later cells need to know of the earlier is what each open rule lacks, so
that prefixes with the same sums are one state: for a sum of many cells this is the convolution of their chances, for a
whole form the elimination of its cells in that order. What is left out for being unlikely is added up, so that every
answer comes with a bound on what it missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.ahead import Outlook
from ocr.decoding.edges import Reach, costs, likely_edges
from ocr.decoding.layers import SLIPPED, VOID, Backward, Closing, Edges, Floats, Ints, Options, Part, best_of, sums_of
from ocr.decoding.order import Step

_DENSE = 1_000_000
"""So many costs of a closing cell are weighed at once; with more, unlikely ones are left out."""
_MIX = np.random.default_rng(5).integers(1, 2**62, 512, np.int64) | 1
"""Odd numbers that mix a state's columns into one key; states are compared in full, so that any will do."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A cell's turn: its step, what may stand in it, what can come of other sums meanwhile, and of all after it."""

    step: Step
    may: Options
    aside: tuple[Outlook, ...]
    ahead: tuple[Outlook, ...]


@dataclass(slots=True)
class Trellis:
    """The states after the last turn, how all came about, and what was left out: in sum, and the likeliest of it.

    `reach` says how much of it was looked at: `reach.best` is the most that can become of any state.
    """

    reach: Reach
    marks: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    mass: Floats = field(default_factory=lambda: np.ones(1))
    top: Floats = field(default_factory=lambda: np.ones(1))
    missed: float = 0.0
    missed_top: float = 0.0
    layers: list[Edges | Closing] = field(default_factory=list)

    @property
    def doubt(self) -> float:
        """Return a bound on the chance of all that was left out, over that of all that was kept."""
        return self.missed / float(self.mass.sum())

    def miss(self, mass: Floats, top: Floats) -> None:
        """Count in what is left out."""
        if len(mass):
            self.missed += float(mass.sum())
            self.missed_top = max(self.missed_top, float(top.max()))

    def move(self, marks: Ints, mass: Floats, top: Floats, hope: Floats) -> None:
        """Set the states and their chances, in a scale in which the likeliest is 1."""
        scale = float(mass.max())
        self.marks, self.mass, self.top = marks, mass / scale, top / scale
        self.missed, self.missed_top = self.missed / scale, self.missed_top / scale
        self.reach.best = float((self.mass * hope).max())


def build(turns: Sequence[Turn], least: float, most: int) -> Trellis:
    """Return the trellis of these turns, without edges below `least` of the best and at most so many a turn."""
    trellis = Trellis(Reach(least, most))
    states = np.zeros((1, 0), np.int64)
    for turn in turns:
        closes = not turn.step.signs[turn.step.kept].any()
        take = _close if closes and len(states) * len(turn.may.values) <= _DENSE else _take
        states = take(trellis, states, turn)
    return trellis


def around(trellis: Trellis, turns: Sequence[Turn]) -> list[Backward]:
    """Return, for every turn, what all other cells and the rules say of its options: in sum, and at best."""
    after, after_top = np.ones(len(trellis.mass)), np.ones(len(trellis.mass))
    found = []
    for layer, turn in zip(reversed(trellis.layers), reversed(turns), strict=True):
        back = layer.back(turn.may, after, after_top)
        scale = float(back.after.max())
        after, after_top = back.after / scale, back.after_top / scale
        found.append(back)
    return found[::-1]


def _close(trellis: Trellis, states: Ints, turn: Turn) -> Ints:
    """Add the layer of a cell that closes all of its rules, and return the states after it."""
    step, may = turn.step, turn.may
    cost = np.ones((len(states), len(may.values)))
    for n, column in enumerate(step.closing):
        have = states[:, column] if column < step.before else np.zeros(len(states), np.int64)
        lacks = have[:, None] + step.signs[column] * may.values
        holds = (lacks == 0) if step.equal[n] else (lacks <= 0)
        cost *= np.where(holds | (have == VOID)[:, None] | (may.values == SLIPPED), 1.0, step.broken[n])
    marks, groups = _grouped(may)
    given = np.stack([cost[:, part] @ may.chances[part] for part in groups], axis=1)
    given_top = np.stack([(cost[:, part] * may.peaks[part]).max(axis=1) for part in groups], axis=1)
    kept = states[:, step.kept]  # no new rule is left open: every column was there before
    rows = np.column_stack([np.add.outer(trellis.marks, marks).ravel(), np.repeat(kept, len(marks), axis=0)])
    first, child = _joined(rows)
    mass = sums_of(child, (trellis.mass[:, None] * given).ravel(), len(first))
    top = best_of(child, (trellis.top[:, None] * given_top).ravel(), len(first))
    into = child.reshape(len(states), -1)
    trellis.layers.append(Closing(trellis.mass, trellis.top, cost, into, groups, given, given_top))
    trellis.move(rows[first, 0], mass, top, _hope(rows[first, 1:], turn.ahead))
    return rows[first, 1:]


def _grouped(may: Options) -> tuple[Ints, tuple[Part, ...]]:
    """Return the marks of the options, and the options of each."""
    marks = np.unique(may.marks)
    if len(marks) == 1:  # as everywhere but in asking: a slice of all is no copy
        return marks, (slice(None),)
    return marks, tuple(np.flatnonzero(may.marks == mark) for mark in marks)


def _take(trellis: Trellis, states: Ints, turn: Turn) -> Ints:
    """Add the layer of a cell's likely edges and return the states after it, a row each, a column an open rule."""
    step, may = turn.step, turn.may
    # Sums without this cell lack what they lack; of those with it, whatever it is, the rest makes no more than this.
    aside = np.minimum(_hope(states, turn.aside), prod(outlook.peak for outlook in turn.ahead))
    parent, option, left_out, dearest = likely_edges(trellis.reach, states, trellis.mass, step, may)
    trellis.miss(trellis.mass * left_out * aside, trellis.top * dearest * aside)
    lacks = _lacking(states.take(parent, axis=0), may.values[option], step)
    cost = costs(lacks[:, step.closing], step)
    rows = np.empty((len(parent), 1 + len(step.kept)), np.int64)
    rows[:, 0], rows[:, 1:] = trellis.marks[parent] + may.marks[option], lacks[:, step.kept]
    mass = trellis.mass[parent] * may.chances[option] * cost
    top = trellis.top[parent] * may.peaks[option] * cost
    hope = _hope(rows[:, 1:], turn.ahead)
    first, child = _joined(rows)
    kept, child, states_kept = trellis.reach.worth(mass * hope, child, len(first))
    trellis.miss((mass * hope)[~kept], (top * hope)[~kept])
    first, mass, top = first[states_kept], mass[kept], top[kept]
    trellis.layers.append(Edges(trellis.mass, trellis.top, parent[kept], option[kept], child, cost[kept]))
    trellis.move(rows[first, 0], sums_of(child, mass, len(first)), best_of(child, top, len(first)), hope[first])
    return rows[first, 1:]


def _lacking(have: Ints, values: Ints, step: Step) -> Ints:
    """Return what each open rule lacks [E, R] once a number is added to what it had [E, before]."""
    lacks = values[:, None] * step.signs
    lacks[values == SLIPPED] = VOID * (step.signs != 0)
    lacks[:, : step.before] += have
    np.copyto(lacks, VOID, where=lacks > VOID >> 1)
    return lacks


def _hope(lacks: Ints, ahead: Sequence[Outlook]) -> Floats:
    """Return the most that the cells not yet taken can make of each state."""
    hope = np.ones(len(lacks))
    for outlook in ahead:
        hope *= outlook.hope(lacks)
    return hope


def _joined(rows: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one of each kind of row, and the kind of every row."""
    keys = rows @ _MIX[: rows.shape[1]]
    order = np.argsort(keys)
    new = np.empty(len(keys), np.bool_)
    new[:1] = True
    np.not_equal(keys[order[1:]], keys[order[:-1]], out=new[1:])
    one, kind = order[new], np.empty(len(keys), np.intp)
    kind[order] = np.cumsum(new) - 1
    if not np.array_equal(rows, rows.take(one[kind], axis=0)):  # two kinds share a key: about once in 10**12 times
        _, one, kind = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return one, kind.ravel()
