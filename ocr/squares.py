"""Find dark squares in a picture: parts that hang together, are about as wide as high and fill their own outline.

The work is bounded by the pixels and by how many parts are looked at, whatever the photo shows: OpenCV's search for
markers compares all its candidates with each other, which takes minutes on a picture of tiles.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.plane import Points

_MOST = 300
"""Parts looked at in one picture, those with the most ink first: a photo of a form has up to 60."""
_LEAST_PX, _LARGEST = 12, 0.3
"""A tag's bits are not told apart in a smaller square; a larger one, as a part of the picture, is no tag on a form."""
_LONG = 1.9
"""Of a square seen askew, its outline along the picture's edges."""
_INK = 0.22
"""Part of that outline which even a tag turned by 45 degrees fills."""
_FULL, _ASKEW = 0.5, 1.7
"""Part of its own hull that a tag fills, and how long its hull may be."""
_ROUND = 0.8
"""Part of the rectangle around it that a square's hull fills; a circle fills 0.785."""
_DARKER = 7
"""Greys by which ink is darker than its surroundings."""
_BEND = 0.06
_CORNERS = 4


def dark_squares(picture: Image, window_px: int) -> list[Points]:
    """Return the corners of what looks like dark squares, by a local threshold in windows of this size."""
    dark = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window_px, _DARKER)
    _, labels, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    parts = np.asarray(found)
    width, height, ink = parts[:, cv2.CC_STAT_WIDTH], parts[:, cv2.CC_STAT_HEIGHT], parts[:, cv2.CC_STAT_AREA]
    short, long = np.minimum(width, height), np.maximum(width, height)
    fine = (short >= _LEAST_PX) & (long < _LARGEST * max(picture.shape)) & (long < _LONG * short)
    fine &= ink > _INK * width * height
    fine[0] = False
    likely = np.flatnonzero(fine)
    likely = likely[np.argsort(-ink[likely], kind="stable")][:_MOST]
    return list(_outlined(labels, parts, likely))


def _outlined(labels: Image, parts: Image, likely: NDArray[np.intp]) -> Iterator[Points]:
    for part in likely.tolist():
        x, y, wide, high, ink = parts[part].tolist()
        shape = (labels[y : y + high, x : x + wide] == part).astype(np.uint8)
        outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        hull = cv2.convexHull(np.concatenate(outlines))
        area, around = cv2.contourArea(hull), cv2.minAreaRect(hull)
        sides = sorted(around[1])
        if area > _ROUND * sides[0] * sides[1] and sides[1] < _ASKEW * sides[0] and ink > _FULL * area:
            bent = cv2.approxPolyDP(hull, _BEND * cv2.arcLength(hull, closed=True), closed=True)
            corners = bent.reshape(-1, 2) if len(bent) == _CORNERS else cv2.boxPoints(around)
            yield np.asarray(corners + np.array([x, y]), np.float64)
