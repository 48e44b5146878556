"""Look for the printed borders of boxes on a flattened page: coarsely on a quarter of its pixels, then finely.

Borders stand out by the mean darkness on them less the mean beside them: a correlation with a drawing of the borders.
Boxes of one shape share one coarse map of it, in which all their searches look. Finely only a few places around the
best are tried: there the drawing is taken apart into few products of a column and a row (its singular vectors), which
makes of the correlation two products of small matrices, for all boxes of one shape at once.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.elastic import best_chain
from ocr.flatten import WORK_PX_PER_MM as SCALE
from ocr.plane import Points
from ocr.shade import Shade
from recap.domain.form import Box

_STROKE_MM = 1.06
_BESIDE_MM = 2.6
"""Paper within this distance of a border is compared with it."""
_FINE_PX = 3
"""The coarse place of a border is right to this much."""
_BEND_PX, _STIFF = 4, 0.003
"""On the coarse map: one box of a number is off the next by at most 3 mm, where its border is much clearer there."""
_EXACT = 1e-4
"""Part of a drawing that may be lost when it is taken apart."""

_PAD = int(np.ceil((_BESIDE_MM + _STROKE_MM) * SCALE))
"""The margin of a drawing, in pixels."""

_Shape = tuple[tuple[float, float, float, float], ...]
"""Boxes of one number as (x, y, width, height) in mm from the first one's corner."""
_Pixels = NDArray[np.float32]


