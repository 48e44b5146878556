"""Guess where a page lies by its printed lines alone: their drawing is slid over the photo's straightened lines.

Level and upright lines are two layers, so that a stack of rows does not fit a row of columns. A guess is as good as the
cosine between both drawings where they overlap; it is right to about one part in a hundred, enough for `ocr.fitlines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.plane import Points
from ocr.ruling import Ruling, Straightened, printed_lines
from recap.domain.form import Page

_CANVAS_PX = 100
"""The long side of the photo while it is compared: lines 3 mm apart on A4 stay apart."""
_SIZES = np.exp(np.arange(np.log(0.4), np.log(1.5), 0.035))
"""The page's long side as parts of the photo's."""
_MARGIN = 0.5
"""Part of the page that may be out of the picture."""
_DUST = 0.002
"""Energy of an empty place, so that nothing matches nothing."""
TURNS = (0, 2, 1, 3)
"""Quarter turns to the right, in the order tried: most photos are upright."""
_KEPT = 6
_APART_PX = 4

Layers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Focus:
    """How soft lines are drawn, and how wide the surroundings are that are taken off them, in canvas pixels."""

    blur: float
    around: int


SHARP = Focus(0.8, 9)
SOFT = Focus(2.0, 21)
"""For lines that still lean or bend when straightened: the right place is among more that look as likely."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A page, by its index, and where it may lie: `plane` maps mm to photo pixels; `turn` is one of TURNS."""

    page: int
    plane: Points
    likeness: float
    turn: int


@dataclass(frozen=True, slots=True)
class _Look:
    """A page's lines drawn at one size: canvas pixels a mm, the layers and the energy in them."""

    zoom: float
    layers: Layers
    energy: float


def guess_places(
    photo: Straightened,
    shape: tuple[int, ...],
    pages: Sequence[Page],
    focus: Focus = SHARP,
    turns: Sequence[int] = TURNS,
) -> Iterator[list[Guess]]:
    """Yield the likeliest places of these pages in a photo of this shape, best first, turned one way after another."""
    looks = [list(_looks(page, focus)) for page in pages]
    for turn in turns:
        ruling, to_photo, (high, wide) = _turned(photo, shape, turn)
        scale = _CANVAS_PX / max(high, wide)
        canvas = _drawn(ruling, scale, (int(high * scale) + 1, int(wide * scale) + 1), focus)
        to_photo = to_photo @ np.diag([1 / scale, 1 / scale, 1.0])
        found = [
            Guess(index, to_photo @ plane, likeness, turn)
            for index, sizes in enumerate(looks)
            for plane, likeness in _slide(canvas, sizes)
        ]
        yield sorted(found, key=lambda guess: -guess.likeness)


def _turned(photo: Straightened, shape: tuple[int, ...], turns: int) -> tuple[Ruling, Points, tuple[int, int]]:
    """Return the lines after so many quarter turns, the map from there to the photo, and the height and width then."""
    lines, to_photo, (high, wide) = photo.ruling, np.asarray(np.linalg.inv(photo.plane), np.float64), shape[:2]
    for _ in range(turns):
        # A quarter turn to the right: what was at (x, y) comes to (high - y, x).
        lines = Ruling(_moved(lines.upright, high), np.column_stack([high - lines.level[:, 0], lines.level[:, 1:]]))
        to_photo = to_photo @ np.array([[0, 1, 0], [-1, 0, high], [0, 0, 1.0]])
        high, wide = wide, high
    return lines, to_photo, (high, wide)


def _moved(upright: Points, high: float) -> Points:
    """Return upright lines as the level ones that a quarter turn makes of them."""
    return np.column_stack([upright[:, 0], high - upright[:, 2], high - upright[:, 1]])


def _looks(page: Page, focus: Focus) -> Iterator[_Look]:
    ruling, long_mm = printed_lines(page, grids=False), max(page.width_mm, page.height_mm)
    for size in _SIZES:
        zoom = size * _CANVAS_PX / long_mm
        layers = _drawn(ruling, zoom, (int(page.height_mm * zoom) + 1, int(page.width_mm * zoom) + 1), focus)
        yield _Look(zoom, layers, float(np.vdot(layers, layers)))


def _slide(canvas: Layers, looks: Sequence[_Look]) -> Iterator[tuple[Points, float]]:
    """Yield the best places of a page on a drawing of the photo's lines: its mm to canvas pixels, and likeness."""
    energy = np.square(canvas[..., 0]) + np.square(canvas[..., 1])
    best: list[tuple[float, Points]] = []
    for look in looks:
        pad = int(_MARGIN * max(look.layers.shape[:2]))
        wide, around = _padded(canvas, pad), _padded(energy, pad)
        if min(np.subtract(around.shape, look.layers.shape[:2])) < 1:
            continue
        _, top, _, (x, y) = cv2.minMaxLoc(_cosine(wide, around, look))
        best.append((top, np.array([[look.zoom, 0, x - pad], [0, look.zoom, y - pad], [0, 0, 1.0]])))
    for top, plane in _distinct(best):
        yield plane, top


def _padded(layers: Layers, pad: int) -> Layers:
    return np.asarray(cv2.copyMakeBorder(layers, pad, pad, pad, pad, cv2.BORDER_CONSTANT), np.float32)


def _distinct(best: list[tuple[float, Points]]) -> list[tuple[float, Points]]:
    kept: list[tuple[float, Points]] = []
    for top, plane in sorted(best, key=lambda each: -each[0]):
        if all(np.abs(plane - other)[:2, 2].max() > _APART_PX for _, other in kept):
            kept.append((top, plane))
    return kept[:_KEPT]


def _cosine(canvas: Layers, energy: Layers, look: _Look) -> Layers:
    """Return how alike two drawings are at every place of the smaller on the larger."""
    alike = cv2.matchTemplate(canvas, look.layers, cv2.TM_CCORR)
    under = cv2.boxFilter(energy, -1, look.layers.shape[1::-1], anchor=(0, 0), normalize=False)
    under = under[: alike.shape[0], : alike.shape[1]]
    return np.asarray(alike / np.sqrt((under + _DUST * look.layers.size) * look.energy), np.float32)


def _drawn(ruling: Ruling, scale: float, size: tuple[int, int], focus: Focus) -> Layers:
    """Return the lines at this scale as two soft layers [height, width, 2], level and upright."""
    layers = []
    for lines, upright in ((ruling.level, False), (ruling.upright, True)):
        layer = np.zeros(size, np.uint8)
        for place, start, end in lines * scale * 16:
            ends = ((place, start), (place, end)) if upright else ((start, place), (end, place))
            (x, y), (to_x, to_y) = ends
            cv2.line(layer, (int(x), int(y)), (int(to_x), int(to_y)), 255, 1, cv2.LINE_AA, 4)
        soft = cv2.GaussianBlur(layer.astype(np.float32) / 255, (0, 0), focus.blur)
        around = (focus.around, 1) if upright else (1, focus.around)
        # Less what is around it: any stack of rows would be like any other otherwise.
        layers.append(soft - cv2.blur(soft, around))
    return np.stack(layers, axis=2)
