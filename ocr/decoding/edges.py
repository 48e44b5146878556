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

    def fullest(
        self, worth: Floats, child: NDArray[np.intp], states: int
    ) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.intp]]:
        """Return the states to keep, of edges worth so much into these, which edges lead there, and to which of them.

        Edges into one state are kept together as far as the state is worth it, however many there are.
        """
        left = np.sort(np.argpartition(-sums_of(child, worth, states), self.most)[: self.most])
        place = np.full(states, -1, np.intp)
        place[left] = np.arange(len(left))
        into = place.take(child)
        inside = into >= 0
        return left, inside, into[inside]


def costs(lacks: Ints, step: Step) -> Floats:
    """Return what the closing rules cost where they lack so much [closing, E]."""
    if not len(lacks):
        return np.ones(lacks.shape[1])
    holds = lacks == 0
    if not step.equal.all():
        holds |= (lacks < 0) & ~step.equal[:, None]
    holds |= lacks == VOID
    cost = np.where(holds, 1.0, step.broken[:, None])
    return np.asarray(cost.prod(axis=0))


def likely_edges(reach: Reach, states: Ints, mass: Floats, step: Step, may: Options) -> tuple[Ints, Floats, Floats]:
    """Return state and option [2, E] of likely edges and of those that make a sum hold, and per state what is left out.

    What is left out is given in sum and at best, each a bound that counts the sums it must break.
    """
    counts = _counts(reach, mass, may)
    ends = counts.cumsum()
    parent = np.arange(len(counts)).repeat(counts)
    option = np.arange(len(parent)) - (ends - counts).take(parent)
    upto = np.zeros(len(may.chances) + 1)
    np.cumsum(may.chances, out=upto[1:])
    left_out, dearest = upto[-1] - upto.take(counts), np.append(may.chances, 0.0).take(counts)
    closed = [n for n, column in enumerate(step.closing) if step.equal[n] and column < step.before]
    if not closed:
        return np.array((parent, option)), left_out, dearest
    closing = step.closing[closed]
    lacks = states.take(closing, axis=0)
    # Every number left out breaks these sums, unless a slip has made them void.
    price = np.where(lacks == VOID, 1.0, step.broken[closed][:, None]).prod(axis=0)
    fit = may.places_of(-lacks * step.signs[closing][:, None])
    for n in range(1, len(closed)):  # one number that makes two sums hold is one edge
        fit[n, (fit[:n] == fit[n]).any(axis=0)] = -1
    which, more = (fit >= counts).nonzero()
    edges = np.array((np.concatenate([parent, more]), np.concatenate([option, fit[which, more]])))
    return edges, left_out * price, dearest * price


def _counts(reach: Reach, mass: Floats, may: Options) -> NDArray[np.intp]:
    """Return how many options each state goes on with: those over the bar, a higher one where they are too many."""
    most = _BROAD * reach.most
    ceiling = float(mass.max() * may.chances[0]) * (1 - 1e-12)
    bar = min(reach.least * reach.best, ceiling)
    dearest_first = -may.chances
    counts = dearest_first.searchsorted(-bar / mass, side="right")
    while counts.sum() > most and bar < ceiling:
        bar = min(4 * bar, ceiling)
        counts = dearest_first.searchsorted(-bar / mass, side="right")
    # Where nothing is known of anything, all are as likely as the best: some then stand for the others.
    return np.asarray(np.where(counts.cumsum() <= max(most, int(counts[0])), counts, 0))
