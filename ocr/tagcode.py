"""What an AprilTag of family 36h10 says: the bits in a square of the photo, compared with all tags there are.

OpenCV compares bit by bit, some milliseconds for each dark square; a photo has hundreds. One number of 64 bits for each
tag and each of its four turns makes of it one operation on a short list.
"""

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
_WRONG_BITS = 4
"""Any two tags differ in ten bits."""
_PLACES = np.uint64(1) << np.arange(_INNER**2, dtype=np.uint64)
_CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32) * _SIDE * _FINE - 0.5


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


def _tags() -> NDArray[np.uint64]:
    """Return the bits of every tag as a number, in each of its four turns."""
    # OpenCV keeps one turn's bytes after the other's; bits left over stand in the last byte's lower half.
    kept = np.asarray(FAMILY.bytesList, np.uint8)
    bits = np.unpackbits(kept.reshape(len(kept), 4, -1), axis=2)
    left_over = _INNER**2 % 8
    bits = np.concatenate([bits[..., : _INNER**2 - left_over], bits[..., -left_over:]], axis=2)
    return np.asarray((bits * _PLACES).sum(axis=2, dtype=np.uint64)).ravel()


_TAGS = _tags()
