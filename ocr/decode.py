"""Decode a photo: bytes and declared pixels are limited before any decoder sees the picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.header import Header, header
from recap.domain.errors import PhotoDamaged, PhotoEmpty, PhotoTooLarge, PhotoTooManyPixels, PhotoTooSmall

_MANY_PIXELS = 20_000_000
"""Above this the decoder halves a JPEG while decoding: the plano then still has over 2 pixels a millimetre."""
_MUCH_HELD, _MOST_HELD = 64_000_000, 128_000_000
"""Bytes of a JPEG in several scans that its decoder keeps: from the first on it is halved, beyond the second refused.

40 megapixels as phones write them (colours at half size) stay below; a reading process then stays below 400 MB.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a photo may be at most, and what it must be at least."""

    bytes: int = 12_000_000
    pixels: int = 40_000_000
    least_side_px: int = 480


def decode(photo: bytes, limits: Limits | None = None) -> Image:
    """Return the picture in grey, upright by its EXIF orientation; an `Unreadable` error says why not."""
    many = _is_large(_checked(photo, limits or Limits()))
    return _open(photo, cv2.IMREAD_REDUCED_GRAYSCALE_2 if many else cv2.IMREAD_GRAYSCALE)


def decode_colour(photo: bytes, limits: Limits | None = None, *, halved: bool = False) -> Image:
    """Return the picture in colour, upright; halved where a person only has to recognise it."""
    many = _is_large(_checked(photo, limits or Limits()))
    return _open(photo, cv2.IMREAD_REDUCED_COLOR_2 if halved or many else cv2.IMREAD_COLOR)


def encode(picture: Image, quality: int = 80) -> bytes:
    """Return the picture as JPEG without any metadata."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise PhotoDamaged
    return data.tobytes()


def _is_large(found: Header) -> bool:
    return found.pixels > _MANY_PIXELS or found.held > _MUCH_HELD


def _checked(photo: bytes, limits: Limits) -> Header:
    if not photo:
        raise PhotoEmpty
    if len(photo) > limits.bytes:
        raise PhotoTooLarge(bytes=len(photo), limit=limits.bytes)
    found = header(photo)
    if found.pixels > limits.pixels:
        raise PhotoTooManyPixels(pixels=found.pixels, limit=limits.pixels)
    if found.held > _MOST_HELD:
        raise PhotoTooManyPixels(pixels=found.pixels, limit=found.pixels * _MOST_HELD // found.held)
    if min(found.width, found.height) < limits.least_side_px:
        raise PhotoTooSmall(width=found.width, height=found.height)
    return found


def _open(photo: bytes, flag: int) -> Image:
    try:
        picture = cv2.imdecode(np.frombuffer(photo, np.uint8), flag)
    except cv2.error as error:
        raise PhotoDamaged from error
    if picture is None or picture.size == 0:
        raise PhotoDamaged
    return picture
