"""Boxes without ink: printed by code, or real ones whose digit is rubbed out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import SIDE

Grey = NDArray[np.float32]
Rng = np.random.Generator

_FINE = 2  # printed at twice the size, so that lines fall between pixels
_INSET = 3.2  # px from the crop's edge to the middle of the printed border, as in the real crops


def printed(rng: Rng) -> Grey:
    """Return a blank box: border or none, dots, figure-eight guide or none, paper of any shade."""
    image = np.ones((SIDE * _FINE, SIDE * _FINE), np.float32)
    kind = rng.random()
    if kind < 0.75:
        _border(image, rng)
    guide = rng.random()
    if guide < 0.45:
        _dots(image, rng)
    elif guide < 0.65:
        _figure_eight(image, rng)
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    small = small * _shade(rng, small.shape)
    if kind > 0.85:
        _band(small, rng)
    paper, black = rng.uniform(90, 250), rng.uniform(0, 60)
    grey = black + (paper - black) * small + rng.normal(0, rng.uniform(0.3, 3), small.shape)
    return grey.astype(np.float32)


def rubbed_out(box: NDArray[np.uint8], rng: Rng) -> Grey:
    """Return a real box with its ink replaced by the paper around it, guide dots printed anew."""
    inner = np.s_[7:41, 7:41]
    soft = cv2.GaussianBlur(box, (0, 0), 0.8).astype(np.float32)
    paper = np.percentile(soft[inner], 80)
    ink = np.zeros(box.shape, np.uint8)
    ink[inner] = (soft[inner] < paper - max(6.0, 0.16 * (paper - soft.min()))) * 255
    ink = cv2.dilate(ink, np.ones((5, 5), np.uint8))
    ink[:6], ink[-6:], ink[:, :6], ink[:, -6:] = 0, 0, 0, 0
    clean = cv2.inpaint(box, ink, 4, cv2.INPAINT_TELEA).astype(np.float32)
    grain = (box.astype(np.float32) - soft)[inner]
    rough = float(np.median(np.abs(grain))) * 1.4
    clean += np.where(ink > 0, rng.normal(0, rough + 0.3, box.shape), 0)
    if rng.random() < 0.6:
        dots = np.ones((SIDE * _FINE, SIDE * _FINE), np.float32)
        _dots(dots, rng)
        small = cv2.GaussianBlur(cv2.resize(dots, (SIDE, SIDE), interpolation=cv2.INTER_AREA), (0, 0), 0.7)
        clean *= 1 - (1 - small) * rng.uniform(0.2, 0.9)
    return clean.astype(np.float32)


def _border(image: Grey, rng: Rng) -> None:
    inset = _INSET * _FINE
    low, high = round(inset), round(SIDE * _FINE - inset)
    thick = int(rng.integers(1, 6))
    dark = float(rng.uniform(0.0, 0.55))
    pitch = round((high - low) * rng.uniform(1.08, 1.3))
    # Some forms draw the numbers' boxes wall to wall, some apart, some in a table with rows above and below.
    sides = (-1, 0, 1) if rng.random() < 0.6 else (0,)
    rows = (-1, 0, 1) if rng.random() < 0.2 else (0,)
    tall = 0 if rng.random() < 0.8 else int(rng.integers(-8, 9))
    for column in sides:
        for row in rows:
            x, y = column * pitch, row * pitch
            cv2.rectangle(image, (low + x, low + y - tall), (high + x, high + y + tall), dark, thick, cv2.LINE_AA)


def _dots(image: Grey, rng: Rng) -> None:
    left, top = rng.uniform(0.26, 0.36) * SIDE * _FINE, rng.uniform(0.18, 0.26) * SIDE * _FINE
    right, bottom = SIDE * _FINE - left, SIDE * _FINE - top
    dark, size = float(rng.uniform(0.3, 0.85)), int(rng.integers(1, 3))
    down = int(rng.integers(7, 13)) // 2 * 2 + 1
    for x in np.linspace(left, right, 3):
        for y in np.linspace(top, bottom, down):
            _dot(image, (x, y), size, dark)
    for y in np.linspace(top, bottom, 3):
        for x in np.linspace(left, right, down // 2 + 2):
            _dot(image, (x, y), size, dark)


def _dot(image: Grey, place: tuple[float, float], size: int, dark: float) -> None:
    x, y = round(place[0]), round(place[1])
    image[y : y + size, x : x + size] = dark


def _figure_eight(image: Grey, rng: Rng) -> None:
    left, top = rng.uniform(0.28, 0.38) * SIDE * _FINE, rng.uniform(0.15, 0.26) * SIDE * _FINE
    dx, dy = rng.normal(0, 5, 2)
    x0, x1 = round(left + dx), round(SIDE * _FINE - left + dx)
    y0, y1 = round(top + dy), round(SIDE * _FINE - top + dy)
    dark, thick = float(rng.uniform(0.4, 0.85)), int(rng.integers(1, 5))
    cv2.rectangle(image, (x0, y0), (x1, y1), dark, thick, cv2.LINE_AA)
    cv2.line(image, (x0, (y0 + y1) // 2), (x1, (y0 + y1) // 2), dark, thick, cv2.LINE_AA)


def _shade(rng: Rng, shape: tuple[int, ...]) -> Grey:
    if rng.random() < 0.6:
        return np.ones(shape, np.float32)
    marks = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), float(rng.uniform(2, 8)))
    steps = np.round(marks / marks.std() * 1.5) / 1.5  # watermarks and scanner smear have flat patches with edges
    return (1 + rng.uniform(0, 0.05) * np.clip(steps, -2, 2)).astype(np.float32)


def _band(image: Grey, rng: Rng) -> None:
    wide = int(rng.integers(2, 15))
    image[:, :wide] *= rng.uniform(0.2, 0.95)
    if rng.random() < 0.5:
        image[:, -int(rng.integers(1, 6)) :] *= rng.uniform(0.3, 0.95)
