"""What an AprilTag of family 36h10 says: the bits in a square of the photo, compared with all tags there are.

OpenCV compares bit by bit, some milliseconds for each dark square; a photo has hundreds. One number of 64 bits for each
tag and each of its four turns makes of it one operation on a short list.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.plane import Points

FAMILY = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
_INNER = FAMILY.markerSize
_SIDE = _INNER + 2
"""Cells along a tag with its black border."""
_FINE = 4
"""Pixels a cell while it is read."""
_LEAST_CONTRAST = 15
_LIGHT_BORDER = 12
"""White cells that a border may have, in shine or dirt: what OpenCV allows too."""
_QUICK_LIGHT_BORDER = 20
"""The same of 36 single pixels, which noise turns."""
_WRONG_BITS = 4
"""Any two tags differ in ten bits."""
_PLACES = np.uint64(1) << np.arange(_INNER**2, dtype=np.uint64)
_CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32) * _SIDE * _FINE - 0.5
_DOWN, _ALONG = np.mgrid[:_SIDE, :_SIDE] / _SIDE + 0.5 / _SIDE
_SHARES = np.stack([(1 - _ALONG) * (1 - _DOWN), _ALONG * (1 - _DOWN), _ALONG * _DOWN, (1 - _ALONG) * _DOWN], axis=-1)
"""What each corner counts for in the middle of each cell."""


def number_of(picture: Image, square: Points) -> int | None:
    """Return the number of the tag with these corners in the photo, in any turn; None if there is none."""
    turn = cv2.getPerspectiveTransform(square.astype(np.float32), _CORNERS)
    seen = cv2.warpPerspective(picture, turn, (_SIDE * _FINE, _SIDE * _FINE))
    cells = cv2.resize(seen, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    if int(cells.max()) - int(cells.min()) < _LEAST_CONTRAST:
        return None
    middle, _ = cv2.threshold(seen, 0, 255, cv2.THRESH_OTSU)
    white = cells > middle
    inner = white[1:-1, 1:-1]
    if white.sum() - inner.sum() > _LIGHT_BORDER:
        return None
    wrong = np.bitwise_count(_TAGS ^ _PLACES[inner.ravel()].sum(dtype=np.uint64))
    likeliest = int(wrong.argmin())
    return likeliest // 4 if wrong[likeliest] <= _WRONG_BITS else None


def with_dark_rim(picture: Image, squares: Sequence[Points]) -> list[Points]:
    """Return those of these squares that may be tags by a quick look at a pixel of each cell."""
    if not squares:
        return []
    at = np.einsum("nkc,ijk->nijc", np.array(squares), _SHARES)
    x, y = np.moveaxis(np.clip(at.round().astype(int), 0, np.array(picture.shape[::-1]) - 1), -1, 0)
    seen = picture[y, x]
    middle = (seen.min(axis=(1, 2)) / 2 + seen.max(axis=(1, 2)) / 2)[:, None, None]
    white = seen > middle
    rim = white.sum(axis=(1, 2)) - white[:, 1:-1, 1:-1].sum(axis=(1, 2))
    return [square for square, light in zip(squares, rim.tolist(), strict=True) if light <= _QUICK_LIGHT_BORDER]


def _tags() -> NDArray[np.uint64]:
    """Return the bits of every tag as a number, in each of its four turns."""
    # OpenCV keeps one turn's bytes after the other's; bits left over stand in the last byte's lower half.
    kept = np.asarray(FAMILY.bytesList, np.uint8)
    bits = np.unpackbits(kept.reshape(len(kept), 4, -1), axis=2)
    left_over = _INNER**2 % 8
    bits = np.concatenate([bits[..., : _INNER**2 - left_over], bits[..., -left_over:]], axis=2)
    return np.asarray((bits * _PLACES).sum(axis=2, dtype=np.uint64)).ravel()


_TAGS = _tags()
