"""Find the corner marks: two solid squares touching at one corner, so that the middle is a saddle point."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.halves import fitting
from ocr.plane import Points, project
from recap.domain.form import Box

_MARGIN = 0.35
"""White around a mark that belongs to its look, as a part of its side."""
_SCALES = (1.0, 0.9, 1.12, 0.8, 1.25)
"""Perspective makes far marks smaller and near ones larger than the place where the scale was measured."""
_CLEAR = 0.85
"""A mark as like as this is not looked for at other sizes: nothing else printed on a form comes near."""
_LIKENESS = 0.55
"""Normalised correlation below this is some other dark thing; true marks score 0.7-0.98 on the real photos."""
_BEST = 3
_SIDE_PX = 15.0
"""A mark is searched at this size: larger costs time, smaller loses its shape."""
_WIDE_PX = 160
"""In a wider window places are looked for on a quarter of the pixels first, a fifth of the work."""
_COARSE_LIKENESS, _COARSE_BEST = 0.42, 8
"""How like a mark a place must be there to be looked at closely, and how many places are."""
_NEAR_PX = 4
"""The coarse place is right to this much."""


_Place = tuple[float, float, float]
"""A mark's middle in pixels, and its likeness."""


@dataclass(frozen=True, slots=True)
class SeenMark:
    """A place that looks like a corner mark: its middle in pixels and its likeness 0-1."""

    at: tuple[float, float]
    likeness: float


def find_mark(picture: Image, mark: Box, guess: Points, reach_mm: float) -> list[SeenMark]:
    """Return the likeliest places of one mark within reach of where `guess` (mm to pixels) puts it, best first."""
    centre = project(guess, np.array([mark.centre]))[0]
    turn = guess[:2, :2]
    scale = float(np.sqrt(abs(np.linalg.det(turn))))
    shrink = min(1.0, _SIDE_PX / (scale * mark.w_mm))
    smaller, left_over = fitting(picture, shrink)
    times = left_over / shrink
    reach = int(reach_mm * scale / times)
    left, top = (max(0, int(v / times) - reach) for v in centre)
    right, bottom = (max(0, int(v / times) + reach) for v in centre)
    window = smaller[top:bottom, left:right]
    if min(window.shape[:2]) * left_over < 1.5 * _SIDE_PX:
        return []
    small = cv2.resize(window, None, fx=left_over, fy=left_over, interpolation=cv2.INTER_AREA)
    found: list[SeenMark] = []
    coarse = (
        cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if max(small.shape) > _WIDE_PX else None
    )
    for factor in _SCALES:
        for x, y, likeness in _likely(small, coarse, turn * (shrink * factor), mark.w_mm):
            at = (x / shrink + left * times, y / shrink + top * times)
            found.append(SeenMark(at, likeness))
        if any(mark.likeness > _CLEAR for mark in found):
            break
    return distinct(found, 0.7 * scale * mark.w_mm)


def distinct(found: list[SeenMark], apart_px: float) -> list[SeenMark]:
    """Return the likeliest of these places, those apart by more than this alone."""
    kept: list[SeenMark] = []
    for mark in sorted(found, key=lambda m: -m.likeness):
        if all(np.hypot(mark.at[0] - k.at[0], mark.at[1] - k.at[1]) > apart_px for k in kept):
            kept.append(mark)
    return kept[:_BEST]


def sharpen(picture: Image, marks: list[SeenMark], side_px: float) -> list[SeenMark]:
    """Return the marks with their middles found to a fraction of a pixel."""
    if not marks:
        return []
    half = max(2, int(side_px / 3.5))
    start = np.array([mark.at for mark in marks], np.float32).reshape(-1, 1, 2)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.02)
    height, width = picture.shape[:2]
    inside = ((start > half + 1) & (start < np.array([width, height]) - half - 2)).all(axis=(1, 2))
    fine = cv2.cornerSubPix(picture, start.copy(), (half, half), (-1, -1), stop) if inside.all() else start
    moved = np.linalg.norm(fine - start, axis=(1, 2))
    kept = np.where((moved < half)[:, None, None], fine, start).reshape(-1, 2)
    return [SeenMark((float(x), float(y)), mark.likeness) for (x, y), mark in zip(kept, marks, strict=True)]


def _look(turn: Points, side_mm: float) -> Image:
    """Return the picture of a mark as this affine map shows it."""
    half = side_mm * (0.5 + _MARGIN)
    reach = int(np.ceil(np.abs(turn).sum(axis=1).max() * half))
    fine = 8
    canvas = np.full(((2 * reach + 1) * fine,) * 2, 255, np.uint8)
    for sign in (-1, 1):
        square = np.array([(0, 0), (sign, 0), (sign, sign), (0, sign)]) * side_mm / 2
        points = (square @ turn.T + reach + 0.5) * fine
        cv2.fillConvexPoly(canvas, np.round(points).astype(np.int32), 0)
    return cv2.resize(canvas, (2 * reach + 1, 2 * reach + 1), interpolation=cv2.INTER_AREA)


def _likely(small: Image, coarse: Image | None, turn: Points, side_mm: float) -> list[_Place]:
    """Return the likeliest places of a mark so turned, best first; seen coarsely before where there is such a copy."""
    if coarse is None:
        return _peaks(small, _look(turn, side_mm))
    places = _peaks(coarse, _look(turn / 2, side_mm), (_COARSE_LIKENESS, _COARSE_BEST))
    if not places:
        return []
    look = _look(turn, side_mm)
    reach = look.shape[0] // 2 + _NEAR_PX
    found = []
    for x, y, _ in places:
        left, top = max(0, int(2 * x) - reach), max(0, int(2 * y) - reach)
        near = _peaks(small[top : int(2 * y) + reach + 1, left : int(2 * x) + reach + 1], look, (_LIKENESS, 1))
        found += [(left + u, top + v, likeness) for u, v, likeness in near]
    return sorted(found, key=lambda place: -place[2])[:_BEST]


def _peaks(picture: Image, look: Image, least: tuple[float, int] = (_LIKENESS, _BEST)) -> list[_Place]:
    """Return at most so many places at least so like the look, best first."""
    if min(picture.shape[0] - look.shape[0], picture.shape[1] - look.shape[1]) < 1:
        return []
    likeness = cv2.matchTemplate(picture, look, cv2.TM_CCOEFF_NORMED)
    peaks = []
    half = look.shape[0] // 2
    for _ in range(least[1]):
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        if best < least[0]:
            break
        peaks.append((x + half + 0.5, y + half + 0.5, float(best)))
        cv2.circle(likeness, (x, y), half, -1.0, -1)
    return peaks
