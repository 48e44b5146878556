"""Lay a page on a photo by its printed lines, from a guess outwards: first all lines together, then piece by piece.

Together: how far the level lines must move up and stretch, and the upright ones to the side, for most ink to lie under
them. Piece by piece: each piece of line looks for its own ridge, ever nearer, and a homography is fitted to what they
found, strays weighted down (iteratively reweighted least squares). The score is the part of the printed lines that is
found where the page says, less what lines anywhere else would find by chance: 1 is all, 0 is nothing but chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.flatten import Sheet, darkness, flatten
from ocr.plane import Points, project
from ocr.ruling import Ruling, printed_lines

_PIECE = 0.05
"""Length of a piece as a part of the page's width."""
_COARSE_PX, _FINE_PX = 360, 900
"""The page's width while all lines are moved together, and piece by piece."""
_MOVES = np.linspace(-0.045, 0.045, 31)
_STRETCHES = np.linspace(0.93, 1.07, 29)
_REACHES = (0.02, 0.014, 0.008, 0.005, 0.005)
"""How far a piece looks for its ridge, round by round, as a part of the page's width."""
_STRAY = 0.2
"""A piece off by this part of its reach counts half."""
_HIT = 0.0025
"""A ridge this near to its line belongs to it."""
_ELSEWHERE = (-0.019, -0.013, 0.013, 0.019)
_LEAST_RIDGE = 0.06
"""Darkness of a faint printed line above the paper on both sides."""
_LEAST_PIECES = 12

Profiles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Where the page lies (mm to photo pixels), and which part of its lines is found there beyond chance."""

    plane: Points
    score: float


def fit_lines(sheet: Sheet) -> Fitted:
    """Return the sheet's place made exact by its printed lines."""
    pieces = _pieces(printed_lines(sheet.page, grids=True), _PIECE * sheet.page.width_mm)
    sheet = Sheet(sheet.picture, sheet.page, sheet.plane @ _together(sheet, pieces))
    for reach in _REACHES:
        sheet = Sheet(sheet.picture, sheet.page, sheet.plane @ _apart(sheet, pieces, reach))
    return Fitted(sheet.plane, _score(sheet, pieces))


def fit_roughly(sheet: Sheet) -> Fitted:
    """Return the sheet's place with all lines moved together only: a sixth of the time tells whether to go on."""
    pieces = _pieces(printed_lines(sheet.page, grids=True), _PIECE * sheet.page.width_mm)
    sheet = Sheet(sheet.picture, sheet.page, sheet.plane @ _together(sheet, pieces))
    return Fitted(sheet.plane, _score(sheet, pieces))


def _pieces(ruling: Ruling, length: float) -> Ruling:
    return Ruling(*(np.array(list(_cut(lines, length))).reshape(-1, 3) for lines in (ruling.level, ruling.upright)))


def _cut(lines: Points, length: float) -> Iterator[tuple[float, float, float]]:
    for place, start, end in lines:
        edges = np.linspace(start, end, max(1, round((end - start) / length)) + 1)
        yield from ((place, float(a), float(b)) for a, b in pairwise(edges))


def _together(sheet: Sheet, pieces: Ruling) -> Points:
    """Return the move and stretch, each way, that puts the lines on the most ink, in mm."""
    width = sheet.page.width_mm
    scale = _COARSE_PX / width
    dark = darkness(flatten(sheet, scale))
    change = np.eye(3)
    for axis, lines in ((1, pieces.level), (0, pieces.upright)):
        reach = int((abs(_MOVES).max() + (_STRETCHES.max() - 1) * sheet.page.height_mm / width / 2) * _COARSE_PX) + 3
        ridge = cv2.GaussianBlur(_ridges(_profiles(dark if axis else dark.T, lines * scale, reach)), (3, 1), 0)
        middle = (sheet.page.height_mm if axis else width) / 2
        moves, stretches = np.meshgrid(_MOVES * width, _STRETCHES)
        shift = (lines[:, 0] - middle)[:, None, None] * (stretches - 1) + moves
        at = np.clip(np.round(shift * scale).astype(int) + reach, 0, 2 * reach)
        fit = np.take_along_axis(ridge, at.reshape(len(lines), -1), axis=1).sum(axis=0)
        best = int(np.argmax(fit - 1e-6 * np.abs(moves).ravel()))
        change[axis, axis] = stretches.ravel()[best]
        change[axis, 2] = moves.ravel()[best] + middle * (1 - stretches.ravel()[best])
    return change


