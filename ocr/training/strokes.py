"""Ink that no collection of digits holds: crosses, dashes, strikes, scribbles, dirt, as masks between 0 and 1."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens

Mask = NDArray[np.float32]
Rng = np.random.Generator

SIDE = 64
_MIDDLE = SIDE / 2
_FAINT = 80
"""Grey level from which on a collection's digit is ink."""


def cross(rng: Rng) -> Mask:
    """Return an X that fills the mask."""
    wide = rng.uniform(0.45, 1.0) * 28
    ends = np.array([(-wide, -28), (wide, 28), (wide, -28), (-wide, 28)]) + rng.normal(0, 3, (4, 2)) + _MIDDLE
    return _drawn([_shaky(ends[0], ends[1], rng), _shaky(ends[2], ends[3], rng)], rng)


def dash(rng: Rng) -> Mask:
    """Return a flat stroke, now and then a wavy one."""
    half = rng.uniform(12, 28)
    tilt = rng.normal(0, 3)
    bend = rng.normal(0, 3) if happens(rng, 0.3) else 0.0
    points = _shaky(np.array([_MIDDLE - half, _MIDDLE - tilt]), np.array([_MIDDLE + half, _MIDDLE + tilt]), rng)
    points[:, 1] += bend * np.sin(np.linspace(0, 2 * np.pi, len(points)))
    return _drawn([points], rng)


def strike(rng: Rng) -> Mask:
    """Return what people draw over a wrong digit: two or more lines, a cross or a zigzag."""
    how = rng.integers(4)
    if how == 0:
        return np.maximum(cross(rng), _bar(rng))
    if how == 1:
        return scribble(rng)
    lines = [_bar(rng) for _ in range(rng.integers(2, 5))]
    return np.max(lines, axis=0)


def scribble(rng: Rng) -> Mask:
    """Return a dense zigzag or tangle."""
    turns = int(rng.integers(5, 14))
    across = np.linspace(6, SIDE - 6, turns)
    if happens(rng, 0.5):
        points = np.stack([across, np.where(np.arange(turns) % 2, 8, SIDE - 8)], 1) + rng.normal(0, 4, (turns, 2))
    else:
        points = rng.normal(_MIDDLE, 12, (turns, 2))
    if happens(rng, 0.5):
        points = points[:, ::-1]
    return _drawn([np.clip(points, 2, SIDE - 2)], rng)


def dirt(rng: Rng) -> Mask:
    """Return a blot, a smear, or the mark of a finger."""
    noise = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), float(rng.uniform(3, 8)))
    away = np.hypot(*(np.indices((SIDE, SIDE)) - _MIDDLE + rng.normal(0, 6, (2, 1, 1)))) / rng.uniform(12, 30)
    blot = noise / noise.std() - away * 2 + 2
    sharp = rng.uniform(1, 6)
    return (1 / (1 + np.exp(-blot * sharp))).astype(np.float32)


def ridge(digit: NDArray[np.uint8], rng: Rng) -> Mask:
    """Return a digit written with a fine pen: the middle of its strokes, a few pixels wide."""
    deep = cv2.distanceTransform((digit > _FAINT).astype(np.uint8), cv2.DIST_L2, 5)
    deepest = cv2.dilate(deep, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    middle = ((deep > 0) & (deep >= deepest - 0.8)).astype(np.float32)
    wide = int(rng.integers(1, 4))
    drawn = cv2.dilate(middle, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    return np.asarray(np.clip(cv2.GaussianBlur(drawn, (0, 0), 0.8) * 1.3, 0, 1), np.float32)


def over(wrong: Mask, right: Mask, rng: Rng) -> Mask:
    """Return a digit with another one written over it, gone over again until it is the bolder of both."""
    side = int(rng.integers(1, 4)) * 2 + 1
    bold = cv2.dilate(right, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    below = _shifted(wrong, 3, rng) * np.float32(rng.uniform(0.6, 1))
    return np.max([below, bold, _shifted(right, 1.2, rng)], axis=0)


def _shifted(mask: Mask, far: float, rng: Rng) -> Mask:
    x, y = rng.normal(0, far, 2)
    return np.asarray(cv2.warpAffine(mask, np.array([[1, 0, x], [0, 1, y]]), mask.shape[::-1]), np.float32)


def speck(rng: Rng) -> Mask:
    """Return a dot or a short touch of the pen, which leaves a box empty."""
    start = rng.uniform(4, SIDE - 4, 2)
    return _drawn([_shaky(start, start + rng.normal(0, 1.5, 2), rng)], rng)


def _bar(rng: Rng) -> Mask:
    tilt = rng.uniform(-20, 20)
    height = _MIDDLE + rng.normal(0, 12)
    return _drawn([_shaky(np.array([3, height - tilt]), np.array([SIDE - 3, height + tilt]), rng)], rng)


def _shaky(start: NDArray[np.float64], end: NDArray[np.float64], rng: Rng) -> NDArray[np.float64]:
    steps = np.linspace(0, 1, 8)[:, None]
    return start + (end - start) * steps + np.cumsum(rng.normal(0, 0.5, (8, 2)), 0)


def _drawn(lines: list[NDArray[np.float64]], rng: Rng) -> Mask:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    thick = int(rng.integers(2, 8))
    for points in lines:
        cv2.polylines(
            mask,
            [np.round(points * 8).astype(np.int32)],
            isClosed=False,
            color=255,
            thickness=thick,
            lineType=cv2.LINE_AA,
            shift=3,
        )
    return mask.astype(np.float32) / 255
