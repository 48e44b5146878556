"""A struck-out digit's right one, which KPPS write small above its box: found, cut to look like a box, and read.

Printed lines run through it (the next box's border, a line of the table): they are taken out first, and what crosses
them is joined again. Whatever reaches out of the place is somebody else's ink: the digit of the box above, the stroke
that strikes out. Only one thing of a digit's size may stand there; it is read at several sizes, which must agree.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.cut import SIDE_PX
from ocr.digits import recognise
from ocr.flatten import Sheet, window
from ocr.settle import Settled
from ocr.signs import STRUCK
from recap.domain.form import Box, NumberField

MOST_STRUCK = 0.3
"""From this chance on a box may be struck out."""
_SURELY_STRUCK, _SURELY_NOT, _CLEAR = 0.9, 0.02, 0.95
"""Where nothing but the box and its neighbours count: it is struck out, they are not, and are read beyond doubt."""
_DIGITS = 10
_OTHERWISE = 0.02
"""Part of what is read so that may be something else: initials, a tick, the digit of a neighbour."""

_ABOVE_MM, _OFF_MM, _ASIDE_MM = 10.0, 0.2, 1.0
"""How high the place above a box is, how far from its upper border, and from the lines of its sides."""
_SCALE = 4.0
"""Pixels a mm at which it is looked at."""
_LINE, _THICKEST_MM = 0.2, 1.8
"""Darkness of a row of pixels, from side to side, that is a printed line; lines that are thicker are something else."""
_FAINTEST, _INK = 0.15, 0.4
"""Darkness of the darkest ink there is at least, and the part of it from which on a pixel is ink."""
_SPECK_MM2 = 0.35
_LOWEST_MM, _HIGHEST_MM, _WIDEST = 2.6, 9.0, 1.2
"""A digit's height, and its width by its height at most."""
_SHARED = 0.35
"""Part of the narrower one's width by which two pieces of one digit lie above each other."""
_HEIGHTS_PX = (22, 26, 30)
_FRAME_PX, _PAPER, _BLACK = 3, 205, 60
"""The border that a crop shows, how light its paper is, and how dark its ink."""


@dataclass(frozen=True, slots=True)
class Above:
    """The chances of the ten digits by what is written above each struck-out box of a number where a digit is seen.

    `clear` says that there is one such box, without doubt struck out, that all others are clear, and so is the digit.
    """

    digits: Mapping[int, NDArray[np.float64]]
    clear: bool

    def read_into(self, boxes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return a number's boxes [k, classes] with what is written anew in place of what is struck out."""
        rows = np.array(boxes, np.float64)
        for place, digits in self.digits.items():
            rows[place, :_DIGITS] += rows[place, STRUCK] * digits
            rows[place, STRUCK] = 0.0
        return rows

    def denies(self, number: int | None, places: int) -> bool:
        """Tell whether the digit is clear and not the one that a number of so many places has there."""
        if not self.clear:
            return False
        (place, digits), *_ = self.digits.items()
        return number is None or number // 10 ** (places - 1 - place) % 10 != int(digits.argmax())


def look_above(found: Settled, boxes: Mapping[str, NDArray[np.floating]], aside: Collection[str]) -> dict[str, Above]:
    """Return what is written above the boxes [k, classes] that may be struck out; numbers set `aside` are left alone.

    What stands between two struck-out boxes may belong to either, and is clear for none.
    """
    struck = {
        field.code: {place: _placed(found, field, place) for place in _struck(boxes[field.code])}
        for field in found.sheet.page.fields
        if field.code not in aside
    }
    everywhere = [box for places in struck.values() for box in places.values()]
    seen = {}
    for code, places in struck.items():
        read = {place: digits for place, box in places.items() if (digits := read_above(found.sheet, box)) is not None}
        if read:
            alone = not any(_is_over(other, box) for box in places.values() for other in everywhere)
            seen[code] = Above(read, alone and _is_clear(boxes[code], read))
    return seen


def read_above(sheet: Sheet, box: Box) -> NDArray[np.float64] | None:
    """Return the chances of the ten digits by what stands above a box; None where not one thing is seen."""
    crops = crop_above(sheet, box)
    if crops is None:
        return None
    chances = recognise(crops)
    if len({int(each.argmax()) for each in chances}) > 1:
        return None
    digits = np.asarray(chances.mean(axis=0)[:_DIGITS], np.float64)
    return np.asarray((1 - _OTHERWISE) * digits + (1 - (1 - _OTHERWISE) * digits.sum()) / _DIGITS)


def _struck(rows: NDArray[np.floating]) -> list[int]:
    return [int(place) for place in np.flatnonzero(rows[:, STRUCK] >= MOST_STRUCK)]


def _placed(found: Settled, field: NumberField, place: int) -> Box:
    box, (x, y) = field.boxes[place], found.placed[field.code].shifts[place]
    return replace(box, x_mm=box.x_mm + float(x), y_mm=box.y_mm + float(y))


def _is_over(other: Box, box: Box) -> bool:
    """Say whether another box stands right above this one, so that what is between them may be its own."""
    beside, higher = abs(other.x_mm - box.x_mm), box.y_mm - other.y_mm
    return beside < box.w_mm / 2 and 0 < higher < other.h_mm + _ABOVE_MM


def _is_clear(rows: NDArray[np.floating], read: Mapping[int, NDArray[np.float64]]) -> bool:
    if len(_struck(rows)) > 1 or max(digits.max() for digits in read.values()) < _CLEAR:
        return False
    (place,) = read
    others = np.delete(rows, place, axis=0)
    clear = len(others) == 0 or bool((others.max(axis=1) >= _CLEAR).all() and others[:, STRUCK].max() < _SURELY_NOT)
    return clear and float(rows[place, STRUCK]) >= _SURELY_STRUCK


def crop_above(sheet: Sheet, box: Box) -> NDArray[np.uint8] | None:
    """Return the digit above a box as crops [sizes, 48, 48] like those of boxes; None where not one thing is seen."""
    height = _ABOVE_MM - _OFF_MM
    place = Box(box.x_mm + _ASIDE_MM, box.y_mm - _ABOVE_MM, box.w_mm - 2 * _ASIDE_MM, height)
    dark = _without_lines(_darkness(window(sheet, place, 0, _SCALE)))
    if dark is None:
        return None
    ink = _one_thing(dark)
    return None if ink is None else np.stack([_framed(ink, height) for height in _HEIGHTS_PX])


def _darkness(grey: Image) -> Image:
    paper = float(np.percentile(grey, 75))
    return np.asarray(np.clip(1 - np.asarray(grey, np.float32) / max(paper, 1.0), 0, 1), np.float32)


def _without_lines(dark: Image) -> Image | None:
    """Return the place without lines from side to side, and what crossed them joined; None where that is too much."""
    lines = np.median(dark, axis=1) > _LINE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lines, [False]]).astype(np.int8)))
    if np.any(edges[1::2] - edges[::2] > _THICKEST_MM * _SCALE):
        return None
    wide = cv2.dilate(lines.astype(np.uint8)[:, None], np.ones((3, 1), np.uint8))
    mask = np.repeat(wide, dark.shape[1], axis=1)
    return np.asarray(cv2.inpaint((dark * 255).astype(np.uint8), mask, 4, cv2.INPAINT_TELEA), np.float32) / 255


