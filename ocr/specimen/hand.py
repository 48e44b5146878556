"""How one person writes: a style drawn once per sheet, and strokes that differ every time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.glyphs import PenPath, plain_shapes, segment_shapes
from recap.domain.form import Box

Stroke = NDArray[np.float64]
"""A pen stroke on the page: one row per point, columns x mm, y mm and relative width."""

GUIDE_LEFT, GUIDE_TOP, GUIDE_WIDTH, GUIDE_HEIGHT = 0.29, 0.165, 0.42, 0.67
"""Where the printed seven-segment guide lies in a digit box (measured on the official blank)."""

_LETTER, _GAP, _SPACE = 0.56, 0.21, 0.62  # of a capital's height
_NARROW = {"I": 0.35, "1": 0.35, ".": 0.3, ",": 0.3, "(": 0.5, ")": 0.5, "'": 0.3, "J": 0.8, "M": 1.25, "W": 1.3}
_KEEPS_SHAPE = 0.88  # how often a writer repeats the allograph he is used to


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer's style; lengths are fractions of the glyph's height."""

    segment: float
    slant: float
    width: float
    height: float
    free_height: float
    wobble: float
    rounding: int
    overshoot: float
    warp: float
    cross: float
    taste: int


def some_hand(rng: np.random.Generator) -> Hand:
    """Return the style of a random writer: two of three follow the guide dots."""
    neat = float(rng.beta(2, 2.2))
    return Hand(
        segment=float(rng.choice([1.0, 0.97, 0.6, 0.0], p=[0.36, 0.25, 0.12, 0.27])),
        slant=float(rng.normal(0.05, 0.08)),
        width=float(rng.normal(1.0, 0.07)),
        height=float(rng.normal(1.0, 0.06)),
        free_height=float(np.clip(rng.normal(0.62, 0.11), 0.34, 0.86)),
        wobble=0.006 + 0.02 * neat**2,
        rounding=int(rng.integers(0, 3)),
        overshoot=0.02 + 0.05 * neat,
        warp=0.03 + 0.07 * neat,
        cross=float(rng.choice([0.4, 0.55, 0.8, 1.0], p=[0.2, 0.45, 0.15, 0.2])),
        taste=int(rng.integers(0, 1 << 20)),
    )


