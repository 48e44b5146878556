"""Cut oblong boxes so that digits keep their shape: some forms have boxes nearly twice as high as wide, or as wide."""

from dataclasses import replace

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet, window
from recap.domain.form import Box

_OBLONG = 1.2
"""A box up to this much longer one way is cut as it is."""
_SHORT_PX = 40
_EDGE_PX = 5
"""Of the short side's 40: where the printed border may lie."""
_INK = 0.45
_FAINTEST = 60
_LEAST_PX = 6
"""A smaller piece of ink is a speck: of strokes one pixel wide, pieces as large as this are left on any scan."""
_BORDER_PX = 4
"""A piece at the side of a box no thicker than this is what is left of its border."""
_ROOM = 1.35
"""Length of the part cut out over the length of the ink in it, as in the boxes that the network learned."""


def square_part(sheet: Sheet, box: Box) -> Box:
    """Return the part of an oblong box around its ink, nearly square; any other box as it is."""
    tall = box.h_mm > box.w_mm
    short, long = sorted((box.w_mm, box.h_mm))
    if long <= _OBLONG * short:
        return box
    seen = window(sheet, box, 0.0, _SHORT_PX / short)
    ends = _ink(seen if tall else seen.T)
    first, last = (long / 2, long / 2) if ends is None else (end * short / _SHORT_PX for end in ends)
    length = min(max(short, _ROOM * (last - first)), long)
    start = float(np.clip((first + last - length) / 2, 0, long - length))
    if tall:
        return replace(box, y_mm=box.y_mm + start, h_mm=float(length))
    return replace(box, x_mm=box.x_mm + start, w_mm=float(length))


def _ink(box: Image) -> tuple[float, float] | None:
    """Return where a tall box's handwriting begins and ends from top to bottom, in pixels; None if there is none."""
    paper, black = np.percentile(box, 70), np.percentile(box, 1)
    inner = box[_EDGE_PX:-_EDGE_PX, _EDGE_PX:-_EDGE_PX]
    ink = (inner < paper - _INK * max(paper - black, _FAINTEST)).astype(np.uint8)
    _, _, pieces, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, wide, high, area = pieces[1:].T
    at_side = (left == 0) | (top == 0) | (left + wide == ink.shape[1]) | (top + high == ink.shape[0])
    written = (area >= _LEAST_PX) & ~(at_side & (np.minimum(wide, high) <= _BORDER_PX))
    if not written.any():
        return None
    return float(top[written].min()) + _EDGE_PX, float((top + high)[written].max()) + _EDGE_PX
