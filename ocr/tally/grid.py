"""Finds a tally grid by its own printed lines: far from the boxes, one plane no longer tells where it lies."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flatten import WORK_PX_PER_MM, Sheet, shrunk
from ocr.plane import Points, project
from ocr.shade import Shade
from ocr.tally.ruling import Ruling, fit, fit_straight, level, upright
from recap.domain.form import Box, TallyGrid

CELL_PX = 32
MARGIN = 0.25
"""A crop shows this part of a cell more on every side: strokes lean out of their cells."""

_SCALE = WORK_PX_PER_MM / 2
_REACH_MM = 14.0
"""So far the middle of a grid may lie from its guess; its ends lie farther where the paper is seen askew."""
_AROUND_MM = 23.0
_NEAR_MM = 4.0
"""So far paper waves or folds within a grid."""
_CLEAR_MM = 3.0
"""Strokes seldom reach so near to the level lines, so that upright lines are sought there alone."""
_WIDE, _STEP = 4, 2
"""Level lines are followed in strips of so many columns, one for every so many."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a grid lies: its area in mm, moved at its four corners by `corners` [4, 2]; how clear its lines are.

    On top of that its rows move sideways by `aside` [rows, 2] at their left and right ends, and strips of its columns
    downwards by `below` [strips, 2] at their tops and bottoms.
    """

    area: Box
    corners: Points
    aside: Points
    below: Points
    contrast: float

    def moved(self, points: Points) -> Points:
        """Return points of the layout, mm [n, 2], where they are on this paper."""
        along = (points[:, 0] - self.area.x_mm) / self.area.w_mm
        down = (points[:, 1] - self.area.y_mm) / self.area.h_mm
        far, deep = along[:, None], down[:, None]
        top = self.corners[0] * (1 - far) + self.corners[1] * far
        bottom = self.corners[2] * (1 - far) + self.corners[3] * far
        left, right = _along(self.aside, down)
        upper, lower = _along(self.below, along)
        waves = np.stack([left * (1 - along) + right * along, upper * (1 - down) + lower * down], axis=1)
        return np.asarray(points + top * (1 - deep) + bottom * deep + waves)


def surroundings(grid: TallyGrid, guess: Points) -> Box:
    """Return the part of a page, in mm, that must be seen to find a grid near its place moved by `guess`."""
    left, top = grid.area.x_mm + float(guess[0]) - _AROUND_MM, grid.area.y_mm + float(guess[1]) - _AROUND_MM
    return Box(left, top, grid.area.w_mm + 2 * _AROUND_MM, grid.area.h_mm + 2 * _AROUND_MM)


def find_grid(shade: Shade, grid: TallyGrid, guess: Points) -> Found:
    """Return the grid near its place moved by `guess` (mm), from the darkness of that part of the flattened page."""
    around = _around(shade, surroundings(grid, guess))
    width, height = grid.area.w_mm * _SCALE, grid.area.h_mm * _SCALE
    pad, reach = _AROUND_MM * _SCALE, _REACH_MM * _SCALE
    flat = fit(np.ascontiguousarray(level(around).T), grid.rows + 1, (pad, height), reach)
    steep = fit(_between(upright(around), flat, grid.rows), grid.columns + 1, (pad, width), reach)
    corners = _corners(flat, steep, (pad, pad, width, height)) / _SCALE
    aside, below = _waves(_rectified(around, grid.area, corners), grid)
    return Found(grid.area, corners + guess, aside, below, min(flat.contrast, steep.contrast))


def cut_cells(sheet: Sheet, grid: TallyGrid, found: Found) -> NDArray[np.uint8]:
    """Return the crop [columns * rows, 32, 32] of every cell, row by row, sampled from the photo."""
    width, height = grid.area.w_mm / grid.columns, grid.area.h_mm / grid.rows
    source = shrunk(sheet, CELL_PX / (width * (1 + 2 * MARGIN)))
    lefts = grid.area.x_mm + (np.tile(np.arange(grid.columns), grid.rows) - MARGIN) * width
    tops = grid.area.y_mm + (np.repeat(np.arange(grid.rows), grid.columns) - MARGIN) * height
    size = np.array([width, height]) * (1 + 2 * MARGIN)
    # The middles of a crop's first pixel, of its last in the first row, and of its first in the last row.
    half, last = 0.5 / CELL_PX, 1 - 0.5 / CELL_PX
    ends = np.array([(half, half), (last, half), (half, last)]) * size
    places = found.moved((np.stack([lefts, tops], axis=1)[:, None] + ends[None]).reshape(-1, 2))
    seen = project(source.plane, places).reshape(-1, 3, 2).astype(np.float32)
    far = CELL_PX - 1
    shown = np.array([(0, 0), (far, 0), (0, far)], np.float32)
    cells = [
        cv2.warpAffine(
            source.picture,
            cv2.getAffineTransform(shown, three),
            (CELL_PX, CELL_PX),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for three in seen
    ]
    return np.asarray(cells, np.uint8)


def _along(ends: Points, where: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both columns of `ends` [n, 2], given in the middles of n equal parts of 0..1, at these places."""
    middles = (np.arange(len(ends)) + 0.5) / len(ends)
    return np.interp(where, middles, ends[:, 0]), np.interp(where, middles, ends[:, 1])


