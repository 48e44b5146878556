"""Cut oblong boxes so that digits keep their shape: some forms have boxes nearly twice as high as wide, or as wide."""

from dataclasses import replace

import cv2
import numpy as np

from ocr.flatten import Sheet, window
from recap.domain.form import Box

_OBLONG = 1.2
"""A box up to this much longer one way is cut as it is."""
_SHORT_PX = 40
_EDGE = 0.13
"""Part of the short side where the printed border may lie."""
_INK = 0.45
_LEAST_PX = 14
_ROOM = 1.5
"""Length of the part cut out over the length of the ink in it, as in the boxes that the network learned."""
_LEAST = 1.05


def square_part(sheet: Sheet, box: Box) -> Box:
    """Return the part of an oblong box around its ink, nearly square; any other box as it is."""
    tall = box.h_mm > box.w_mm
    short, long = sorted((box.w_mm, box.h_mm))
    if long <= _OBLONG * short:
        return box
    seen = window(sheet, box, 0.0, _SHORT_PX / short)
    paper, black = np.percentile(seen, 70), np.percentile(seen, 1)
    edge = round(_EDGE * _SHORT_PX)
    inner = seen[edge:-edge, edge:-edge] < paper - _INK * max(paper - black, 60)
    ink = cv2.morphologyEx(inner.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    at = np.nonzero(ink)[0 if tall else 1]
    first, last = np.percentile(at, (1, 99)) if len(at) > _LEAST_PX else (0.0, 0.0)
    length = min(max(_LEAST * short, _ROOM * (last - first) * short / _SHORT_PX), long)
    middle = ((first + last) / 2 + edge) * short / _SHORT_PX if last else long / 2
    start = float(np.clip(middle - length / 2, 0, long - length))
    if tall:
        return replace(box, y_mm=box.y_mm + start, h_mm=float(length))
    return replace(box, x_mm=box.x_mm + start, w_mm=float(length))
