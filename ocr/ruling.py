"""The printed lines of a page as its layout draws them, and the straight lines of a photo made level and upright."""

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.paper.art import art
from ocr.plane import Points, project
from recap.domain.form import Ink, Page

_SEARCH_PX = 1200
_LEAST_LENGTH = 0.025
"""Of the picture's long side: shorter strokes are letters and handwriting."""
_SLOPE = 0.05
"""A line that still leans more than this when straightened is not of a table."""
_ROUNDS = 12
_LEAN = 0.02
"""A line that leans by this much (its sine) counts half."""
_STIFF = 1e-4
"""How slowly skew and perspective are believed."""
_LEAST_LINES = 8
_SAME_MM = 0.35
"""Lines of two neighbouring frames closer than this are printed as one."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Level and upright lines, one row a line: its place across, its start and its end."""

    level: Points
    upright: Points


@dataclass(frozen=True, slots=True)
class Straightened:
    """The lines of a photo after `plane` (photo pixels to straight pixels) has made them level and upright."""

    ruling: Ruling
    plane: Points


def printed_lines(page: Page, *, grids: bool) -> Ruling:
    """Return the lines printed on a page in mm, those that touch joined into one; grids of tally cells if wanted."""
    level: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for ink in art(page) if grids else art(replace(page, fields=tuple(replace(f, tally=None) for f in page.fields))):
        for x, y, to_x, to_y in _sides(ink):
            if abs(to_y - y) < _SAME_MM < abs(to_x - x):
                level.append(((y + to_y) / 2, min(x, to_x), max(x, to_x)))
            elif abs(to_x - x) < _SAME_MM < abs(to_y - y):
                upright.append(((x + to_x) / 2, min(y, to_y), max(y, to_y)))
    return Ruling(_joined(level), _joined(upright))


def straight_lines(picture: Image) -> Straightened | None:
    """Return the long straight lines of a photo, made level and upright; None where there are too few."""
    scale = min(1.0, _SEARCH_PX / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # OpenCV's stubs do not say that it returns None where there are no lines.
    found = np.asarray(cv2.createLineSegmentDetector().detect(small)[0], np.float64)
    lines = found.reshape(-1, 4) if found.ndim else np.zeros((0, 4))
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    lines = lines[length > _LEAST_LENGTH * max(small.shape)]
    if len(lines) < _LEAST_LINES:
        return None
    plane = _levelling(lines, small.shape)
    ends = project(plane, lines.reshape(-1, 2)).reshape(-1, 4)
    run, rise = np.abs(ends[:, 2] - ends[:, 0]), np.abs(ends[:, 3] - ends[:, 1])
    level, upright = ends[rise < _SLOPE * run], ends[run < _SLOPE * rise]
    rows = np.stack([level[:, [1, 3]].mean(axis=1), *np.sort(level[:, [0, 2]], axis=1).T], axis=1)
    columns = np.stack([upright[:, [0, 2]].mean(axis=1), *np.sort(upright[:, [1, 3]], axis=1).T], axis=1)
    # The lines were found in a smaller copy: both they and the plane are of the photo's own pixels.
    whole = np.diag([1 / scale, 1 / scale, 1.0]) @ plane @ np.diag([scale, scale, 1.0])
    return Straightened(Ruling(rows / scale, columns / scale), whole)


def _sides(ink: Ink) -> list[tuple[float, float, float, float]]:
    """Return the printed lines of one ink: four for a frame, one for a line, none for areas, dots and words."""
    if ink.kind == "line":
        return [(*ink.at, *ink.to)]
    if ink.kind != "rect" or ink.fill or ink.stroke_mm == 0:
        return []
    (left, top), (width, height) = ink.at, ink.size
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height), (left, top)]
    return [(*one, *other) for one, other in pairwise(corners)]


def _joined(lines: list[tuple[float, float, float]]) -> Points:
    """Return the lines with those that lie on each other and touch made one."""
    done: list[list[float]] = []
    for place, start, end in sorted(lines):
        same = (line for line in done if place - line[0] < _SAME_MM and start <= line[2] + _SAME_MM >= line[1] - end)
        last = next(same, None)
        if last is None:
            done.append([place, start, end])
        else:
            last[1:] = [min(last[1], start), max(last[2], end)]
    return np.array(done, np.float64).reshape(-1, 3)


def _levelling(lines: Points, shape: tuple[int, ...]) -> Points:
    """Return the homography (pixels to pixels) under which these segments are as level or upright as can be.

    Its turn is found first, by the fourfold angle, then skew and perspective with it (Gauss-Newton, each line
    weighted by its length, strokes in other directions by little).
    """
    run = lines[:, 2:] - lines[:, :2]
    length = np.hypot(*run.T)
    angle = np.arctan2(run[:, 1], run[:, 0])
    turn = np.arctan2((length * np.sin(4 * angle)).sum(), (length * np.cos(4 * angle)).sum()) / 4
    size = max(shape[:2])
    to_middle = np.array([[1, 0, -shape[1] / 2], [0, 1, -shape[0] / 2], [0, 0, size]]) / size
    state = np.array([turn, 0.0, 0.0, 0.0])
    upright = np.abs(np.sin(angle - turn)) > np.sqrt(0.5)
    # Rows are many and columns few: both directions count the same.
    share = length / np.where(upright, length[upright].sum() + 1, length[~upright].sum() + 1)
    for _ in range(_ROUNDS):
        lean = _lean(state, to_middle, lines)
        slopes = np.stack([_lean(state + step, to_middle, lines) - lean for step in 1e-5 * np.eye(4)], axis=1) / 1e-5
        weight = share / (1 + (lean / _LEAN) ** 2)
        pull = slopes.T @ (slopes * weight[:, None]) + np.diag([1e-9, *[_STIFF] * 3])
        state = state - np.linalg.solve(pull, slopes.T @ (weight * lean))
    return np.asarray(np.linalg.inv(to_middle) @ _plane(state) @ to_middle)


def _plane(state: Points) -> Points:
    turn, skew, along, down = state
    turned = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    return np.asarray(np.array([[1, skew, 0], [0, 1, 0], [along, down, 1.0]]) @ turned, np.float64)


def _lean(state: Points, to_middle: Points, lines: Points) -> Points:
    """Return the sine of the angle between each segment and the nearer of the two axes."""
    ends = project(_plane(state) @ to_middle, lines.reshape(-1, 2)).reshape(-1, 4)
    run = ends[:, 2:] - ends[:, :2]
    run /= np.maximum(np.linalg.norm(run, axis=1, keepdims=True), 1e-9)
    level = np.abs(run[:, 0]) > np.abs(run[:, 1])
    return np.asarray(np.where(level, run[:, 1] * np.sign(run[:, 0]), run[:, 0] * np.sign(run[:, 1])))
