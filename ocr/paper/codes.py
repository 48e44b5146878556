"""The printed codes of a sheet as black rectangles: corner marks, AprilTag, QR and bar code."""

from collections.abc import Iterable

import cv2
import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

from recap.domain.form import Barcode, Box, Tag

_TAG_SIDE = 8
"""Modules of an AprilTag 36h10 with its black border."""

_KINDS = {"code-39": zxingcpp.BarcodeFormat.Code39, "code-128": zxingcpp.BarcodeFormat.Code128}
_HALF = 128
"""Grey between black and white."""

_DICTIONARY = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)


def mark(box: Box, *, solid: bool = False) -> tuple[Box, ...]:
    """Return the squares of a corner mark: the top left and the bottom right quarter of its box, or all of it."""
    if solid:
        return (box,)
    half_w, half_h = box.w_mm / 2, box.h_mm / 2
    return (
        Box(box.x_mm, box.y_mm, half_w, half_h),
        Box(box.x_mm + half_w, box.y_mm + half_h, half_w, half_h),
    )


def bars(barcode: Barcode) -> tuple[Box, ...]:
    """Return the black bars of a bar code."""
    box, dark = barcode.box, strips(barcode.kind, barcode.text)
    step = box.w_mm / len(dark)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], dark.astype(np.int8), [0]])))
    return tuple(
        Box(box.x_mm + float(start) * step, box.y_mm, float(end - start) * step, box.h_mm)
        for start, end in edges.reshape(-1, 2)
    )


def strips(kind: str, text: str) -> NDArray[np.bool_]:
    """Return the narrowest strips of a bar code from left to right, True where black, without its quiet zone."""
    symbol = zxingcpp.create_barcode(text, _KINDS[kind])
    image = np.asarray(zxingcpp.write_barcode_to_image(symbol, scale=1, add_hrt=False, add_quiet_zones=False))
    return np.asarray(image[0] < _HALF)


def tag(tag: Tag) -> tuple[Box, ...]:
    """Return the black modules of an AprilTag, upright as on the official form: for OpenCV that is upside down."""
    image = cv2.rotate(cv2.aruco.generateImageMarker(_DICTIONARY, tag.number, _TAG_SIDE), cv2.ROTATE_180)
    return _modules(((bool(pixel == 0) for pixel in row) for row in image), _TAG_SIDE, tag.box)


def qr(text: str, box: Box) -> tuple[Box, ...]:
    """Return the dark modules of a QR code; level Q survives a fold or a thumb on a quarter of it."""
    rows = symbol(text)
    return _modules(rows.tolist(), len(rows), box)


def symbol(text: str) -> NDArray[np.bool_]:
    """Return the modules of a QR code by row, True where dark, without its quiet zone."""
    return np.array(segno.make_qr(text, error="q", boost_error=False).matrix, bool)


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
