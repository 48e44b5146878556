"""Find the AprilTag (family 36h10) that names form and page, however the sheet lies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.halves import fitting

_SEARCH_PX = 2000
"""Long side of the picture searched first: a tag of 32 mm on a plano then has some 60 pixels."""
_WINDOW_PX = 23
"""One window of local threshold finds a tag of this size in even light, in a fifth of the time of OpenCV's three."""
_QUICK_PERIMETER = 0.08
_LEAST_PERIMETER = 0.015
"""A tag's circumference as a part of the picture's long side; the quick search looks only for one well in view."""


_Attempt = tuple[cv2.aruco.ArucoDetector, float, Callable[[Image], Image]]


@dataclass(frozen=True, slots=True)
class SeenTag:
    """A tag in the picture: its number and corners in pixels (top left, top right, bottom right, bottom left).

    The corners are named as on the upright page: KPU prints the tag half a turn from OpenCV's idea of upright.
    """

    number: int
    corners: NDArray[np.float64]


def find_tags(picture: Image) -> list[SeenTag]:
    """Return every tag, trying ever harder until one is found."""
    return clear_tags(picture) or hidden_tags(picture)


def clear_tags(picture: Image) -> list[SeenTag]:
    """Return the tags that are well in view and well lit."""
    return _first(picture, _easily(picture))


def hidden_tags(picture: Image) -> list[SeenTag]:
    """Return the tags in shadow, blurred or small; a photo without any costs a second."""
    return _first(picture, _stubbornly(picture))


def _first(picture: Image, attempts: Iterator[_Attempt]) -> list[SeenTag]:
    for detector, scale, prepare in attempts:
        small = _resized(picture, scale)
        found = _detect(detector, prepare(small), scale)
        if found:
            return found
    return []


def _easily(picture: Image) -> Iterator[_Attempt]:
    half = min(1.0, _SEARCH_PX / max(picture.shape[:2]))
    yield _quick(), half, _plain
    yield _thorough(), half, _plain


def _stubbornly(picture: Image) -> Iterator[_Attempt]:
    half = min(1.0, _SEARCH_PX / max(picture.shape[:2]))
    if half < 1:
        yield _thorough(), 1.0, _plain
    yield _thorough(), half, _evened
    yield _thorough(), half, _softened
    yield _thorough(), min(1.0, 0.6 * half), _evened
    yield _thorough(), 1.5 * half, _evened


def _resized(picture: Image, scale: float) -> Image:
    smaller, left = fitting(picture, min(1.0, scale))
    left *= max(1.0, scale)
    return smaller if left == 1 else cv2.resize(smaller, None, fx=left, fy=left, interpolation=cv2.INTER_AREA)


def _plain(picture: Image) -> Image:
    return picture


def _evened(picture: Image) -> Image:
    return cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(picture)


def _softened(picture: Image) -> Image:
    return cv2.GaussianBlur(picture, (0, 0), 1.5)


@cache
def _quick() -> cv2.aruco.ArucoDetector:
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = _WINDOW_PX
    settings.minMarkerPerimeterRate = _QUICK_PERIMETER
    return _detector(settings)


@cache
def _thorough() -> cv2.aruco.ArucoDetector:
    settings = cv2.aruco.DetectorParameters()
    settings.minMarkerPerimeterRate = _LEAST_PERIMETER
    return _detector(settings)


def _detector(settings: cv2.aruco.DetectorParameters) -> cv2.aruco.ArucoDetector:
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10), settings)


def _detect(detector: cv2.aruco.ArucoDetector, picture: Image, scale: float) -> list[SeenTag]:
    corners, numbers, _ = detector.detectMarkers(picture)
    return [
        # OpenCV counts from its own top left; on the page that corner is the bottom right.
        SeenTag(int(number), np.roll(quad.reshape(4, 2), -2, axis=0).astype(np.float64) / scale)
        for quad, number in zip(corners, np.ravel(numbers) if len(corners) else (), strict=True)
    ]
