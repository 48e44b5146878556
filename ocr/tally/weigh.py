"""Weigh every number of votes by the cells of its tally grid.

A count v fills the cells in their order: v // 5 full ones, one with v % 5 strokes, and nothing in the rest, where a
line may strike the paper out. So log P(cells | v) is a sum of three parts, each read off a running sum over the cells.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.fuse import fuse

_BUNDLE = 5
_NOTHING, _FULL, _STRUCK = 0, 5, 6


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the cells of a grid are believed.

    Cells of one grid share the photo's faults, so that their votes count less: `slower` is the inverse of a
    temperature. A part `outlier` of cells holds what their score does not cover: a slip, a stroke from the row above.
    A grid cut off its place explains no count well: there every cell has the chance `strange`.
    """

    slower: float
    outlier: float
    strange: float


TRUST = Trust(slower=0.8, outlier=0.005, strange=0.7)
"""Chosen by `python -m ocr.training.tally` on grids that it did not train on."""

_LOST = 0.02
"""Part of grids that are cut off their place though their lines seemed to be found."""
_UNFILLED = 0.03
"""Part of forms on which nobody tallied: an empty grid says little."""
_ASTRAY = 0.03
"""Part of grids that say another number than the boxes: people miscount, or correct the number alone."""
_SLIP = 0.02
"""Part of row sums that are written wrong, or read wrong in a way the digits' score does not cover."""
_LEFT_OUT = 0.15
"""Part of forms on which the rows' sums are not filled in."""


def weigh_marks(cells: NDArray[np.floating], trust: Trust = TRUST) -> NDArray[np.float64]:
    """Return the probability of each count 0..5n from the cells' probabilities [n, 8], in the order they are filled."""
    likely = _likely(cells, trust)
    meant = (likely + _LOST / len(likely)) / (likely.sum() + _LOST)
    return np.asarray((1 - _ASTRAY) * meant + _ASTRAY / len(likely))


def in_place(cells: NDArray[np.floating], trust: Trust = TRUST) -> float:
    """Return the probability that these cells [n, 8] are a grid's, and not cut off their place."""
    known = float(_likely(cells, trust).sum())
    return known / (known + _LOST)


def _likely(cells: NDArray[np.floating], trust: Trust) -> NDArray[np.float64]:
    """Return each count's share of the chance that a grid in its place looks like this, against one off its place."""
    total = _explained(np.asarray(cells, np.float64), trust.outlier)
    likely = np.exp((total - len(cells) * np.log(trust.strange)) * trust.slower)
    return np.asarray((1 - _LOST) * (likely + _UNFILLED * likely[0]) / len(likely))


def _explained(chances: NDArray[np.float64], outlier: float) -> NDArray[np.float64]:
    """Return how well each count explains the cells [n, 8]: log-likelihoods [5n + 1]."""
    sure = (1 - outlier) * chances[:, : _FULL + 1] + outlier / chances.shape[1]
    sure[:, _NOTHING] += (1 - outlier) * chances[:, _STRUCK]
    logs = np.log(sure)
    full = np.concatenate([[0.0], np.cumsum(logs[:, _FULL])])
    rest = np.concatenate([np.cumsum(logs[::-1, _NOTHING])[::-1], [0.0]])
    counts = np.arange(_BUNDLE * len(chances) + 1)
    whole, part = counts // _BUNDLE, counts % _BUNDLE
    # One place more than there are cells: the last count fills all of them and looks at no other.
    padded = np.vstack([logs, np.zeros(_FULL + 1)])
    partly = np.where(part > 0, padded[whole, part], 0.0)
    return np.asarray(full[whole] + partly + rest[np.minimum(whole + (part > 0), len(chances))])


def weigh_totals(boxes: NDArray[np.floating], columns: int) -> NDArray[np.float64]:
    """Return the probability of each count from the boxes of the rows' sums [rows, k, 15]; all alike if none is filled.

    A row that was used says how many votes it holds; what stands beside unused rows is crossed, empty or scribbled.
    """
    room = columns * _BUNDLE
    counts = np.arange(room * len(boxes) + 1)
    total, none = np.zeros(len(counts)), 0.0
    for row, chances in enumerate(np.asarray(boxes, np.float64)):
        belief = fuse(chances, None)
        said = (1 - _SLIP) * belief.numbers + _SLIP / len(belief.numbers)
        here = np.clip(counts - row * room, 0, room)
        unused = np.maximum(said[0] + belief.nothing, 1 / len(said))
        total += np.where(here > 0, np.log(said[np.minimum(here, len(said) - 1)]), np.log(unused))
        none += float(np.log(max(belief.nothing, 1 / len(said))))
    peak = max(float(total.max()), none)
    likely = (1 - _LEFT_OUT) * np.exp(total - peak) / len(counts)
    # Nobody wrote any of them: that says nothing of the votes.
    likely += _LEFT_OUT * np.exp(none - peak) / len(counts)
    return np.asarray((1 - _ASTRAY) * likely / likely.sum() + _ASTRAY / len(likely))
