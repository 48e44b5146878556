"""Guess where a page lies by its printed lines alone: their drawing is slid over the photo's straightened lines.

Level and upright lines are two layers, so that a stack of rows does not fit a row of columns. A guess is as good as the
cosine between both drawings where they overlap; it is right to about one part in a hundred, enough for `ocr.fitlines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.plane import Points
from ocr.ruling import Ruling, Straightened, printed_lines
from recap.domain.form import Page

_CANVAS_PX = 100
"""The long side of the photo while it is compared: lines 3 mm apart on A4 stay apart."""
_SIZES = np.exp(np.arange(np.log(0.45), np.log(1.7), 0.035))
"""The page's long side as parts of the photo's."""
_SHAPES = (1.0,)
"""A photo taken from the side is shorter one way, which straightening cannot know."""
_BLUR = 0.8
_AROUND_PX = 9
_MARGIN = 0.5
"""Part of the page that may be out of the picture."""
_DUST = 0.002
"""Energy of an empty place, so that nothing matches nothing."""
_TURNS = 4
_KEPT = 6
_GUESSES = 12
_APART_PX = 4

Layers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """A page, by its index, and where it may lie: `plane` maps mm to photo pixels."""

    page: int
    plane: Points
    likeness: float


def guess_places(photo: Straightened, shape: tuple[int, ...], pages: Sequence[Page]) -> list[Guess]:
    """Return the likeliest places of these pages in a photo of this shape, best first."""
    scale = _CANVAS_PX / max(shape[:2])
    lines, high, wide, to_photo = photo.ruling, shape[0], shape[1], np.linalg.inv(photo.plane)
    found = []
    for _ in range(_TURNS):
        canvas = _drawn(lines, scale, (int(high * scale) + 1, int(wide * scale) + 1))
        for index, page in enumerate(pages):
            for plane, likeness in _slide(canvas, printed_lines(page, grids=False), page):
                found.append(Guess(index, to_photo @ np.diag([1 / scale, 1 / scale, 1.0]) @ plane, likeness))
        # A quarter turn to the right: what was at (x, y) comes to (high - y, x).
        lines = Ruling(_moved(lines.upright, high), np.column_stack([high - lines.level[:, 0], lines.level[:, 1:]]))
        to_photo = to_photo @ np.array([[0, 1, 0], [-1, 0, high], [0, 0, 1.0]])
        high, wide = wide, high
    return sorted(found, key=lambda guess: -guess.likeness)[:_GUESSES]


def _moved(upright: Points, high: float) -> Points:
    """Return upright lines as the level ones that a quarter turn makes of them."""
    return np.column_stack([upright[:, 0], high - upright[:, 2], high - upright[:, 1]])


def _slide(canvas: Layers, ruling: Ruling, page: Page) -> Iterator[tuple[Points, float]]:
    """Yield the best places of a page on a drawing of the photo's lines: its mm to canvas pixels, and likeness."""
    long_mm = max(page.width_mm, page.height_mm)
    best: list[tuple[float, Points]] = []
    for size, shape in product(_SIZES, _SHAPES):
        unit = size * _CANVAS_PX / long_mm
        zoom = np.array([unit * shape**0.5, unit / shape**0.5])
        look = _drawn(_scaled(ruling, zoom), 1.0, (int(page.height_mm * zoom[1]) + 1, int(page.width_mm * zoom[0]) + 1))
        pad = int(_MARGIN * max(look.shape[:2]))
        wide = np.pad(canvas, ((pad, pad), (pad, pad), (0, 0)))
        if min(np.subtract(wide.shape[:2], look.shape[:2])) < 1:
            continue
        likeness = _cosine(wide, look)
        _, top, _, (x, y) = cv2.minMaxLoc(likeness)
        best.append((top, np.array([[zoom[0], 0, x - pad], [0, zoom[1], y - pad], [0, 0, 1.0]])))
    for top, plane in _distinct(best):
        yield plane, top


def _distinct(best: list[tuple[float, Points]]) -> list[tuple[float, Points]]:
    kept: list[tuple[float, Points]] = []
    for top, plane in sorted(best, key=lambda each: -each[0]):
        if all(np.abs(plane - other)[:2, 2].max() > _APART_PX for _, other in kept):
            kept.append((top, plane))
    return kept[:_KEPT]


def _cosine(canvas: Layers, look: Layers) -> NDArray[np.float32]:
    """Return how alike two drawings are at every place of the smaller on the larger."""
    product_ = cv2.matchTemplate(canvas, look, cv2.TM_CCORR)
    energy = cv2.boxFilter((canvas**2).sum(axis=2), -1, look.shape[1::-1], anchor=(0, 0), normalize=False)
    energy = energy[: product_.shape[0], : product_.shape[1]]
    return np.asarray(product_ / np.sqrt((energy + _DUST * look.size) * float((look**2).sum())), np.float32)


def _drawn(ruling: Ruling, scale: float, size: tuple[int, int]) -> Layers:
    """Return the lines at this scale as two soft layers [height, width, 2], level and upright."""
    layers = []
    for lines, upright in ((ruling.level, False), (ruling.upright, True)):
        layer = np.zeros(size, np.uint8)
        for place, start, end in lines * scale * 16:
            ends = ((place, start), (place, end)) if upright else ((start, place), (end, place))
            (x, y), (to_x, to_y) = ends
            cv2.line(layer, (int(x), int(y)), (int(to_x), int(to_y)), 255, 1, cv2.LINE_AA, 4)
        soft = cv2.GaussianBlur(layer.astype(np.float32) / 255, (0, 0), _BLUR)
        around = (_AROUND_PX, 1) if upright else (1, _AROUND_PX)
        # Less what is around it: any stack of rows would be like any other otherwise.
        layers.append(soft - cv2.blur(soft, around))
    return np.stack(layers, axis=2)


def _scaled(ruling: Ruling, zoom: Points) -> Ruling:
    return Ruling(ruling.level * [zoom[1], zoom[0], zoom[0]], ruling.upright * [zoom[0], zoom[1], zoom[1]])
