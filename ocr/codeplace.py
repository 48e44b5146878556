"""Lay the grid of a QR code over a blurred one: no edge of it is sharp, but all of it together has one best place."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flatten import Sheet, window
from recap.domain.form import Box

Modules = NDArray[np.bool_]
"""A QR code by row, True where dark."""
Grey = NDArray[np.float32]
QUIET = 4
"""White modules around a code, which are sampled with it."""
_STEP = 5
"""Pixels a module while the code is sought."""
_REACH_MM = 32.0
"""Paper bent at its edge has been seen to move a code by 23 mm."""
_SOFT = 1.0
"""Blur of what is compared, in pixels on top of the photo's own; in modules, of what is drawn."""
_LIGHT, _SPREAD = 5.0, 6.0
"""Widths, in modules, over which brightness and contrast are made even."""
_STRETCHES = (0.94, 1.0, 1.06)
_STEADY = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)
_SMOOTH = 5
"""Pixels: the filter with which OpenCV takes its slopes."""


def sampled(sheet: Sheet, box: Box, code: Modules) -> Grey | None:
    """Return how light each module is where the code at this place lies most like `code`, with its quiet zone."""
    seen = _evened(window(sheet, box, _REACH_MM, _STEP * len(code) / box.w_mm).astype(np.float32))
    side = len(code) + 2 * QUIET
    light = np.kron(1 - np.pad(code, QUIET).astype(np.float32), np.ones((_STEP, _STEP), np.float32))
    drawn = np.asarray(cv2.GaussianBlur(light, (0, 0), _SOFT * _STEP), np.float32)
    try:
        _, place = cv2.findTransformECC(
            drawn, seen, _roughly(drawn, seen), cv2.MOTION_HOMOGRAPHY, _STEADY, np.empty(0), _SMOOTH
        )
    except cv2.error:
        # OpenCV's way of saying that they have nothing in common.
        return None
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(seen, place, drawn.shape, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    # The outermost pixels of a module are half its neighbour's.
    cut = flat.reshape(side, _STEP, side, _STEP)[:, 1:-1, :, 1:-1]
    return np.asarray(cut.mean(axis=(1, 3)), np.float32)


def _evened(seen: Grey) -> Grey:
    """Return the same with its brightness around zero and its contrast one, whatever light and shadow do."""
    soft = cv2.GaussianBlur(seen, (0, 0), _SOFT)
    apart = soft - cv2.GaussianBlur(soft, (0, 0), _LIGHT * _STEP)
    spread = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), _SPREAD * _STEP))
    return np.asarray(apart / (spread + 2), np.float32)


def _roughly(drawn: Grey, seen: Grey) -> Grey:
    """Return the shift and stretch from pixels of the drawn code to those of the photo, as a 3x3 matrix."""
    best, place = -1.0, np.eye(3, dtype=np.float32)
    for stretch in _STRETCHES:
        look = cv2.resize(drawn, None, fx=stretch, fy=stretch)
        _, like, _, at = cv2.minMaxLoc(cv2.matchTemplate(seen, look, cv2.TM_CCOEFF_NORMED))
        if like > best:
            best, place = like, np.array([[stretch, 0, at[0]], [0, stretch, at[1]], [0, 0, 1]], np.float32)
    return place