def _apart(sheet: Sheet, pieces: Ruling, reach: float) -> Points:
    """Return the homography in mm that moves every piece of line nearest to the ridge it found within reach."""
    width = sheet.page.width_mm
    scale = _FINE_PX / width
    rows, wanted, weight = [], [], []
    dark = darkness(flatten(sheet, scale))
    for axis, lines in ((1, pieces.level), (0, pieces.upright)):
        steps = int(reach * _FINE_PX) + 1
        ridge = _ridges(_profiles(dark if axis else dark.T, lines * scale, steps))
        off = (ridge.argmax(axis=1) - steps) / _FINE_PX
        middle = lines[:, 1:].mean(axis=1)
        x, y = (middle, lines[:, 0]) if axis else (lines[:, 0], middle)
        rows.append(_slopes(x / width, y / width, axis))
        wanted.append(off)
        weight.append(np.clip(ridge.max(axis=1) - _LEAST_RIDGE, 0, 0.3))
    slopes, off, trust = np.concatenate(rows), np.concatenate(wanted), np.concatenate(weight)
    if (trust > 0).sum() < _LEAST_PIECES:
        return np.eye(3)
    solved = np.zeros(8)
    for _ in range(6):
        pull = trust / (1 + ((off - slopes @ solved) / (_STRAY * reach)) ** 2)
        normal = slopes.T @ (slopes * pull[:, None]) + np.diag([1e-6] * 6 + [1e-2] * 2) * pull.sum()
        solved = np.linalg.solve(normal, slopes.T @ (pull * off))
    a, b, c, d, e, f, g, h = solved
    unit = np.diag([1 / width, 1 / width, 1.0])
    return np.asarray(np.linalg.inv(unit) @ np.array([[1 + a, b, c], [d, 1 + e, f], [g, h, 1]]) @ unit)


def _slopes(x: Points, y: Points, axis: int) -> Points:
    """Return how a point moves across its line with each of the eight numbers of a homography near none."""
    none, one = np.zeros_like(x), np.ones_like(x)
    if axis:
        return np.stack([none, none, none, x, y, one, -x * y, -y * y], axis=1)
    return np.stack([x, y, one, none, none, none, -x * x, -x * y], axis=1)


def _score(sheet: Sheet, pieces: Ruling) -> float:
    scale = _FINE_PX / sheet.page.width_mm
    dark = darkness(flatten(sheet, scale))
    near, steps = int(_HIT * _FINE_PX) + 1, int(max(_ELSEWHERE) * _FINE_PX) + 6
    here, there, length = [], [], []
    for axis, lines in ((1, pieces.level), (0, pieces.upright)):
        ridge = _ridges(_profiles(dark if axis else dark.T, lines * scale, steps)) > _LEAST_RIDGE
        windows = [round(place * _FINE_PX) + steps for place in (0.0, *_ELSEWHERE)]
        hits = np.stack([ridge[:, at - near : at + near + 1].any(axis=1) for at in windows], axis=1)
        inside = _inside(sheet, lines, axis)
        here.append(hits[inside, 0])
        there.append(hits[inside, 1:].mean(axis=1))
        length.append((lines[:, 2] - lines[:, 1])[inside])
    weight = np.concatenate(length)
    if not weight.sum():
        return 0.0
    found, chance = (float(np.average(np.concatenate(each), weights=weight)) for each in (here, there))
    return max(0.0, (found - chance) / max(1 - chance, 0.1))


def _inside(sheet: Sheet, lines: Points, axis: int) -> NDArray[np.bool_]:
    middle = lines[:, 1:].mean(axis=1)
    at = project(sheet.plane, np.stack([middle, lines[:, 0]] if axis else [lines[:, 0], middle], axis=1))
    height, width = sheet.picture.shape[:2]
    return np.asarray((at >= 0).all(axis=1) & (at[:, 0] < width) & (at[:, 1] < height))


def _profiles(dark: Image, lines: Points, reach: int) -> Profiles:
    """Return the mean darkness along level lines, and along the same lines moved up to `reach` pixels up and down."""
    height, width = dark.shape
    sums = cv2.integral(np.ascontiguousarray(dark), sdepth=cv2.CV_64F)
    start = np.clip(np.round(lines[:, 1]).astype(int), 0, width - 1)
    end = np.maximum(np.clip(np.round(lines[:, 2]).astype(int), 1, width), start + 1)
    rows = np.floor(lines[:, :1]).astype(int) + np.arange(-reach, reach + 1)
    inside = (rows >= 0) & (rows < height)
    rows = np.clip(rows, 0, height - 1)
    upto, since = end[:, None], start[:, None]
    strip = sums[rows + 1, upto] - sums[rows, upto] - sums[rows + 1, since] + sums[rows, since]
    return np.where(inside, strip / (upto - since), 0.0)


def _ridges(profiles: Profiles) -> Profiles:
    """Return how much darker each place is than both sides of it: an edge of a black area is no line."""
    padded = np.pad(profiles, ((0, 0), (3, 3)), mode="edge")
    beside = np.maximum(padded[:, :-6], padded[:, 6:])
    return np.asarray(np.maximum(profiles - beside, 0.0))
