"""The shapes people draw for digits and signs, as pen paths on a 10 x 10 grid (x right, y down).

A glyph is strokes joined by `|`; a stroke that begins with `~` is a smooth curve through its points, any other is
straight lines; a point given twice makes a corner in a curve. Shapes were copied by eye from the real 2024 forms.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.letters import LETTERS

SEGMENT: dict[str, tuple[str, ...]] = {
    "0": (
        "0,0 10,0 10,10 0,10 0,0",
        "10,0 0,0 0,10 10,10 10,0",
        "0,0 0,10 10,10|0,0 10,0 10,10",
        "0,1 0,10 10,10 10,0 0,0",
    ),
    "1": ("5,0 5,10", "5,0 5,10", "5,0 5,10", "10,0 10,10", "0,0 0,10", "2,2 5,0 5,10"),
    "2": ("0,0 10,0 10,5 0,5 0,10 10,10", "0,1 0,0 10,0 10,5 0,5 0,10 10,10"),
    "3": ("0,0 10,0 10,10 0,10|0,5 10,5", "0,0 10,0 10,5 1,5|10,5 10,10 0,10", "0,0 10,0 10,10 0,10|4,5 10,5"),
    "4": ("0,0 0,5 10,5|10,0 10,10", "0,0 0,5 10,5|10,0 10,10", "0,0 0,6 10,6|7,0 7,10", "10,10 10,0|0,0 0,5 10,5"),
    "5": ("10,0 0,0 0,5 10,5 10,10 0,10", "0,0 0,5 10,5 10,10 0,10|0,0 10,0"),
    "6": ("10,0 0,0 0,10 10,10 10,5 0,5", "0,0 0,10 10,10 10,5 0,5", "10,0 0,0 0,10|0,5 10,5 10,10 0,10"),
    "7": ("0,0 10,0 10,10", "0,3 0,0 10,0 10,10", "0,0 10,0 8,10", "0,2 0,0 10,0 10,10|5,5 13,5"),
    "8": (
        "0,0 10,0 10,10 0,10 0,0|0,5 10,5",
        "10,5 0,5 0,0 10,0 10,10 0,10 0,5",
        "0,0 0,10|10,0 10,10|0,0 10,0|0,5 10,5|0,10 10,10",
    ),
    "9": ("10,5 0,5 0,0 10,0 10,10 0,10", "10,5 0,5 0,0 10,0 10,10", "0,10 10,10 10,0 0,0 0,5 10,5"),
}
"""Digits along the seven printed guide segments: what the form asks for, and most writers do."""

PLAIN: dict[str, tuple[str, ...]] = {
    "0": (
        "~6,0 2,1 0,5 2,9 5,10 9,8 10,5 9,2 5,0 4,0",
        "~4,0 9,1 10,5 8,9 5,10 1,9 0,5 1,1 5,0 6,1",
        "~5,0 1,2 0,5 1,8 5,10 9,8 10,5 9,2 5,0",
        "~5,0 1,1 0,5 2,9 5,10 8,9 10,5 8,1 4,0",
        "~6,0 1,2 0,6 2,10 6,10 10,7 9,2 5,0",
        "~5,0 1,2 0,5 1,8 5,10 9,8 10,5 9,2 5,0|1,9 9,1",
    ),
    "1": ("5,0 5,10", "6,0 4,10", "3,2 6,0 5,10", "3,2 5,0 5,10|2,10 8,10"),
    "2": (
        "~0,2 3,0 8,0 10,3 7,6 0,10 0,10 10,10",
        "~1,2 4,0 9,1 9,4 4,8 1,10 0,9 2,8 6,10 10,9",
        "~0,1 5,0 10,2 8,6 0,10 0,10 10,10",
    ),
    "3": (
        "~0,1 4,0 9,1 9,4 4,5 4,5 10,6 10,9 5,10 0,9",
        "~0,0 0,0 9,0 9,0 4,4 4,4 10,6 9,9 4,10 0,9",
        "~1,1 6,0 9,2 7,4 3,5 8,6 9,8 6,10 0,9",
    ),
    "4": ("3,0 0,6 10,6|7,2 6,10", "1,0 0,5 9,5|8,0 8,10", "7,0 0,7 10,7|7,0 7,10", "2,0 0,6 10,6|8,1 6,11"),
    "5": (
        "~9,0 1,0 1,0 1,4 1,4 6,4 10,7 7,10 0,9",
        "~2,0 1,5 1,5 6,4 9,7 6,10 0,9|2,0 9,0",
        "9,0 0,0 0,4 9,4 9,10 0,10",
    ),
    "6": ("~8,0 2,4 0,8 4,10 9,9 9,6 5,5 1,7", "~6,0 1,5 1,9 6,10 9,8 7,5 3,6 1,8", "~4,0 1,5 2,9 7,10 10,7 6,5 1,7"),
    "7": (
        "0,0 10,0 4,10",
        "0,0 10,0 4,10|2,5 9,5",
        "0,2 1,0 10,0 5,10",
        "~0,1 3,1 10,0 10,0 6,5 4,10|2,5 9,5",
        "0,2 0,0 9,0 8,10",
    ),
    "8": (
        "~9,2 5,0 1,2 3,4 8,6 9,8 5,10 1,8 3,5 8,3 9,1",
        "~5,5 1,2 5,0 9,2 5,5 0,8 5,10 10,8 5,5",
        "~5,0 1,2 5,4 9,2 5,0|~5,4 0,7 5,10 10,7 5,4",
        "~8,1 4,0 2,3 7,6 9,9 4,10 1,8 5,5 10,0",
    ),
    "9": (
        "~9,2 5,0 1,2 2,5 7,5 9,2 9,2 9,6 6,10",
        "~9,1 4,0 1,3 4,5 9,3 9,1 9,1 8,10",
        "~9,3 6,0 1,1 1,4 6,5 9,2 10,6 7,10 1,9",
    ),
}
"""Digits as written without looking at the guides."""

SIGNS: dict[str, tuple[str, ...]] = {
    "X": ("0,0 10,10|10,0 0,10", "10,0 0,10|0,0 10,10", "~0,0 4,4 10,10|~10,0 5,6 0,10"),
    "-": ("0,5 10,5", "~0,5 5,5 10,4"),
}
"""What stands in a box instead of a digit."""


_LINE_STEPS, _CURVE_STEPS, _ROUNDINGS = 5, 6, 3


@dataclass(frozen=True, slots=True)
class PenPath:
    """One pen stroke of a glyph on the unit square, densely sampled, with corners sharp to well rounded."""

    dense: tuple[NDArray[np.float64], ...]


@cache
def segment_shapes(sign: str) -> tuple[tuple[PenPath, ...], ...]:
    """Return the ways a digit is drawn along the guide segments."""
    return tuple(_parse(text) for text in SEGMENT.get(sign) or SIGNS[sign])


@cache
def plain_shapes(sign: str) -> tuple[tuple[PenPath, ...], ...]:
    """Return the ways a digit, sign or capital letter is written freely."""
    texts = PLAIN.get(sign) or SIGNS.get(sign) if len(sign) == 1 and not sign.isalpha() else None
    return tuple(_parse(text) for text in texts or LETTERS.get(sign) or SIGNS["-"])


def _parse(text: str) -> tuple[PenPath, ...]:
    return tuple(_path(stroke) for stroke in text.split("|"))


def _path(text: str) -> PenPath:
    knots = np.asarray([[float(number) for number in point.split(",")] for point in text.lstrip("~").split()]) / 10
    sampled = _curve(knots) if text.startswith("~") else _lines(knots)
    rounded = [sampled]
    for _ in range(_ROUNDINGS - 1):
        softer = rounded[-1].copy()
        softer[1:-1] = (softer[:-2] + 2 * softer[1:-1] + softer[2:]) / 4
        rounded.append(softer)
    return PenPath(tuple(rounded))


def _lines(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    at = np.arange(0, (len(knots) - 1) * _LINE_STEPS + 1) / _LINE_STEPS
    return np.stack([np.interp(at, np.arange(len(knots)), knots[:, axis]) for axis in (0, 1)], axis=1)


def _curve(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    # Catmull-Rom: passes through every knot, and a doubled knot is a corner.
    padded = np.vstack([knots[:1], knots, knots[-1:]])
    t = (np.arange(_CURVE_STEPS) / _CURVE_STEPS)[:, None]
    parts = [_span(padded[i : i + 4], t) for i in range(len(knots) - 1)]
    return np.vstack([*parts, knots[-1:]])


def _span(four: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c, d = four
    result: NDArray[np.float64] = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return result