def _one_thing(dark: Image) -> Image | None:
    """Return the darkness of the only thing of a digit's size that lies wholly inside, cut closely; None without."""
    blackest = float(np.percentile(dark, 98))
    if blackest < _FAINTEST:
        return None
    ink = (dark > _INK * blackest).astype(np.uint8)
    _, labels, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, wide, high, area = (np.asarray(found, np.int32)[1:, column] for column in range(5))
    right, bottom = left + wide, top + high
    inside = (left > 0) & (top > 0) & (right < dark.shape[1]) & (bottom < dark.shape[0])
    own = np.flatnonzero(inside & (area >= _SPECK_MM2 * _SCALE**2))
    if not len(own) or _apart(left[own], right[own]):
        return None
    x, y, x_end, y_end = left[own].min(), top[own].min(), right[own].max(), bottom[own].max()
    tall = (y_end - y) / _SCALE
    if not _LOWEST_MM <= tall <= _HIGHEST_MM or x_end - x > _WIDEST * (y_end - y):
        return None
    kept = cv2.dilate(np.isin(labels, own + 1).astype(np.uint8), np.ones((3, 3), np.uint8))
    cut = (dark * kept)[max(0, y - 1) : y_end + 1, max(0, x - 1) : x_end + 1]
    return np.asarray(np.clip(cut / blackest, 0, 1), np.float32)


def _apart(lefts: NDArray[np.int32], rights: NDArray[np.int32]) -> bool:
    """Say whether two of these pieces lie side by side: a digit's lie above each other."""
    shared = np.minimum(rights[:, None], rights) - np.maximum(lefts[:, None], lefts)
    narrower = np.minimum((rights - lefts)[:, None], rights - lefts)
    return bool((shared < _SHARED * narrower).any())


def _framed(ink: Image, height: int) -> NDArray[np.uint8]:
    """Return ink as a crop of a box [48, 48], so many pixels high."""
    scale = height / ink.shape[0]
    width = max(1, round(ink.shape[1] * scale))
    small = cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    dark = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    x, y = (SIDE_PX - width) // 2, (SIDE_PX - height) // 2
    dark[y : y + height, x : x + width] = small
    end = SIDE_PX - 1 - _FRAME_PX
    cv2.rectangle(dark, (_FRAME_PX, _FRAME_PX), (end, end), 1.0, 2)
    return np.asarray(_PAPER - (_PAPER - _BLACK) * dark, np.float32).round().astype(np.uint8)