def digit(hand: Hand, box: Box, sign: str, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of a digit, X or dash in a printed digit box."""
    if sign in "X-":
        return _sign(hand, box, sign, rng)
    if happens(rng, hand.segment):
        shape = _choose(segment_shapes(sign), hand, sign, rng)
        frame = Box(
            box.x_mm + box.w_mm * GUIDE_LEFT,
            box.y_mm + box.h_mm * GUIDE_TOP,
            box.w_mm * GUIDE_WIDTH,
            box.h_mm * GUIDE_HEIGHT,
        )
        return _strokes(shape, hand, _stretched(frame, hand.width, hand.height), rng)
    return free_digit(hand, box, sign, rng)


def free_digit(hand: Hand, box: Box, sign: str, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of a digit written without guides, roughly in the middle of a box."""
    height = box.h_mm * hand.free_height * rng.normal(1, 0.07)
    width = height * hand.width * rng.normal(0.55, 0.06) * _NARROW.get(sign, 1)
    x, y = box.centre
    x, y = x + rng.normal(0, 0.05) * box.w_mm, y + rng.normal(0, 0.05) * box.h_mm
    frame = Box(x - width / 2, y - height / 2, width, height)
    return _strokes(_choose(plain_shapes(sign), hand, sign, rng), hand, frame, rng)


def text(hand: Hand, words: str, place: Box, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of capitals on a line that fit a place, written from its left edge."""
    units = sum(_advance(hand, letter) for letter in words)
    height = min(place.h_mm * 0.8, place.w_mm * 0.94 / max(units, 0.1))
    pen_x, line_y = place.x_mm + place.w_mm * 0.02, place.y_mm + place.h_mm * 0.92
    strokes: list[Stroke] = []
    climb = rng.normal(0, 0.012)
    for letter in words.upper():
        if letter != " ":
            tall = height * rng.normal(1, 0.05)
            base = line_y + climb * (pen_x - place.x_mm) + rng.normal(0, 0.02) * height
            frame = Box(pen_x, base - tall, height * (_advance(hand, letter) - _GAP), tall)
            strokes += _strokes(_choose(plain_shapes(letter), hand, letter, rng), hand, frame, rng)
        pen_x += height * _advance(hand, letter) * rng.normal(1, 0.03)
    return strokes


def line(start: tuple[float, float], end: tuple[float, float], shake_mm: float, rng: np.random.Generator) -> Stroke:
    """Return one long stroke drawn freely from a point to a point."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    count = max(4, int(length / 3))
    along = np.linspace(0, 1, count)[:, None]
    points = np.asarray(start) * (1 - along) + np.asarray(end) * along
    points += _smooth(count, 2, rng, knots=4) * shake_mm
    return _with_pressure(points, rng)


def _advance(hand: Hand, letter: str) -> float:
    return _SPACE if letter == " " else _LETTER * hand.width * _NARROW.get(letter, 1) + _GAP


def _sign(hand: Hand, box: Box, sign: str, rng: np.random.Generator) -> list[Stroke]:
    size = float(np.clip(hand.cross * rng.normal(1, 0.08), 0.25, 1.06))
    width, height = box.w_mm * size * rng.normal(0.86, 0.06), box.h_mm * size * rng.normal(0.95, 0.06)
    if sign == "-":
        width, height = box.w_mm * rng.normal(0.5, 0.08), box.h_mm * 0.06
    x, y = box.centre
    x, y = x + rng.normal(0, 0.03) * box.w_mm, y + rng.normal(0, 0.03) * box.h_mm
    return _strokes(
        plain_shapes(sign)[hand.taste % len(plain_shapes(sign))],
        hand,
        Box(x - width / 2, y - height / 2, width, height),
        rng,
    )


def _choose(
    shapes: tuple[tuple[PenPath, ...], ...], hand: Hand, sign: str, rng: np.random.Generator
) -> tuple[PenPath, ...]:
    usual = (hand.taste // (1 + ord(sign[0]) % 7) + ord(sign[0])) % len(shapes)
    return shapes[usual if happens(rng, _KEEPS_SHAPE) else int(rng.integers(len(shapes)))]


def _stretched(frame: Box, width: float, height: float) -> Box:
    x, y = frame.centre
    w, h = frame.w_mm * width, frame.h_mm * height
    return Box(x - w / 2, y - h / 2, w, h)


def _strokes(shape: tuple[PenPath, ...], hand: Hand, frame: Box, rng: np.random.Generator) -> list[Stroke]:
    bend = rng.normal(0, hand.warp, (3, 2))
    lean = hand.slant + rng.normal(0, 0.03)
    shift = rng.normal(0, 0.03, 2) * frame.h_mm
    return [_stroke(path, hand, frame, (bend, lean, shift), rng) for path in shape]


def _stroke(
    path: PenPath,
    hand: Hand,
    frame: Box,
    form: tuple[NDArray[np.float64], float, NDArray[np.float64]],
    rng: np.random.Generator,
) -> Stroke:
    bend, lean, shift = form
    points = path.dense[hand.rounding].copy()
    centred = points - 0.5
    points += centred[:, :1] * bend[0] + centred[:, 1:] * bend[1] + (centred[:, :1] * centred[:, 1:]) * bend[2]
    points = points * (frame.w_mm, frame.h_mm)
    points[:, 0] += (0.5 * frame.h_mm - points[:, 1]) * lean
    points += (frame.x_mm, frame.y_mm) + shift + rng.normal(0, 0.012, 2) * frame.h_mm
    points += _smooth(len(points), 2, rng, knots=max(3, len(points) // 3)) * hand.wobble * frame.h_mm
    ends = rng.normal(0.4, 1, 2) * hand.overshoot * frame.h_mm
    for end, inner, reach in ((0, 1, ends[0]), (-1, -2, ends[1])):
        run = points[end] - points[inner]
        points[end] += run / (float(np.hypot(*run)) + 1e-6) * max(reach, -0.7 * float(np.hypot(*run)))
    return _with_pressure(points, rng)


def _with_pressure(points: NDArray[np.float64], rng: np.random.Generator) -> Stroke:
    width = 1 + 0.12 * _smooth(len(points), 1, rng, knots=3)
    width[0] *= rng.normal(1.0, 0.12)
    width[-1] *= rng.normal(0.85, 0.15)
    return np.hstack([points, np.clip(width, 0.4, 1.7)])


def _smooth(count: int, columns: int, rng: np.random.Generator, *, knots: int) -> NDArray[np.float64]:
    at = np.linspace(0, knots - 1, count)
    values = rng.normal(size=(knots, columns))
    return np.stack([np.interp(at, np.arange(knots), values[:, c]) for c in range(columns)], axis=1)
