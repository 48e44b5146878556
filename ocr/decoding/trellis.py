"""The trellis of a form: all that may stand in its cells, joined wherever it makes no difference any more.

Cells are taken one after the other. All that later cells need to know of the earlier is what each open rule lacks, so
that prefixes with the same sums are one state: for a sum of many cells this is the convolution of their chances, for a
whole form the elimination of its cells in that order. What is left out for being unlikely is added up, so that every
answer comes with a bound on what it missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    aside: Outlook
    ahead: Outlook


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
    states = np.zeros((0, 1), np.int64)
    for turn in turns:
        closes = not turn.step.signs[turn.step.kept].any()
        take = _close if closes and states.shape[1] * len(turn.may.values) <= _DENSE else _take
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
    many = states.shape[1]
    cost = np.ones((many, len(may.values)))
    for n, column in enumerate(step.closing):
        have = states[column] if column < step.before else np.zeros(many, np.int64)
        lacks = have[:, None] + step.signs[column] * may.values
        holds = (lacks == 0) if step.equal[n] else (lacks <= 0)
        cost *= np.where(holds | (have == VOID)[:, None] | (may.values == SLIPPED), 1.0, step.broken[n])
    marks, groups = _grouped(may)
    given = np.stack([cost[:, part] @ may.chances[part] for part in groups], axis=1)
    given_top = np.stack([(cost[:, part] * may.peaks[part]).max(axis=1) for part in groups], axis=1)
    kept = states[step.kept]  # no new rule is left open: every one was there before
    rows = np.vstack([np.add.outer(trellis.marks, marks).ravel(), np.repeat(kept, len(marks), axis=1)])
    first, child = _joined(rows)
    mass = sums_of(child, (trellis.mass[:, None] * given).ravel(), len(first))
    top = best_of(child, (trellis.top[:, None] * given_top).ravel(), len(first))
    into = child.reshape(many, -1)
    trellis.layers.append(Closing(trellis.mass, trellis.top, cost, into, groups, given, given_top))
    after = rows.take(first, axis=1)
    trellis.move(after[0], mass, top, turn.ahead.hope(after[1:]))
    return after[1:]


def _grouped(may: Options) -> tuple[Ints, tuple[Part, ...]]:
    """Return the marks of the options, and the options of each."""
    marks = np.unique(may.marks)
    if len(marks) == 1:  # as everywhere but in asking: a slice of all is no copy
        return marks, (slice(None),)
    return marks, tuple(np.flatnonzero(may.marks == mark) for mark in marks)


def _take(trellis: Trellis, states: Ints, turn: Turn) -> Ints:
    """Add the layer of a cell's likely edges and return the states after it, a column each, a row an open rule."""
    step, may, ahead = turn.step, turn.may, turn.ahead
    # Sums without this cell lack what they lack; of those with it, whatever it is, the rest makes no more than this.
    aside = np.minimum(turn.aside.hope(states), ahead.peak)
    edges, left_out, dearest = likely_edges(trellis.reach, states, trellis.mass, step, may)
    trellis.miss(trellis.mass * left_out * aside, trellis.top * dearest * aside)
    have = np.zeros((len(step.signs), states.shape[1]), np.int64)
    have[: step.before] = states
    lacks, closing = _lacking(have, turn, edges, np.append(step.closing, step.kept[ahead.columns])), len(step.closing)
    cost, hope = costs(lacks[:closing], step), ahead.hope_of(lacks[closing:])
    parent, option = edges
    mass = trellis.mass.take(parent) * may.chances.take(option) * cost
    top = trellis.top.take(parent) * may.peaks.take(option) * cost
    # Of ten edges one is kept: what all rules lack after it, and where it leads, is found out for those alone.
    edges, figures = _worth(trellis, edges, np.array((mass, top, cost, hope)))
    rows = np.vstack([trellis.marks.take(edges[0]) + may.marks.take(edges[1]), _lacking(have, turn, edges, step.kept)])
    first, child = _joined(rows)
    if len(first) > trellis.reach.most:
        left, inside, child = trellis.reach.fullest(figures[0] * figures[3], child, len(first))
        edges, figures = _only(trellis, edges, figures, inside)
        first = first[left]
    after = rows.take(first, axis=1)
    mass, top, cost, _ = figures
    trellis.layers.append(Edges(trellis.mass, trellis.top, edges[0], edges[1], child, cost))
    mass, top = sums_of(child, mass, len(first)), best_of(child, top, len(first))
    trellis.move(after[0], mass, top, ahead.hope(after[1:]))
    return after[1:]


def _worth(trellis: Trellis, edges: Ints, figures: Floats) -> tuple[Ints, Floats]:
    """Return the edges that are worth looking at, with their mass, top, cost and hope, and count the others."""
    worth = figures[0] * figures[3]
    return _only(trellis, edges, figures, worth >= trellis.reach.least * float(worth.max()))


def _only(trellis: Trellis, edges: Ints, figures: Floats, kept: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Return some of the edges with their figures, and count in the others as missed."""
    mass, top, _, hope = figures[:, ~kept]
    trellis.miss(mass * hope, top * hope)
    chosen = kept.nonzero()[0]
    return edges.take(chosen, axis=1), figures.take(chosen, axis=1)


def _lacking(have: Ints, turn: Turn, edges: Ints, rules: NDArray[np.intp]) -> Ints:
    """Return what some open rules lack [R, E] after these edges, from what all of them had [open, S]."""
    parent, option = edges
    values, signs = turn.may.values.take(option), turn.step.signs[rules][:, None]
    lacks: Ints = have.take(rules, axis=0).take(parent, axis=1)
    lacks += signs * values
    void = lacks > VOID >> 1
    void |= (values == SLIPPED) & (signs != 0)
    np.copyto(lacks, VOID, where=void)
    return lacks


def _joined(rows: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one of each kind of column, and the kind of every column."""
    keys = _MIX[: len(rows)] @ rows
    order = keys.argsort()
    ordered = keys.take(order)
    new = np.empty(len(keys), np.bool_)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    if new.all():
        every = np.arange(len(keys))
        return every, every
    one, kind = order[new], np.empty(len(keys), np.intp)
    kind[order] = np.cumsum(new) - 1
    if not np.array_equal(rows, rows.take(one.take(kind), axis=1)):
        # Two kinds share a key: about once in 10**12 times.
        _, one, kind = np.unique(rows, axis=1, return_index=True, return_inverse=True)
    return one, kind.ravel()
