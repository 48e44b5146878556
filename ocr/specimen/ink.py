"""Pens, and ink on paper: strokes in mm become pixels of a page picture."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.hand import Stroke

_FINE = 2  # strokes are drawn at twice the page's resolution, then averaged down
_SHIFT = 3  # sub-pixel bits of cv2.polylines
_TILE = 512  # a power of two
_THICK = 2


@dataclass(frozen=True, slots=True)
class Pen:
    """What somebody writes with: line width, colour (B, G, R), how densely it covers and how often it skips."""

    width_mm: float
    colour: tuple[int, int, int]
    cover: float
    dryness: float
    bleed_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page picture being written on."""

    image: Image
    px_per_mm: float


def some_pen(rng: np.random.Generator) -> Pen:
    """Return a random pen: mostly blue markers, as the rules ask, else ballpoints and black markers."""
    kind = rng.choice(4, p=[0.52, 0.26, 0.12, 0.10])
    tone = rng.uniform(0.75, 1.3)
    blue = (int(120 * tone), int(45 * tone), int(28 * tone))
    black = (int(38 * tone), int(34 * tone), int(34 * tone))
    if kind == 1:
        return Pen(float(rng.uniform(0.55, 0.85)), blue, float(rng.uniform(0.75, 0.92)), 0.28, 0.04)
    width = float(rng.uniform(0.75, 1.35) if kind != _THICK else rng.uniform(0.9, 1.9))
    colour = black if kind > 1 else blue
    return Pen(width, colour, float(rng.uniform(0.86, 0.97)), float(rng.uniform(0.04, 0.16)), 0.09)


def write(sheet: Sheet, strokes: Sequence[Stroke], pen: Pen, rng: np.random.Generator) -> None:
    """Draw strokes with a pen onto the sheet."""
    if not strokes:
        return
    area = _area(sheet, strokes, pen)
    if area is None:
        return
    left, top, right, bottom = area
    mask = np.zeros(((bottom - top) * _FINE, (right - left) * _FINE), np.uint8)
    scale = sheet.px_per_mm * _FINE
    points = np.concatenate(strokes) * (scale, scale, pen.width_mm * scale) - (left * _FINE, top * _FINE, 0)
    _drag(mask, points, [len(stroke) for stroke in strokes])
    cover = cv2.resize(mask, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    cover = cv2.GaussianBlur(cover, (3, 3), max(0.3, pen.bleed_mm * sheet.px_per_mm))
    stain(sheet.image[top:bottom, left:right], cover, pen, rng)


def blacken(sheet: Sheet, strokes: Sequence[Stroke], pen: Pen, rng: np.random.Generator) -> None:
    """Go over the same strokes twice, as people do in a bubble, until the print below is hardly seen."""
    for _ in range(2):
        write(sheet, strokes, replace(pen, dryness=pen.dryness / 2), rng)


def stain(target: Image, cover: Image, pen: Pen, rng: np.random.Generator) -> None:
    """Darken a piece of the sheet where `cover` (0-255) says ink lies, with the pen's streaks and dry spots."""
    inked = np.flatnonzero(cover > 0)
    rows, columns = np.divmod(inked, cover.shape[1])
    x, y = (int(v) for v in rng.integers(0, _TILE, 2))
    grain = _grain().ravel()[(((rows + y) & (_TILE - 1)) * _TILE) | ((columns + x) & (_TILE - 1))]
    strength = cover.ravel()[inked] * np.float32(pen.cover / 255)
    strength *= 1 - np.float32(pen.dryness) * grain
    kept = 1 - strength[:, None] * (1 - np.asarray(pen.colour, np.float32) / 255)
    kept *= target[rows, columns]
    target[rows, columns] = kept.astype(np.uint8)


def correct_with_fluid(sheet: Sheet, strokes: Sequence[Stroke], rng: np.random.Generator) -> None:
    """Cover strokes with correction fluid: a lumpy near-white patch that hides print as well."""
    area = _area(sheet, strokes, Pen(3.0, (0, 0, 0), 1, 0, 0))
    if area is None:
        return
    left, top, right, bottom = area
    mask = np.zeros((bottom - top, right - left), np.uint8)
    points = np.concatenate(strokes) * sheet.px_per_mm - (left, top, 0)
    points[:, 2] = 4.5 * sheet.px_per_mm
    _drag(mask, points, [len(stroke) for stroke in strokes])
    alpha = (cv2.GaussianBlur(mask, (0, 0), 1.2).astype(np.float32) / 255)[:, :, None]
    lumps = cv2.GaussianBlur(rng.normal(0, 9, mask.shape).astype(np.float32), (0, 0), 3)[:, :, None] * 2
    paint = np.array([244, 247, 246], np.float32) + lumps
    piece = sheet.image[top:bottom, left:right]
    piece[:] = np.clip(piece * (1 - 0.94 * alpha) + paint * 0.94 * alpha, 0, 255).astype(np.uint8)


def _area(sheet: Sheet, strokes: Sequence[Stroke], pen: Pen) -> tuple[int, int, int, int] | None:
    points = np.vstack([stroke[:, :2] for stroke in strokes]) * sheet.px_per_mm
    margin = pen.width_mm * sheet.px_per_mm + 3
    height, width = sheet.image.shape[:2]
    left, top = (max(0, int(v)) for v in points.min(axis=0) - margin)
    right, bottom = points.max(axis=0) + margin
    right, bottom = min(width, int(right)), min(height, int(bottom))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _drag(mask: Image, points: NDArray[np.float64], lengths: Sequence[int]) -> None:
    """Draw strokes of these numbers of points (x, y, width, all in pixels)."""
    fixed = np.round(points[:, :2] * (1 << _SHIFT)).astype(np.int32)
    thickness = np.maximum(1, np.round((points[:-1, 2] + points[1:, 2]) / 2)).astype(int)
    thickness[np.cumsum(lengths[:-1], dtype=int) - 1] = 0  # the pen is lifted
    runs = defaultdict(list)
    for start, stop in pairwise([0, *(np.flatnonzero(np.diff(thickness)) + 1).tolist(), len(thickness)]):
        runs[int(thickness[start])].append(fixed[start : stop + 1])
    runs.pop(0, None)
    for thick, paths in runs.items():
        cv2.polylines(mask, paths, isClosed=False, color=255, thickness=thick, shift=_SHIFT)


@cache
def _grain() -> NDArray[np.float32]:
    noise = np.random.default_rng(7).normal(size=(_TILE, _TILE)).astype(np.float32)
    streaks = cv2.GaussianBlur(noise, (0, 0), 1.1) * 3 + cv2.GaussianBlur(noise, (0, 0), 5) * 9
    clipped: NDArray[np.float32] = np.clip(streaks, 0, 2).astype(np.float32)
    return clipped
