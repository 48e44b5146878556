"""Find the AprilTag (family 36h10) that names form and page, however the sheet lies."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.halves import fitting
from ocr.plane import Points
from ocr.squares import dark_squares
from ocr.tagcode import FAMILY, number_of, with_dark_rim

_SEARCH_PX = 2000
"""Long side of the picture searched first: a tag of 32 mm on a plano then has some 60 pixels."""
_WINDOW_PX = 23
"""One window of local threshold finds a tag of this size in even light, in a fifth of the time of OpenCV's three."""
_SMALL_WINDOW_PX = 15
_SMALL_PERIMETER = 0.07
_QUICK_PERIMETER = 0.08
"""A tag's circumference as a part of the picture's long side; these searches look only for one well in view."""
_WINDOWS_PX = (23, 61)
_DARK, _LIGHT_PERCENTILE = 60, 90
"""A photo whose light parts are darker than this is made lighter to look for a tag."""
_WHOLE = 0.9
"""The same in a picture of next to nothing but the tag."""
_MARGIN, _MARGIN_PX = 0.3, 8
"""What is shown around a tag that is looked at by itself: a part of its size, and so many pixels."""
_MOST = 300
"""Squares looked at in one picture, the largest first: a photo of a form has up to 60, one of tiles thousands."""
_SAME_PX = 5.0
"""The middles of a tag that was found twice lie nearer than this."""


_Attempt = tuple[float, Callable[[Image], Image], tuple[int, ...]]
"""At which scale to look, what to do to the picture before, and with which windows of local threshold."""


@dataclass(frozen=True, slots=True)
class SeenTag:
    """A tag in the picture: its number and corners in pixels (top left, top right, bottom right, bottom left).

    The corners are named as on the upright page: KPU prints the tag half a turn from OpenCV's idea of upright.
    """

    number: int
    corners: NDArray[np.float64]


def clear_tags(picture: Image) -> list[SeenTag]:
    """Return the tags that are well in view, and as large and as light as on most photos."""
    return _at_a_glance(picture, _half(picture))


def plain_tags(picture: Image) -> list[SeenTag]:
    """Return the tags of some size, in a dark photo too."""
    half = _half(picture)
    return _easily(picture, half) or _dimly(picture, half)


def hidden_tags(picture: Image, attempts: int | None = None) -> list[SeenTag]:
    """Return the tags in shadow, blurred or small; all attempts on a photo without any cost a third of a second."""
    found = (
        _patiently(prepare(_resized(picture, scale)), scale, windows)
        for scale, prepare, windows in islice(_stubbornly(_half(picture)), attempts)
    )
    return next((tags for tags in found if tags), [])


def _half(picture: Image) -> float:
    return min(1.0, _SEARCH_PX / float(max(picture.shape[:2])))


def _stubbornly(half: float) -> Iterator[_Attempt]:
    yield half, _plain, _WINDOWS_PX
    yield half, _evened, _WINDOWS_PX
    yield half, _softened, _WINDOWS_PX
    yield min(1.0, 0.6 * half), _evened, _WINDOWS_PX
    # Last the smallest tags, on all pixels of most photos; a small photo is enlarged.
    yield 1.5 if half == 1 else min(1.0, 2 * half), _evened, _WINDOWS_PX[:1]


def _at_a_glance(picture: Image, half: float) -> list[SeenTag]:
    """Return the tags that show as squares on a quarter of the pixels, each read and measured on all of them."""
    return _glanced(_resized(picture, half / 2), _resized(picture, half), half, _parameters(_WHOLE, _WINDOW_PX))


def _dimly(picture: Image, half: float) -> list[SeenTag]:
    """Return the same of a dark photo, made lighter before."""
    if np.percentile(_resized(picture, half / 2), _LIGHT_PERCENTILE) > _DARK:
        return []
    lighter = _evened(_resized(picture, half))
    return _glanced(_resized(lighter, 0.5), lighter, half, _parameters(_WHOLE))


def _glanced(quarter: Image, whole: Image, half: float, settings: cv2.aruco.DetectorParameters) -> list[SeenTag]:
    squares = [2 * square + 0.5 for square in _squares(_parameters(_SMALL_PERIMETER, _SMALL_WINDOW_PX), quarter)]
    return _read(whole, squares, settings, half)


def _easily(picture: Image, half: float) -> list[SeenTag]:
    """Return the tags of some size in the whole picture."""
    settings, seen = _parameters(_QUICK_PERIMETER, _WINDOW_PX), _resized(picture, half)
    return _read(seen, _squares(settings, seen), _parameters(_WHOLE, _WINDOW_PX), half)


def _patiently(seen: Image, scale: float, windows: tuple[int, ...] = _WINDOWS_PX) -> list[SeenTag]:
    """Return the tags of any size in a picture of this scale."""
    squares = (dark_squares(seen, window) for window in windows)
    found = (_read(seen, each, _parameters(_WHOLE), scale) for each in squares)
    return next((tags for tags in found if tags), [])


def _read(
    seen: Image, squares: Sequence[Points], settings: cv2.aruco.DetectorParameters, scale: float
) -> list[SeenTag]:
    """Return the tags that these squares are, measured by OpenCV in a picture of this scale, each once."""
    tags: list[SeenTag] = []
    for square in with_dark_rim(seen, squares[:_MOST]):
        number = number_of(seen, square)
        if number is None:
            continue
        for corners in _measured(seen, square, settings, number):
            at = corners / scale
            if all(np.abs(at.mean(axis=0) - tag.corners.mean(axis=0)).max() > _SAME_PX for tag in tags):
                tags.append(SeenTag(number, at))
    return tags


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
def _parameters(perimeter: float, window_px: int = 0) -> cv2.aruco.DetectorParameters:
    """Return how to look for squares of at least this circumference, with one window of threshold or OpenCV's three."""
    settings = cv2.aruco.DetectorParameters()
    settings.minMarkerPerimeterRate = perimeter
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    if window_px:
        settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = window_px
    return settings


def _squares(settings: cv2.aruco.DetectorParameters, picture: Image) -> list[Points]:
    """Return the corners of dark squares, the largest first."""
    tags, _, others = _detector(settings, 0).detectMarkers(picture)
    squares = np.array([*tags, *others], np.float64).reshape(-1, 4, 2)
    return list(squares[np.argsort(-np.ptp(squares, axis=1).max(axis=1), kind="stable")])


def _measured(
    seen: Image, square: Points, settings: cv2.aruco.DetectorParameters, number: int
) -> list[NDArray[np.float64]]:
    """Return the corners of the tag with this number at or around a square."""
    (left, top), (right, bottom) = square.min(axis=0), square.max(axis=0)
    margin = _MARGIN * max(right - left, bottom - top) + _MARGIN_PX
    x, y = max(0, int(left - margin)), max(0, int(top - margin))
    corners, _, _ = _detector(settings, number).detectMarkers(seen[y : int(bottom + margin), x : int(right + margin)])
    # OpenCV counts from its own top left; on the page that corner is the bottom right.
    return [np.asarray(np.roll(quad.reshape(4, 2), -2, axis=0) + np.array([x, y]), np.float64) for quad in corners]


def _detector(settings: cv2.aruco.DetectorParameters, number: int) -> cv2.aruco.ArucoDetector:
    """Return what looks for this tag alone: OpenCV compares each square with each tag, which takes long for all."""
    one = cv2.aruco.Dictionary(FAMILY.bytesList[number : number + 1], FAMILY.markerSize, FAMILY.maxCorrectionBits)
    return cv2.aruco.ArucoDetector(one, settings)
