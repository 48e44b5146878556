"""Which edges of the trellis are worth looking at, and what those that are not can be worth together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.layers import VOID, Floats, Ints, Options, sums_of
from ocr.decoding.order import Step

_BROAD = 10
"""Edges looked at, for each state that may be kept."""


@dataclass(slots=True)
class Reach:
    """How far the trellis reaches: edges below `least` of the `best` are left out, and all but `most` states."""

    least: float
    most: int
    best: float = 1.0

    def worth(
        self, hope: Floats, child: NDArray[np.intp], states: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
        """Return which edges to keep, of edges with these hopes into these states, where they lead, and which states.

        Edges into one state are kept together as far as the state is worth it, however many there are.
        """
        kept = hope >= self.least * float(hope.max())
        worth = sums_of(child[kept], hope[kept], states)
        left = np.flatnonzero(worth)
        if len(left) > self.most:
            left = np.sort(np.argpartition(-worth, self.most)[: self.most])
        place = np.full(states, -1, np.intp)
        place[left] = np.arange(len(left))
        kept &= place[child] >= 0
        return kept, place[child[kept]], left


def costs(lacks: Ints, step: Step) -> Floats:
    """Return what the closing rules cost in states in which they lack so much [E, R]."""
    if not len(step.closing):
        return np.ones(len(lacks))
    holds = np.where(step.equal, lacks == 0, lacks <= 0) | (lacks == VOID)
    return np.asarray(np.where(holds, 1.0, step.broken).prod(axis=1))


def likely_edges(
    reach: Reach, states: Ints, mass: Floats, step: Step, may: Options
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]:
    """Return state and option of the likely edges and those that make a sum hold, and per state what is left out.

    What is left out is given in sum and at best, each a bound that counts the sums it must break.
    """
    counts = _counts(reach, mass, may)
    parent = np.repeat(np.arange(len(counts)), counts)
    option = np.arange(len(parent)) - np.repeat(np.cumsum(counts) - counts, counts)
    rest = may.chances.sum() - np.concatenate([[0.0], np.cumsum(may.chances)])
    left_out, dearest = np.maximum(rest[counts], 0.0), np.append(may.chances, 0.0)[counts]
    closed = [n for n, column in enumerate(step.closing) if step.equal[n] and column < step.before]
    if not closed:
        return parent, option, left_out, dearest
    lacks = states[:, step.closing[closed]]
    # Every number left out breaks these sums, unless a slip has made them void.
    price = np.where(lacks == VOID, 1.0, step.broken[closed]).prod(axis=1)
    made, by_number = -lacks * step.signs[step.closing[closed]], may.by_number
    fit = np.where((made >= 0) & (made < len(by_number)), by_number[np.clip(made, 0, len(by_number) - 1)], -1)
    for n in range(1, len(closed)):  # one number that makes two sums hold is one edge
        fit[(fit[:, :n] == fit[:, n : n + 1]).any(axis=1), n] = -1
    more, which = np.nonzero(fit >= counts[:, None])
    parent, option = np.concatenate([parent, more]), np.concatenate([option, fit[more, which]])
    return parent, option, left_out * price, dearest * price


def _counts(reach: Reach, mass: Floats, may: Options) -> NDArray[np.intp]:
    """Return how many options each state goes on with: those over the bar, a higher one where they are too many."""
    most = _BROAD * reach.most
    ceiling = float(mass.max() * may.chances[0]) * (1 - 1e-12)
    bar = min(reach.least * reach.best, ceiling)
    counts = np.searchsorted(-may.chances, -bar / mass, side="right")
    while counts.sum() > most and bar < ceiling:
        bar = min(4 * bar, ceiling)
        counts = np.searchsorted(-may.chances, -bar / mass, side="right")
    # Where nothing is known of anything, all are as likely as the best: some then stand for the others.
    return np.asarray(np.where(np.cumsum(counts) <= max(most, counts[0]), counts, 0))
