"""The fewest cells a person must read so that the machine can be sure of all others.

After the answers to a set S, if they are what was decoded, a cell outside S is wrong with the chance
P(w_c is not decoded | w_S is decoded). All these chances come from one pass over a trellis whose states remember which
doubtful cells differ from what was decoded. Sets are then tried, the smallest first, so that no smaller one would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.layers import SLIPPED, Options, sums_of
from ocr.decoding.trellis import build
from ocr.fuse import Belief
from ocr.joint import chances_of, rules_among, turns_of
from recap.domain.rules import Rule

_LEAST = 1e-8
_MOST_EDGES = 2_000
_MOST_CELLS = 10
"""With more doubtful cells than this the most doubtful are asked without trying whether they must be."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is in doubt: the cells that must be asked whatever the sums say, and the doubtful ones, clearest first."""

    must: frozenset[str]
    may: tuple[str, ...]


def fewest(
    beliefs: Mapping[str, Belief], rules: Sequence[Rule], decoded: Mapping[str, int], doubts: Doubts, wrong: float
) -> tuple[str, ...]:
    """Return the fewest cells to ask: all that must be, and as few of the doubtful as settle the rest.

    A cell is settled if the chance of its being wrong is at most `wrong` once the answers are what was decoded.
    """
    chances = chances_of(beliefs)
    doubtful = [code for code in doubts.may if code in chances and code in decoded]
    tried, asked = doubtful[:_MOST_CELLS], doubts.must | set(doubtful[_MOST_CELLS:])
    if not tried:
        return tuple(sorted(asked))
    # A cell as likely to be empty as to hold a number must be asked, but nobody knows what the answer will be.
    sure = asked & decoded.keys()
    known = {code: _point(each, decoded[code]) if code in sure else each for code, each in chances.items()}
    marks, weights = _patterns(known, rules, [(code, decoded[code]) for code in tried])
    chosen = _settling(marks, weights, len(tried), wrong)
    return tuple(sorted(asked | {tried[k] for k in chosen}))


def _settling(marks: NDArray[np.int64], weights: NDArray[np.float64], cells: int, wrong: float) -> tuple[int, ...]:
    """Return the smallest set of cells, and of those the one with the least doubt left, that settles all others."""
    differs = (marks[:, None] >> np.arange(cells)) & 1
    for size in range(cells):
        left = {s: _left(differs, weights, s) for s in combinations(range(cells), size)}
        best = min(left, key=lambda s: left[s])
        if left[best] <= wrong:
            return best
    return tuple(range(cells))


def _left(differs: NDArray[np.int64], weights: NDArray[np.float64], asked: tuple[int, ...]) -> float:
    """Return the largest chance of a cell to be wrong once these are answered as decoded."""
    agree = weights * (differs[:, list(asked)].sum(axis=1) == 0)
    together = float(agree.sum())
    # Where answers as decoded are too unlikely to have been looked at, nothing follows from them.
    return float((agree @ differs).max()) / together if together else 1.0


def _patterns(
    chances: Mapping[str, NDArray[np.float64]], rules: Sequence[Rule], answers: Sequence[tuple[str, int]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which sets of cells can differ from these answers, as bits, and the chance of each up to one factor."""
    bits = {code: (1 << k, value) for k, (code, value) in enumerate(answers)}
    turns = [
        replace(turn, may=_marked(turn.may, *bits[turn.step.code], chances[turn.step.code]))
        if turn.step.code in bits
        else turn
        for turn in turns_of(chances, rules_among(chances, rules))
    ]
    trellis = build(turns, _LEAST, _MOST_EDGES)
    marks, place = np.unique(trellis.marks, return_inverse=True)
    return marks, sums_of(place.ravel(), trellis.mass, len(marks))


def _marked(may: Options, bit: int, value: int, chances: NDArray[np.float64]) -> Options:
    """Return the options with this bit on those that differ from a value; a slip is split into both."""
    own = float(chances[value] / chances.sum())
    slip = may.values == SLIPPED
    parts = [(~slip & (may.values == value), 0, 1.0), (~slip & (may.values != value), bit, 1.0)]
    parts += [(slip, 0, own), (slip, bit, 1.0 - own)]
    values = np.concatenate([may.values[part] for part, _, _ in parts])
    likely = np.concatenate([may.chances[part] * share for part, _, share in parts])
    marks = np.concatenate([np.full(int(part.sum()), mark, np.int64) for part, mark, _ in parts])
    best_first = np.argsort(-likely, kind="stable")
    return Options(values[best_first], likely[best_first], likely[best_first], marks[best_first])


def _point(chances: NDArray[np.float64], value: int) -> NDArray[np.float64]:
    known = np.zeros(len(chances))
    known[value] = 1.0
    return known
