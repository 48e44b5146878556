"""Find a box that holds a whole number: a digit network takes two or three digits squeezed into one box for one digit.

Only asked where every other box of a number is blank, which is rare: there, a digit that falls apart into pieces side
by side, or is wider than high, may be several. Then a person reads it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cut import SIDE_PX
from ocr.fuse import CLASSES
from recap.domain.form import Page

_INSIDE = 6
"""Pixels of a crop at each side that may show the printed border."""
_BLANKS = [CLASSES.index(sign) for sign in "X-_"]
_STRUCK = CLASSES.index("?")
_INK = 0.45
"""Ink is darker than paper by this part of the darkest there: printed guide dots are fainter."""
_FAINTEST = 40
_TALL = 8
"""Pixels: a piece of a digit less high is a dot, a flag or dirt."""
_STROKE = 6
"""Pixels: a piece at the edge no wider than this is the printed border of a box that was cut awry."""
_ASIDE = 0.35
"""Part of the narrower piece's width that two digits side by side may share."""
_WIDE = 1.15
"""Width by height of the ink: digits of real forms stay below, but for one in a hundred."""


def mark_crowded(
    page: Page, chances: NDArray[np.float32], crops: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], frozenset[str]]:
    """Return the chances [N, 14] of a page's boxes, with one that seems to hold a whole number as not to be read.

    And the numbers of such boxes. What the network takes for struck out is left at that: a stroke across is wide too.
    """
    marked = chances.copy()
    crowded = set()
    filled = ~np.isin(chances.argmax(axis=1), _BLANKS)
    first = 0
    for number in page.fields:
        last = first + len(number.boxes)
        alone = first + np.flatnonzero(filled[first:last])
        is_digit = len(alone) == 1 and int(chances[alone[0]].argmax()) != _STRUCK
        if last - first > 1 and is_digit and is_crowded(crops[alone[0]]):
            marked[alone[0]] = np.eye(len(CLASSES), dtype=np.float32)[_STRUCK]
            crowded.add(number.code)
        first = last
    return marked, frozenset(crowded)


def is_crowded(crop: NDArray[np.uint8]) -> bool:
    """Say whether a box [48, 48] holds several digits side by side."""
    inside = crop[_INSIDE : SIDE_PX - _INSIDE, _INSIDE : SIDE_PX - _INSIDE]
    paper, black = (float(each) for each in np.percentile(inside, (80, 1)))
    if paper - black < _FAINTEST:
        return False
    ink = (inside < paper - _INK * (paper - black)).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = found[1:][found[1:, cv2.CC_STAT_HEIGHT] >= _TALL]
    edges = pieces[:, cv2.CC_STAT_LEFT], pieces[:, cv2.CC_STAT_LEFT] + pieces[:, cv2.CC_STAT_WIDTH]
    of_border = ((edges[0] == 0) | (edges[1] == inside.shape[1])) & (pieces[:, cv2.CC_STAT_WIDTH] <= _STROKE)
    pieces, lefts, rights = (each[~of_border] for each in (pieces, *edges))
    if len(pieces) == 0:
        return False
    height = np.max(pieces[:, 1] + pieces[:, 3]) - np.min(pieces[:, 1])
    return bool(rights.max() - lefts.min() > _WIDE * height) or _apart(lefts, rights)


def _apart(lefts: NDArray[np.int32], rights: NDArray[np.int32]) -> bool:
    """Say whether two of these pieces lie side by side."""
    shared = np.minimum(rights[:, None], rights) - np.maximum(lefts[:, None], lefts)
    narrower = np.minimum((rights - lefts)[:, None], rights - lefts)
    return bool((shared < _ASIDE * narrower).any())
