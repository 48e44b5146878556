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
        shifts = np.vstack([self.pins.shifts, self.shifts[known]])
        away = np.vstack([self.pins.mm, self.middles[known]]) - middle
        weight = 1.0 / (np.hypot(away[:, 0], away[:, 1]) + _NEAR_MM) ** 3
        weight[: len(self.pins.mm)] *= _PIN
        # Constant and slopes; the slopes are held near zero until neighbours on several sides speak for them.
        rows = np.column_stack([np.ones(len(away)), away / 100.0])
        weighed = rows * (weight / weight.sum())[:, None]
        return np.asarray(np.linalg.solve(rows.T @ weighed + _PULL, weighed.T @ shifts)[0])
