"""The printed codes of a sheet as black rectangles: corner marks, AprilTag and QR."""

from collections.abc import Iterable

import cv2
import segno

from recap.domain.form import Box, Tag

_TAG_SIDE = 8
"""Modules of an AprilTag 36h10 with its black border."""

_DICTIONARY = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)


def mark(box: Box) -> tuple[Box, ...]:
    """Return the two squares of a corner mark: the top left and the bottom right quarter of its box."""
    half_w, half_h = box.w_mm / 2, box.h_mm / 2
    return (
        Box(box.x_mm, box.y_mm, half_w, half_h),
        Box(box.x_mm + half_w, box.y_mm + half_h, half_w, half_h),
    )


def tag(tag: Tag) -> tuple[Box, ...]:
    """Return the black modules of an AprilTag, upright as on the official form: for OpenCV that is upside down."""
    image = cv2.rotate(cv2.aruco.generateImageMarker(_DICTIONARY, tag.number, _TAG_SIDE), cv2.ROTATE_180)
    return _modules(((bool(pixel == 0) for pixel in row) for row in image), _TAG_SIDE, tag.box)


def qr(text: str, box: Box) -> tuple[Box, ...]:
    """Return the dark modules of a QR code; level Q survives a fold or a thumb on a quarter of it."""
    symbol = segno.make_qr(text, error="q", boost_error=False)
    return _modules(((bool(module) for module in row) for row in symbol.matrix), len(symbol.matrix), box)


def _modules(rows: Iterable[Iterable[bool]], side: int, box: Box) -> tuple[Box, ...]:
    """Return the dark modules of a symbol, those that touch within a row as one rectangle."""
    size = box.w_mm / side
    result = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                result.append(Box(box.x_mm + start * size, box.y_mm + y * size, (x - start) * size, size))
                start = None
    return tuple(result)
