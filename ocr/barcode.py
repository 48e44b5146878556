"""Compare a printed bar code with what it should say: on a scan of 150 dpi its bars are too fine to be decoded.

A text is drawn as light and dark strips, softened as the scan softens them, and correlated with the mean of the code's
rows; the code may be shifted and stretched a little. Texts that differ in one digit, as those of two pages do, cannot
be told apart.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flatten import Sheet, window
from ocr.paper.codes import strips
from recap.domain.form import Barcode

_STRIPS = 6
"""Pixels a strip while the code is compared."""
_MARGIN = 12
"""Strips of white kept on both sides: the code may lie a little off its place."""
_STRETCHES = (0.985, 0.9925, 1.0, 1.0075, 1.015)
_SOFT = 0.6
"""Blur of the scan, in strips."""


def likeness(sheet: Sheet, code: Barcode, text: str) -> float:
    """Return how much the code at this place looks like the one that says `text`: a correlation, 1 is the same."""
    seen = _seen(sheet, code, len(strips(code.kind, code.text)))
    return max(_best(seen, code.kind, text, stretch) for stretch in _STRETCHES)


def _seen(sheet: Sheet, code: Barcode, strips: int) -> NDArray[np.float32]:
    """Return the mean darkness of the code across its bars, with a margin, at some pixels a strip."""
    scale = strips * _STRIPS / code.box.w_mm
    around = window(sheet, code.box, _MARGIN * code.box.w_mm / strips, scale)
    high = int(code.box.h_mm * scale)
    middle = around.shape[0] // 2
    rows = around[middle - high // 4 : middle + high // 4]
    return np.asarray(255 - rows.mean(axis=0), np.float32)


def _best(seen: NDArray[np.float32], kind: str, text: str, stretch: float) -> float:
    drawn = np.repeat(strips(kind, text), _STRIPS).astype(np.float32)
    size = (round(len(drawn) * stretch), 1)
    look = cv2.resize(cv2.GaussianBlur(drawn[None], (0, 0), _SOFT * _STRIPS), size, interpolation=cv2.INTER_AREA)
    if look.shape[1] > len(seen):
        return 0.0
    return float(cv2.matchTemplate(seen[None], look, cv2.TM_CCOEFF_NORMED).max())
