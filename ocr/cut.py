"""Cut the digit boxes out of the photo, in the form the digit network learned: 48x48, grey, with the border."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flatten import Sheet, shrunk
from ocr.plane import Points
from ocr.refine import Placed
from ocr.upright import square_part
from recap.domain.form import Box

SIDE_PX = 48
_BORDER_PX = 3.2
"""The middle of the printed border lies this far inside each side of a crop."""


def cut(sheet: Sheet, placed: Mapping[str, Placed]) -> NDArray[np.uint8]:
    """Return one crop for every box of every number, in the layout's order, sampled once from the photo."""
    return cut_boxes(
        sheet,
        [
            square_part(sheet, Box(box.x_mm + float(shift[0]), box.y_mm + float(shift[1]), box.w_mm, box.h_mm))
            for field in sheet.page.fields
            for box, shift in zip(field.boxes, placed[field.code].shifts, strict=True)
        ],
    )


def cut_boxes(sheet: Sheet, boxes: Sequence[Box]) -> NDArray[np.uint8]:
    """Return one crop [48, 48] for each of these boxes, where they lie on the sheet."""
    source = shrunk(sheet, (SIDE_PX - 2 * _BORDER_PX) / 19.0)
    at = _places(source.plane, boxes).reshape(2, len(boxes) * SIDE_PX, SIDE_PX)
    crops = cv2.remap(source.picture, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crops, np.uint8).reshape(-1, SIDE_PX, SIDE_PX)


def _places(plane: Points, boxes: Sequence[Box]) -> NDArray[np.float32]:
    """Return where in the photo every pixel of every crop lies: x and y [2, n, 48, 48]."""
    steps = (np.arange(SIDE_PX) + 0.5 - _BORDER_PX) / (SIDE_PX - 2 * _BORDER_PX)
    at = np.array([(box.x_mm, box.y_mm, box.w_mm, box.h_mm) for box in boxes]).reshape(-1, 4, 1)
    x, y = at[:, 0] + steps * at[:, 2], at[:, 1] + steps * at[:, 3]
    # A homography's numerators and denominator are sums of what the column says and what the row says.
    across, down, depth = ((a * x[:, None, :], (b * y + c)[:, :, None]) for a, b, c in plane)
    below = np.add(*depth)
    found = np.empty((2, len(boxes), SIDE_PX, SIDE_PX), np.float32)
    for out, above in zip(found, (across, down), strict=True):
        # In double precision, rounded as it is stored: every array more is two megabytes to write and to read again.
        np.divide(np.add(*above), below, out=out, casting="same_kind")
    return found
