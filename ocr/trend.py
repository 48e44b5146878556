"""How far printed things have moved on bent paper, as a trend drawn from where some of them were found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.plane import Points

_STIFF = 0.004
"""How slowly a trend across numbers is believed, in (100 mm)^2."""
_PULL = np.diag([1e-9, _STIFF, _STIFF])
_PIN = 0.1
"""Of a number's weight: edges, where marks are, curl, but far from all known numbers they are all there is."""
_NEAR_MM = 15.0


@dataclass(frozen=True, slots=True)
class Pins:
    """Printed points that were found by themselves, in mm on the page, and their shifts; the first is the surest."""

    mm: Points
    shifts: Points


@dataclass(frozen=True, slots=True)
class Trend:
    """Where the layout puts numbers (mm), their shifts as far as known, and the points that are known besides."""

    middles: Points
    shifts: Points
    pins: Pins

    def at(self, middle: Points, known: Sequence[int] | NDArray[np.int_]) -> Points:
        """Return the shift that the pins and these numbers suggest at a place: the nearest count most."""
        pinned, known = len(self.pins.mm), np.asarray(known, np.intp)
        rows = np.empty((3, pinned + len(known)))
        rows[0] = 1.0
        np.subtract(self.pins.mm.T, middle[:, None], out=rows[1:, :pinned])
        np.subtract(self.middles.take(known, axis=0).T, middle[:, None], out=rows[1:, pinned:])
        near = np.hypot(rows[1], rows[2]) + _NEAR_MM
        weight = 1.0 / (near * near * near)
        weight[:pinned] *= _PIN
        rows[1:] /= 100.0
        weighed = rows * (weight / weight.sum())
        shifts = np.concatenate([self.pins.shifts, self.shifts.take(known, axis=0)])
        return np.asarray(np.linalg.solve(weighed @ rows.T + _PULL, weighed @ shifts)[0])

    def each(self, known: NDArray[np.bool_]) -> Points:
        """Return the same at the middle of every number, by row the numbers that are known to it."""
        mm, shifts = np.concatenate([self.pins.mm, self.middles]), np.concatenate([self.pins.shifts, self.shifts])
        pinned = np.ones((len(known), len(self.pins.mm)))
        return self._drawn(self.middles, mm, shifts, np.concatenate([pinned, known], axis=1))

    def _drawn(self, at: Points, mm: Points, shifts: Points, counted: NDArray[np.float64]) -> Points:
        """Return the shifts that these points with their shifts suggest at places, counted as each place's row says."""
        away = mm[None] - at[:, None]
        x, y = away[..., 0], away[..., 1]
        weight = counted / (np.hypot(x, y) + _NEAR_MM) ** 3
        weight[:, : len(self.pins.mm)] *= _PIN
        # Constant and slopes; the slopes are held near zero until neighbours on several sides speak for them.
        rows = np.stack([np.ones_like(x), x / 100.0, y / 100.0], axis=1)
        weighed = rows * (weight / weight.sum(axis=1, keepdims=True))[:, None]
        return np.asarray(np.linalg.solve(weighed @ rows.transpose(0, 2, 1) + _PULL, weighed @ shifts)[:, 0])
