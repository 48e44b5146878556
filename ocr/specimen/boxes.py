"""What stands in the boxes of a number: its digits, what fills the leading boxes, and corrections."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.hand import Hand, Stroke, digit, free_digit, line
from ocr.specimen.ink import Pen, Sheet, correct_with_fluid, write
from ocr.specimen.signatures import initials
from recap.domain.form import Box

CROSS, DASH, EMPTY, STRUCK = "X", "-", "_", "?"
_LEADING = (CROSS, "0", EMPTY, DASH)
_LEADING_SHARES = (0.70, 0.20, 0.06, 0.04)
_STAYS_WITH_HIS_SIGN = 0.9  # X and 0 are mixed on one sheet (DATA.md)
_ZERO_IS_WRITTEN = 0.6  # a count of zero as XX0 rather than XXX


class Correction(StrEnum):
    """How a wrong digit is put right on paper."""

    OVERWRITTEN = "overwritten"
    FLUID = "fluid"
    STRUCK = "struck"


CORRECTIONS = {Correction.OVERWRITTEN: 0.6, Correction.FLUID: 0.25, Correction.STRUCK: 0.15}
"""How often a wrong digit is put right in which way.

Of 702 numbers on 18 real forms of 2019 ten are visibly corrected: nine digits were gone over with a bolder one, one was
struck out. Fluid is allowed and does not show on their scans.
"""
_PASSES = (2, 5)
_ASTRAY_MM = 0.3
_PRESSED = (1.1, 1.7)
"""Going over a digit the pen is pressed or drawn twice: the line is so much wider."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A digit that was first written wrongly: in which box, what, and how it was corrected."""

    box: int
    wrong: str
    how: Correction


def leading_sign(rng: np.random.Generator) -> str:
    """Return what one person puts in leading boxes: mostly X."""
    return str(rng.choice(_LEADING, p=_LEADING_SHARES))


def signs(value: int, count: int, usual: str, rng: np.random.Generator) -> str:
    """Return the signs of a number in `count` boxes, such as X69, 069, _69, XXX."""
    digits = str(value)
    if value == 0 and usual != "0" and rng.random() > _ZERO_IS_WRITTEN:
        digits = ""
    sign = usual if happens(rng, _STAYS_WITH_HIS_SIGN) else str(rng.choice(_LEADING, p=_LEADING_SHARES))
    padded = digits.rjust(count, sign)
    return padded if padded.strip(EMPTY) else "0".rjust(count, EMPTY)


def some_slip(written: str, rng: np.random.Generator) -> Slip:
    """Return a random slip of the pen in a number."""
    box = int(rng.choice([i for i, sign in enumerate(written) if sign.isdecimal()] or [len(written) - 1]))
    wrong = str((int(written[box]) + int(rng.integers(1, 10))) % 10) if written[box].isdecimal() else "0"
    return Slip(box, wrong, some_correction(rng))


def some_correction(rng: np.random.Generator) -> Correction:
    """Return one of the ways to put a wrong digit right, as often as people choose it."""
    return list(CORRECTIONS)[int(rng.choice(len(CORRECTIONS), p=list(CORRECTIONS.values())))]


def fill(
    sheet: Sheet, boxes: tuple[Box, ...], written: str, writer: tuple[Hand, Pen], rng: np.random.Generator
) -> None:
    """Write the signs into the boxes."""
    hand, pen = writer
    for box, sign in zip(boxes, written, strict=True):
        if sign not in (EMPTY, STRUCK):
            write(sheet, digit(hand, box, sign, rng), pen, rng)


def correct(
    sheet: Sheet, boxes: tuple[Box, ...], slip: Slip, writer: tuple[Hand, Pen], rng: np.random.Generator
) -> None:
    """Write the wrong digit and make it invalid, ready for the right one, and initial it now and then."""
    hand, pen = writer
    box = boxes[slip.box]
    wrong = digit(hand, box, slip.wrong, rng)
    write(sheet, wrong, pen, rng)
    if slip.how is Correction.FLUID:
        correct_with_fluid(sheet, wrong, rng)
    if slip.how is Correction.STRUCK:
        write(sheet, _strike(box, rng), pen, rng)
    if happens(rng, 0.7):
        last = boxes[-1]
        write(sheet, initials((last.x_mm + last.w_mm * 1.1, last.y_mm + last.h_mm * 0.5), rng), pen, rng)


def go_over(sheet: Sheet, box: Box, sign: str, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    """Write the right digit over the wrong one, again and again, until it is the bolder of both."""
    hand, pen = writer
    bold = replace(pen, width_mm=pen.width_mm * float(rng.uniform(*_PRESSED)), dryness=pen.dryness / 2)
    strokes = digit(hand, box, sign, rng)
    for _ in range(int(rng.integers(*_PASSES))):
        write(sheet, [stroke + _astray(rng) for stroke in strokes], bold, rng)


def rewrite_above(sheet: Sheet, box: Box, sign: str, writer: tuple[Hand, Pen], rng: np.random.Generator) -> None:
    """Write the right digit small above a box whose digit is struck out."""
    small = Box(box.x_mm + box.w_mm * 0.2, box.y_mm - box.h_mm * 0.52, box.w_mm * 0.5, box.h_mm * 0.5)
    write(sheet, free_digit(writer[0], small, sign, rng), writer[1], rng)


def _astray(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how far a stroke drawn once more lies from itself: x and y in mm, and nothing for its width."""
    return np.append(rng.normal(0, _ASTRAY_MM, 2), 0.0)


def _strike(box: Box, rng: np.random.Generator) -> list[Stroke]:
    strokes = []
    for _ in range(int(rng.integers(2, 5))):
        left, right = box.x_mm + box.w_mm * rng.uniform(0, 0.25), box.x_mm + box.w_mm * rng.uniform(0.75, 1.05)
        height = box.y_mm + box.h_mm * rng.uniform(0.3, 0.7)
        strokes.append(line((left, height), (right, height + rng.normal(0, 2)), 0.6, rng))
    return strokes