def _around(shade: Shade, area: Box) -> NDArray[np.float32]:
    """Return the darkness of a part of the page at half the working scale; nothing is paper."""
    size = (round(area.w_mm * _SCALE), round(area.h_mm * _SCALE))
    left, top = area.x_mm * WORK_PX_PER_MM - shade.left, area.y_mm * WORK_PX_PER_MM - shade.top
    to_part = np.array([[2, 0, left + 0.5], [0, 2, top + 0.5]])
    blurred = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(shade.dark, to_part, size, flags=blurred), np.float32)


def _between(lines: NDArray[np.float32], flat: Ruling, rows: int) -> NDArray[np.float32]:
    """Return upright lines where strokes seldom are: near the level lines, and nothing elsewhere."""
    high, wide = lines.shape
    step = flat.length / rows
    tilt = flat.lean * (np.arange(wide, dtype=np.float32) - (wide - 1) / 2)
    place = np.arange(high, dtype=np.float32)[:, None] - np.float32(flat.first) - tilt[None, :]
    clear = _CLEAR_MM * _SCALE
    off = np.mod(place + clear, np.float32(step))
    near = (off < 2 * clear) & (np.abs(place - flat.length / 2) < flat.length / 2 + clear)
    return np.asarray(np.where(near, lines, 0) / max(float(near.mean()), 0.05), np.float32)


def _corners(flat: Ruling, steep: Ruling, place: tuple[float, float, float, float]) -> Points:
    """Return how far the corners of a place (left, top, width, height, in pixels) moved."""
    left, top, width, height = place
    found = []
    for v in (0.0, 1.0):
        for u in (0.0, 1.0):
            x = steep.first + u * steep.length + steep.lean * (v - 0.5) * height
            y = flat.first + v * flat.length + flat.lean * (u - 0.5) * width
            found.append((x - left - u * width, y - top - v * height))
    return np.array(found)


def _rectified(around: NDArray[np.float32], area: Box, corners: Points) -> NDArray[np.float32]:
    """Return the picture of a grid whose corners lie at its area's, with `_NEAR_MM` around it."""
    ends = np.array([(0, 0), (area.w_mm, 0), (0, area.h_mm), (area.w_mm, area.h_mm)])
    seen = ((ends + corners + _AROUND_MM) * _SCALE).astype(np.float32)
    shown = ((ends + _NEAR_MM) * _SCALE).astype(np.float32)
    size = (round((area.w_mm + 2 * _NEAR_MM) * _SCALE), round((area.h_mm + 2 * _NEAR_MM) * _SCALE))
    turn = cv2.getPerspectiveTransform(shown, seen)
    return np.asarray(cv2.warpPerspective(around, turn, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))


def _waves(picture: NDArray[np.float32], grid: TallyGrid) -> tuple[Points, Points]:
    """Return how rows move sideways and strips of columns downwards, in mm, in the picture of a rectified grid."""
    pad, width, height = _NEAR_MM * _SCALE, grid.area.w_mm * _SCALE, grid.area.h_mm * _SCALE
    still = Ruling(pad, height, 0.0, 0.0)
    strips = -(-grid.columns // _STEP)
    below = _followed(level(picture).T, (pad, width / strips), strips, Ruling(pad, height, 0, 0), grid.rows)
    lines = _between(upright(picture), still, grid.rows)
    aside = _followed(lines, (pad, height / grid.rows), grid.rows, Ruling(pad, width, 0, 0), grid.columns)
    return aside, below


def _followed(lines: NDArray[np.float32], parts: tuple[float, float], count: int, still: Ruling, spaces: int) -> Points:
    """Return how far, in mm, the ends of the lines moved in each of `count` parts from (first, step) pixels down."""
    first, step = parts
    found = np.zeros((count, 2))
    for part, row in enumerate(found):
        top, end = first + (part - 0.5) * step, first + (part + 1.5) * step
        strip = np.ascontiguousarray(lines[max(0, round(top)) : round(end)])
        seen = fit_straight(strip, spaces + 1, (still.first, still.length), _NEAR_MM * _SCALE)
        row[:] = (seen.first - still.first, seen.first + seen.length - still.first - still.length)
    return _smooth(found) / _SCALE


def _smooth(ends: Points) -> Points:
    """Return the values without jumps: each the median of itself and its neighbours, then their mean."""
    padded = np.pad(ends, ((1, 1), (0, 0)), mode="edge")
    middle = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    padded = np.pad(middle, ((1, 1), (0, 0)), mode="edge")
    return np.asarray((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)
