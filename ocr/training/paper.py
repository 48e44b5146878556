"""Boxes without ink: printed by code, or real ones whose digit is rubbed out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import SIDE
from ocr.specimen.chance import happens

Grey = NDArray[np.float32]
Rng = np.random.Generator

_FINE = 2  # printed at twice the size, so that lines fall between pixels
_INSET = 3.2  # px from the crop's edge to the middle of the printed border, as in the real crops

_WALL = 0.7  # a row that is dark over this share is printed border


def printed(rng: Rng) -> Grey:
    """Return a blank box: border or none, dots, figure-eight guide or none, paper of any shade."""
    image = np.ones((SIDE * _FINE, SIDE * _FINE), np.float32)
    bordered = happens(rng, 0.6)
    if bordered:
        _border(image, rng)
    guide = rng.choice(_GUIDES, p=(0.45, 0.2, 0.35))
    if guide is not None:
        guide(image, rng)
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    small = small * _shade(rng, small.shape)
    if happens(rng, 0.3):
        _watermark(small, rng)
    if not bordered and happens(rng, 0.6):
        _band(small, rng)
    paper, black = rng.uniform(90, 250), rng.uniform(0, 60)
    grey = black + (paper - black) * small + rng.normal(0, rng.uniform(0.3, 3), small.shape)
    return grey.astype(np.float32)


def rubbed_out(box: NDArray[np.uint8], rng: Rng) -> Grey | None:
    """Return a real box with its ink replaced by the paper around it, or None where a trace of the ink stays."""
    soft = cv2.GaussianBlur(box, (0, 0), 0.8).astype(np.float32)
    paper = np.percentile(soft[8:40, 8:40], 80)
    dark = soft < paper - max(6.0, 0.16 * (paper - soft.min()))
    inner = np.s_[_wall(dark) : SIDE - _wall(dark[::-1]), _wall(dark.T) : SIDE - _wall(dark.T[::-1])]
    ink = np.zeros(box.shape, np.uint8)
    ink[inner] = cv2.dilate(dark[inner].astype(np.uint8), np.ones((5, 5), np.uint8))
    clean = cv2.inpaint(box, ink, 4, cv2.INPAINT_TELEA).astype(np.float32)
    grain = (box.astype(np.float32) - soft)[inner]
    rough = float(np.median(np.abs(grain))) * 1.4
    clean += np.where(ink > 0, rng.normal(0, rough + 0.3, box.shape), 0)
    rest = cv2.GaussianBlur(clean, (0, 0), 1.2)[11:37, 11:37]
    if np.percentile(rest, 80) - rest.min() > max(7.0, 0.17 * (paper - soft.min())):
        return None
    if happens(rng, 0.6):
        dots = np.ones((SIDE * _FINE, SIDE * _FINE), np.float32)
        _dots(dots, rng)
        small = cv2.GaussianBlur(cv2.resize(dots, (SIDE, SIDE), interpolation=cv2.INTER_AREA), (0, 0), 0.7)
        clean *= 1 - (1 - small) * rng.uniform(0.2, 0.9)
    return clean.astype(np.float32)


def crease(box: Grey, rng: Rng) -> Grey:
    """Return the box with a fold of the paper across it, which is no stroke."""
    angle, place = rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.15), rng.uniform(-18, 18)
    down, right = np.indices(box.shape) - SIDE / 2
    away = right * np.cos(angle) + down * np.sin(angle) - place
    fold = rng.uniform(-0.08, 0.08) * np.exp(-0.5 * (away / rng.uniform(0.5, 1.2)) ** 2)
    return (box * (1 + fold + rng.uniform(-0.06, 0.06) * (away > 0))).astype(np.float32)


def _wall(dark: NDArray[np.bool_]) -> int:
    # How far the printed border reaches into the crop from its first row: no digit darkens a row all along.
    full = np.nonzero(dark[:9, 6:42].mean(axis=1) > _WALL)[0]
    return int(full.max()) + 3 if len(full) else 6


def _border(image: Grey, rng: Rng) -> None:
    inset = _INSET * _FINE
    low, high = round(inset), round(SIDE * _FINE - inset)
    thick = int(rng.integers(1, 6))
    dark = float(rng.uniform(0.0, 0.55))
    pitch = round((high - low) * (rng.uniform(1.08, 1.3) if happens(rng, 0.7) else 1.0))
    # Some forms draw the numbers' boxes wall to wall, some apart, some in a table with rows above and below.
    sides = (-1, 0, 1) if happens(rng, 0.6) else (0,)
    rows = (-1, 0, 1) if happens(rng, 0.2) else (0,)
    tall = 0 if happens(rng, 0.8) else int(rng.integers(-8, 9))
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
    dark, thick = float(rng.uniform(0.55, 0.88)), int(rng.integers(1, 5))
    cv2.rectangle(image, (x0, y0), (x1, y1), dark, thick, cv2.LINE_AA)
    cv2.line(image, (x0, (y0 + y1) // 2), (x1, (y0 + y1) // 2), dark, thick, cv2.LINE_AA)


def _shade(rng: Rng, shape: tuple[int, ...]) -> Grey:
    if happens(rng, 0.6):
        return np.ones(shape, np.float32)
    marks = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), float(rng.uniform(2, 8)))
    steps = np.round(marks / marks.std() * 1.5) / 1.5  # watermarks and scanner smear have flat patches with edges
    return (1 + rng.uniform(0, 0.05) * np.clip(steps, -2, 2)).astype(np.float32)


def _watermark(image: Grey, rng: Rng) -> None:
    tint = np.full((SIDE * _FINE, SIDE * _FINE), 255, np.uint8)
    shade = int(rng.integers(212, 248))
    for _ in range(rng.integers(1, 4)):
        x, y = (int(v) for v in rng.integers(-10, SIDE * _FINE - 10, 2))
        if happens(rng, 0.5):
            sides, wide = int(rng.integers(3, 8)), float(rng.uniform(15, 45))
            turns = np.linspace(0, 2 * np.pi, sides, endpoint=False) + rng.uniform(0, 6)
            corners = np.stack([x + wide * np.cos(turns), y + wide * np.sin(turns)], 1).astype(np.int32)
            cv2.polylines(tint, [corners], isClosed=True, color=shade, thickness=int(rng.integers(2, 8)))
        else:
            signs = "".join(rng.choice(list("KPU0129"), rng.integers(1, 5)))
            size, thick = float(rng.uniform(0.6, 1.6)), int(rng.integers(1, 5))
            cv2.putText(tint, signs, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, shade, thick, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((SIDE, SIDE), float(rng.uniform(-60, 60)), 1.0)
    turned = cv2.warpAffine(tint, turn, tint.shape[::-1], borderValue=255)
    image *= cv2.resize(turned, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def smeared(box: Grey, rng: Rng) -> Grey:
    """Return the box as if it had been cut narrow and widened by repeating its outermost columns."""
    left, right = int(rng.integers(1, 15)), SIDE - int(rng.integers(1, 15))
    wide = box.copy()
    wide[:, :left], wide[:, right:] = box[:, left : left + 1], box[:, right - 1 : right]
    wide[:, :left] *= rng.uniform(0.6, 1.0) if happens(rng, 0.5) else 1.0
    return wide


def _band(image: Grey, rng: Rng) -> None:
    wide = int(rng.integers(2, 15))
    image[:, :wide] *= rng.uniform(0.2, 0.95)
    if happens(rng, 0.5):
        image[:, -int(rng.integers(1, 6)) :] *= rng.uniform(0.3, 0.95)


_GUIDES = (_dots, _figure_eight, None)
