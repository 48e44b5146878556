"""Cut the digit boxes out of the photo, in the form the digit network learned: 48x48, grey, with the border."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.flatten import Sheet, shrunk
from ocr.plane import Points, project
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
    grids = [_grid(box.x_mm, box.y_mm, box.w_mm, box.h_mm) for box in boxes]
    source = shrunk(sheet, (SIDE_PX - 2 * _BORDER_PX) / 19.0)
    at = project(source.plane, np.concatenate(grids)).astype(np.float32).reshape(len(grids) * SIDE_PX, SIDE_PX, 2)
    crops = cv2.remap(source.picture, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crops, np.uint8).reshape(-1, SIDE_PX, SIDE_PX)


def _grid(left: float, top: float, width: float, height: float) -> Points:
    inner = SIDE_PX - 2 * _BORDER_PX
    steps = (np.arange(SIDE_PX) + 0.5 - _BORDER_PX) / inner
    x, y = np.meshgrid(left + steps * width, top + steps * height)
    return np.stack([x.ravel(), y.ravel()], axis=1)
