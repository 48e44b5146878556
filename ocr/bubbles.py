"""Read the bubbles under a number: which digit of each column is filled, as a distribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.flatten import WORK_PX_PER_MM as SCALE
from ocr.plane import Points
from ocr.refine import Placed
from ocr.shade import Shade
from recap.domain.form import BubbleGrid, Page

DIGITS = 10
NONE = 10
"""Index of "no bubble filled" in a column's distribution."""
_ROW_REACH_MM = 2.2
"""From one row to the next the paper strays less than this."""
_INNER = 0.62
"""Part of the radius inside the printed ring; only a pen darkens it."""
_STEEP = 14.0
_FAINT = 0.03
_LIKELY = 0.5
_HALF_FULL = 0.5
_LEAST_INK = 0.22
"""Darker than a blank bubble by less than this is the printed digit or a shadow, however light all others are."""


@dataclass(frozen=True, slots=True)
class Bubbles:
    """For each column, how filled its ten bubbles are and the probability of each digit (10 = none filled)."""

    levels: NDArray[np.float64]
    columns: NDArray[np.float64]

    @property
    def text(self) -> str:
        """Return the likeliest digit of each column, `_` for none, `?` where several are filled."""
        return "".join(_letter(column) for column in self.columns)


def read_bubbles(shade: Shade, page: Page, placed: Mapping[str, Placed]) -> Mapping[str, Bubbles]:
    """Return the bubbles of every number that has them."""
    return {
        field.code: _read(shade, field.bubbles, placed[field.code].shifts.mean(axis=0))
        for field in page.fields
        if field.bubbles is not None
    }


def _read(shade: Shade, grid: BubbleGrid, shift: Points) -> Bubbles:
    levels = np.zeros((len(grid.columns_mm), DIGITS))
    step = np.zeros(2)
    here = shift.copy()
    start = np.array([shade.left, shade.top])
    for digit in range(DIGITS):
        row = np.array([grid.columns_mm[0], grid.first_mm + digit * grid.pitch_mm])
        found = _row_shift(shade.dark, grid, row - start / SCALE, here + step)
        step = np.clip(0.5 * step + 0.5 * (found - here), -1.0, 1.0)
        here = found
        for column, x in enumerate(grid.columns_mm):
            centre = (np.array([x, row[1]]) + here) * SCALE - start
            levels[column, digit] = _level(shade.dark, centre, grid.diameter_mm / 2 * _INNER * SCALE)
    return Bubbles(levels, _distributions(levels))


def _row_shift(dark: Image, grid: BubbleGrid, origin: Points, guess: Points) -> Points:
    """Return where a row of bubbles lies that begins at `origin` (mm), by its printed rings."""
    offsets = tuple(x - grid.columns_mm[0] for x in grid.columns_mm)
    look, pad = _rings(offsets, grid.diameter_mm)
    reach = max(1, round(_ROW_REACH_MM * SCALE))
    x, y = (int(v) for v in np.round((origin + guess) * SCALE) - pad - reach)
    height, width = look.shape[0] + 2 * reach, look.shape[1] + 2 * reach
    if x < 0 or y < 0 or x + width > dark.shape[1] or y + height > dark.shape[0]:
        return guess
    response = cv2.matchTemplate(dark[y : y + height, x : x + width], look, cv2.TM_CCORR)
    _, best, _, (dx, dy) = cv2.minMaxLoc(response)
    if best < _FAINT:
        return guess
    return np.asarray(np.array([x + pad + dx, y + pad + dy]) / SCALE - origin)


@cache
def _rings(offsets_mm: tuple[float, ...], diameter_mm: float) -> tuple[Image, int]:
    pad = int(np.ceil((diameter_mm / 2 + 1.8) * SCALE))
    size = (2 * pad + 1, round(offsets_mm[-1] * SCALE) + 2 * pad + 1)
    on, beside = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for offset in offsets_mm:
        middle = (round(offset * SCALE) + pad, pad)
        cv2.circle(beside, middle, round((diameter_mm / 2 + 1.0) * SCALE), 1.0, round(1.2 * SCALE))
        cv2.circle(on, middle, round(diameter_mm / 2 * SCALE), 1.0, 2)
    beside = np.where(on > 0, 0, beside)
    return (on / on.sum() - beside / beside.sum()).astype(np.float32), pad


def _level(dark: Image, centre: Points, radius: float) -> float:
    size = 2 * int(np.ceil(radius)) + 1
    patch = cv2.getRectSubPix(dark, (size, size), (float(centre[0]) - 0.5, float(centre[1]) - 0.5))
    return float(patch[_disc(size, radius)].mean())


@cache
def _disc(size: int, radius: float) -> NDArray[np.bool_]:
    y, x = np.mgrid[:size, :size] - size // 2
    return np.asarray(x**2 + y**2 <= radius**2)


def _distributions(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each column's distribution, a bubble's ink measured between a blank one and the darkest of the number."""
    blank = np.median(levels)
    ink = max(float(levels.max() - blank), _LEAST_INK)
    filled = 1.0 / (1.0 + np.exp(-_STEEP * ((levels - blank) / ink - _HALF_FULL)))
    filled = np.clip(filled, 1e-4, 1 - 1e-4)
    empty = np.log1p(-filled)
    logs = np.full((len(levels), DIGITS + 1), 0.0)
    logs[:, NONE] = empty.sum(axis=1)
    logs[:, :DIGITS] = empty.sum(axis=1, keepdims=True) - empty + np.log(filled)
    single = np.exp(logs)
    # What is left is "several filled": it says nothing for or against any digit.
    return np.asarray(single + (1.0 - single.sum(axis=1, keepdims=True)) / (DIGITS + 1))


def _letter(column: NDArray[np.float64]) -> str:
    best = int(column.argmax())
    if column[best] < _LIKELY:
        return "?"
    return "_" if best == NONE else str(best)
