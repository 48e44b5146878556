"""How likely a cell of a certainty is wrong, where a calibrated decoder says 1 in 1 + e**certainty.

P(wrong | certainty c) = 1 / (1 + exp(a + b c)). The prior says that the decoder means what it says (a = 0, b = 1), with
room for one that does not; labelled cells narrow it down. Both numbers are kept as a distribution over a grid, summed
over exactly, so that few errors, or none at all, leave the doubt they should (no normal approximation).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_A = np.linspace(-5.0, 5.0, 81)[:, None, None]
_B = np.linspace(0.1, 1.9, 73)[None, :, None]
_SPREAD_A, _SPREAD_B = 1.0, 0.15
"""Standard deviations of what is thought possible before any label: odds off by a factor of 3, a slope by a sixth."""
_STEP = 0.1
_BINS = 400


@dataclass(frozen=True, slots=True)
class Tail:
    """The chance of being wrong at each certainty, in steps of a tenth, averaged over all that (a, b) may be."""

    chances: NDArray[np.float64]

    def wrong(self, certainties: Sequence[float]) -> float:
        """Return how many of these cells are expected to be wrong."""
        return float(_counted(certainties) @ self.chances)


def fit(cells: Sequence[tuple[float, bool]]) -> Tail:
    """Return what labelled cells (certainty, right) show of the tail; those of certainty 0 claim nothing."""
    right = _counted([certainty for certainty, good in cells if good and certainty > 0])
    wrong = _counted([certainty for certainty, good in cells if not good and certainty > 0])
    chances = 1 / (1 + np.exp(_A + _B * (np.arange(_BINS) * _STEP)))
    likely = np.log(chances) @ wrong + np.log1p(-chances) @ right
    likely = likely - (_A[:, :, 0] / _SPREAD_A) ** 2 / 2 - ((_B[:, :, 0] - 1) / _SPREAD_B) ** 2 / 2
    weights = np.exp(likely - likely.max())
    return Tail(np.tensordot(weights / weights.sum(), chances, axes=2))


def _counted(certainties: Sequence[float]) -> NDArray[np.float64]:
    at = np.clip((np.asarray(certainties, np.float64) / _STEP).astype(np.intp), 0, _BINS - 1)
    return np.bincount(at, minlength=_BINS).astype(np.float64)