class Borders:
    """The borders on one flattened page; `found` shifts are in mm, with how far borders stand out there."""

    def __init__(self, shade: Shade) -> None:
        """Look on this part of a page."""
        self._dark = shade.dark
        self._left, self._top = shade.left, shade.top
        self._small = cv2.resize(shade.dark, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        self._maps: dict[_Shape, Image] = {}

    def search(self, boxes: tuple[Box, ...], guess: Points, reach_mm: float) -> tuple[Points, float]:
        """Return the shift near `guess` at which the boxes' borders stand out most; 0 where none can be looked for."""
        shape, corner = _shape(boxes), self._corner(boxes[0])
        (left, top), seen = self._around(shape, corner + guess * SCALE, reach_mm)
        if seen.size == 0:
            return guess, 0.0
        _, _, _, (x, y) = cv2.minMaxLoc(seen)
        at, contrast = self._fine(shape, (2 * (left + x), 2 * (top + y)), _FINE_PX)
        return (at - corner) / SCALE, contrast

    def bent(self, boxes: tuple[Box, ...], guess: Points, reach_mm: float) -> tuple[Points, float]:
        """Return the shift of every box, one row each, where the paper bends between them; contrast as of `search`."""
        shapes, corners = [_shape((box,)) for box in boxes], np.array([self._corner(box) for box in boxes])
        places = [self._around(shape, at + guess * SCALE, reach_mm) for shape, at in zip(shapes, corners, strict=True)]
        if len({seen.shape for _, seen in places}) > 1 or not places[0][1].size:
            return np.tile(guess, (len(boxes), 1)), 0.0
        chain = best_chain([np.asarray(seen, np.float32) for _, seen in places], _BEND_PX, _STIFF)
        found = [
            self._fine(shape, (2 * (left + x), 2 * (top + y)), _FINE_PX)
            for shape, ((left, top), _), (x, y) in zip(shapes, places, chain, strict=True)
        ]
        return (np.array([at for at, _ in found]) - corners) / SCALE, float(np.mean([clear for _, clear in found]))

    def outline(self, boxes: tuple[Box, ...], guess: Points, reach_mm: float) -> float:
        """Return how far borders stand out at most near a guess, seen coarsely: to be compared with its like alone."""
        _, seen = self._around(_shape(boxes), self._corner(boxes[0]) + guess * SCALE, reach_mm)
        return float(seen.max()) if seen.size else 0.0

    def each(self, boxes: Sequence[Box], guesses: Points, reach_mm: float) -> tuple[Points, NDArray[np.float64]]:
        """Return the shift near its guess at which each single box's border stands out most, and by how much."""
        reach = max(1, round(reach_mm * SCALE))
        shifts, contrasts = guesses.copy(), np.zeros(len(boxes))
        shapes = [_shape((box,)) for box in boxes]
        corners = np.array([self._corner(box) for box in boxes])
        for shape in dict.fromkeys(shapes):
            of = np.array([k for k, each in enumerate(shapes) if each == shape])
            at, contrasts[of] = self._all_fine(shape, np.round(corners[of] + guesses[of] * SCALE).astype(int), reach)
            shifts[of] = (at - corners[of]) / SCALE
        return shifts, contrasts

    def _corner(self, box: Box) -> Points:
        """Return where a drawing that begins with this box begins, in pixels, if nothing has moved."""
        return np.array([box.x_mm * SCALE - _PAD - self._left, box.y_mm * SCALE - _PAD - self._top])

    def _around(self, shape: _Shape, at: Points, reach_mm: float) -> tuple[tuple[int, int], Image]:
        """Return the part of the coarse map within reach of a place, and where it begins; it may be empty."""
        if shape not in self._maps:
            look = _coarse(shape)
            room = min(np.subtract(self._small.shape, look.shape)) >= 0
            self._maps[shape] = (
                cv2.matchTemplate(self._small, look, cv2.TM_CCORR) if room else np.empty((0, 0), np.float32)
            )
        reach = max(1, round(reach_mm * SCALE / 2))
        x, y = (round(float(v) / 2) for v in at)
        left, top = max(0, x - reach), max(0, y - reach)
        return (left, top), self._maps[shape][top : max(0, y + reach + 1), left : max(0, x + reach + 1)]

    def _fine(self, shape: _Shape, at: tuple[int, int], reach: int) -> tuple[Points, float]:
        """Return the best place within reach of this one, to a part of a pixel, and its contrast."""
        columns, rows = _apart(shape, reach)
        high, wide = columns.shape[1], rows.shape[1]
        left = max(0, min(at[0] - reach, self._dark.shape[1] - wide))
        top = max(0, min(at[1] - reach, self._dark.shape[0] - high))
        window = self._dark[top : top + high, left : left + wide]
        if window.shape != (high, wide):
            return np.array(at, np.float64), 0.0
        seen = (columns @ window).reshape(2 * reach + 1, -1) @ rows.reshape(-1, 2 * reach + 1)
        _, best, _, (x, y) = cv2.minMaxLoc(seen)
        return np.array([left + _peak(seen[y], x), top + _peak(seen[:, x], y)]), best

    def _all_fine(self, shape: _Shape, at: NDArray[np.int_], reach: int) -> tuple[Points, NDArray[np.float64]]:
        """Return the same for many places [n, 2]."""
        columns, rows = _apart(shape, reach)
        high, wide, side = columns.shape[1], rows.shape[1], 2 * reach + 1
        room = np.array(self._dark.shape[::-1]) - (wide, high)
        if room.min() < 0:
            return at.astype(np.float64), np.zeros(len(at))
        starts = np.clip(at - reach, 0, room)
        windows = np.stack([self._dark[y : y + high, x : x + wide] for x, y in starts.tolist()])
        seen = (columns @ windows).reshape(len(starts) * side, -1) @ rows.reshape(-1, side)
        seen = seen.reshape(len(starts), side, side)
        best = seen.reshape(len(starts), -1).argmax(axis=1)
        y, x = np.divmod(best, side)
        fine = [(_peak(one[v], u), _peak(one[:, u], v)) for one, u, v in zip(seen, x.tolist(), y.tolist(), strict=True)]
        return starts + np.array(fine), seen.reshape(len(starts), -1)[np.arange(len(best)), best].astype(np.float64)


def _peak(values: NDArray[np.floating], at: int) -> float:
    """Return the place of a maximum to a part of a sample, by the parabola through its neighbours."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, here, after = values[at - 1 : at + 2].tolist()
    bend = before - 2 * here + after
    return float(at + (0.5 * (before - after) / bend if bend < 0 else 0.0))


@lru_cache(4096)
def _shape(boxes: tuple[Box, ...]) -> _Shape:
    first = boxes[0]
    # Micrometres: rounding errors of the layout's sums make no shapes of their own.
    return tuple(
        (round(box.x_mm - first.x_mm, 3), round(box.y_mm - first.y_mm, 3), round(box.w_mm, 3), round(box.h_mm, 3))
        for box in boxes
    )


@cache
def _apart(shape: _Shape, reach: int) -> tuple[_Pixels, _Pixels]:
    """Return the factors of the correlation with a drawing within reach: [side * rank, high] and [rank, wide, side]."""
    look = _drawn(shape)
    columns, weight, rows = np.linalg.svd(look.astype(np.float64), full_matrices=False)
    left_out = np.sqrt(np.cumsum((weight**2)[::-1])[::-1])
    rank = int((left_out > _EXACT * left_out[0]).sum())
    side, (high, wide) = 2 * reach + 1, look.shape
    down = np.zeros((side, rank, high + side - 1), np.float32)
    across = np.zeros((rank, wide + side - 1, side), np.float32)
    for step in range(side):
        down[step, :, step : step + high] = (columns[:, :rank] * weight[:rank]).T
        across[:, step : step + wide, step] = rows[:rank]
    return down.reshape(side * rank, -1), across


@cache
def _coarse(shape: _Shape) -> _Pixels:
    """Return the drawing at half the scale."""
    look = _drawn(shape)
    even = np.pad(look, [(0, length % 2) for length in look.shape])
    return np.asarray(4 * cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)


@cache
def _drawn(shape: _Shape) -> _Pixels:
    """Return the drawing of these borders: what adds up to 1 on them, and to -1 on the paper beside them."""
    width = round(max(x + w for x, _, w, _ in shape) * SCALE) + 2 * _PAD + 1
    height = round(max(y + h for _, y, _, h in shape) * SCALE) + 2 * _PAD + 1
    fine = 4
    line, near = np.zeros((height * fine, width * fine), np.uint8), np.zeros((height * fine, width * fine), np.uint8)
    for x, y, w, h in shape:
        # A shift of 0 puts the box's corner on the edge between pixels pad-1 and pad, as flattening does.
        first = (round((x * SCALE + _PAD) * fine), round((y * SCALE + _PAD) * fine))
        last = (round(((x + w) * SCALE + _PAD) * fine), round(((y + h) * SCALE + _PAD) * fine))
        cv2.rectangle(near, first, last, 255, round(2 * _BESIDE_MM * SCALE * fine))
        cv2.rectangle(line, first, last, 255, round(_STROKE_MM * SCALE * fine))
    on = cv2.resize(line, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = cv2.resize(near, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = np.where(on > 0, 0, beside)
    return np.asarray(on / on.sum() - beside / beside.sum(), np.float32)
