"""Find a box that holds a whole number: a digit network takes two or three digits squeezed into one box for one digit.

Only asked where every other box of a number is blank, which is rare: there, a digit that falls apart into pieces side
by side, or is wider than high, may be several. Then a person reads it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cut import SIDE_PX
from ocr.signs import BLANKS, CLASSES, STRUCK
from recap.domain.form import Page

_INSIDE = 6
"""Pixels of a crop at each side that may show the printed border."""
_INK = 0.45
"""Ink is darker than paper by this part of the darkest there: printed guide dots are fainter."""
_FAINTEST = 40
_BLACK = round(0.99 * (SIDE_PX - 2 * _INSIDE) ** 2)
"""Of the pixels inside, from the lightest on: this one is as dark as ink there is."""
_PATCH = 13
"""Pixels: no stroke is as thick, so that there is paper around each pixel of ink."""
_SPECK = 4
"""Pixels of ink in a smaller piece are dirt."""
_TALL, _AS_HIGH = 8, 0.5
"""Pixels, and part of the highest: a piece less high is a dot, a flag, or one stroke of a digit in two."""
_STROKE = 6
"""Pixels: a piece at the edge no wider than this is the printed border of a box that was cut awry."""
_CORNER = 0.2
"""Part of the rectangle around it that a corner of the border fills: no digit fills less."""
_THIN = 0.25
"""Of a line's breadth by its length; the digits that are as thin alone are not wide."""
_ASIDE = 0.35
"""Part of the narrower piece's width that two digits side by side may share."""
_FILLED = 21
"""Pixels: several digits fill more than half of the inside; a small cross is wider than high as well."""
_WIDE = 1.15
"""Width by height of the ink: digits of real forms stay below, but for one in a hundred."""


def mark_crowded(
    page: Page, chances: NDArray[np.float32], crops: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], frozenset[str]]:
    """Return the chances [N, 15] of a page's boxes, with one that seems to hold a whole number as not to be read.

    And the numbers of such boxes. What the network takes for struck out is left at that: a stroke across is wide too.
    """
    marked = chances.copy()
    crowded = set()
    filled = ~np.isin(chances.argmax(axis=1), BLANKS)
    first = 0
    for number in page.fields:
        last = first + len(number.boxes)
        alone = first + np.flatnonzero(filled[first:last])
        is_digit = len(alone) == 1 and int(chances[alone[0]].argmax()) != STRUCK
        if last - first > 1 and is_digit and is_crowded(crops[alone[0]]):
            marked[alone[0]] = np.eye(len(CLASSES), dtype=np.float32)[STRUCK]
            crowded.add(number.code)
        first = last
    return marked, frozenset(crowded)


def is_crowded(crop: NDArray[np.uint8]) -> bool:
    """Say whether a box [48, 48] holds several digits side by side."""
    inside = crop[_INSIDE : SIDE_PX - _INSIDE, _INSIDE : SIDE_PX - _INSIDE]
    # Beside the paper around it: the shade of a finger or of a fold is no ink.
    paper = cv2.GaussianBlur(cv2.dilate(inside, np.ones((_PATCH, _PATCH), np.uint8)), (0, 0), _PATCH / 3)
    dark = paper.astype(np.float32) - inside
    black = float(np.partition(dark, _BLACK, axis=None)[_BLACK])
    if black < _FAINTEST:
        return False
    ink = (dark > _INK * black).astype(np.uint8)
    _, labels, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    stats = np.asarray(found, np.int32)
    own = 1 + np.flatnonzero(~_of_border(stats[1:], inside.shape[1]) & (stats[1:, cv2.CC_STAT_AREA] >= _SPECK))
    pieces = stats[own]
    # Few are; only of those it matters whether all of it is one line.
    return len(pieces) > 0 and (_is_wide(pieces) or _apart(pieces)) and not _is_line(np.isin(labels, own))


def _of_border(pieces: NDArray[np.int32], side: int) -> NDArray[np.bool_]:
    """Say of which pieces the printed border of a box cut awry is the likelier cause: along a side, or in a corner."""
    left, top, wide, high, area = (pieces[:, column] for column in range(5))
    beside, over = (left == 0) | (left + wide == side), (top == 0) | (top + high == side)
    along = (beside & (wide <= _STROKE)) | (over & (high <= _STROKE))
    return np.asarray(along | (beside & over & (area < _CORNER * wide * high)), np.bool_)


def _is_line(ink: NDArray[np.bool_]) -> bool:
    """Say whether ink is one straight stroke: drawn across a whole number, it says that there is none."""
    _, sides, _ = cv2.minAreaRect(np.argwhere(ink).astype(np.float32))
    return min(sides) < _THIN * max(sides)


def _is_wide(pieces: NDArray[np.int32]) -> bool:
    """Say whether ink is wider than high, and than one small sign: digits that run into each other."""
    left, top, wide, high = (pieces[:, column] for column in range(4))
    across, down = np.max(left + wide) - left.min(), np.max(top + high) - top.min()
    return bool(across > _WIDE * down and across >= _FILLED)


def _apart(pieces: NDArray[np.int32]) -> bool:
    """Say whether two of these pieces that are about as high lie side by side."""
    high = pieces[:, cv2.CC_STAT_HEIGHT]
    tall = pieces[(high >= _TALL) & (high >= _AS_HIGH * high.max())]
    lefts = tall[:, cv2.CC_STAT_LEFT]
    rights = lefts + tall[:, cv2.CC_STAT_WIDTH]
    shared = np.minimum(rights[:, None], rights) - np.maximum(lefts[:, None], lefts)
    narrower = np.minimum((rights - lefts)[:, None], rights - lefts)
    return bool((shared < _ASIDE * narrower).any())
