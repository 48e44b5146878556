"""How dark the flattened sheet is beside its paper, only there where somebody looks: most of a sheet is never read."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.flatten import WORK_PX_PER_MM, Sheet, beside_paper, flatten, paper_around, part
from recap.domain.form import Box, NumberField

_COARSE = 8
"""Pixels that are one pixel of the small picture in which the paper's light is measured."""
_FAR_MM = 50.0
"""Bent paper moves numbers by less than this, and the search for their borders reaches no farther."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A part of a flattened page at the working scale: 0 is paper, 1 is black; `left`, `top` is its place in pixels."""

    dark: Image
    left: int = 0
    top: int = 0


def light(sheet: Sheet) -> Image:
    """Return the whole sheet flattened so small that writing hardly shows, for `shade` and to measure its light."""
    return flatten(sheet, WORK_PX_PER_MM / _COARSE)


def shade(sheet: Sheet, small: Image, box: Box) -> Shade:
    """Return how dark a part of the sheet is, in mm, from its `light`."""
    left, top = (max(0, int(edge * WORK_PX_PER_MM / _COARSE)) for edge in (box.x_mm, box.y_mm))
    ends = (box.x_mm + box.w_mm, box.y_mm + box.h_mm)
    right, bottom = (int(np.ceil(edge * WORK_PX_PER_MM / _COARSE)) for edge in ends)
    paper = paper_around(small)[top:bottom, left:right]
    size = (paper.shape[1] * _COARSE, paper.shape[0] * _COARSE)
    left, top = left * _COARSE, top * _COARSE
    flat = part(sheet, WORK_PX_PER_MM, (left, top), size)
    return Shade(beside_paper(flat, cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)), left, top)


def around(fields: tuple[NumberField, ...]) -> Box:
    """Return the part of a page, in mm, in which its numbers' boxes and bubbles are looked for."""
    boxes = [box for field in fields for box in field.boxes]
    left, right = min(box.x_mm for box in boxes), max(box.x_mm + box.w_mm for box in boxes)
    top = min(box.y_mm for box in boxes)
    bottoms = [box.y_mm + box.h_mm for box in boxes]
    bottoms += [f.bubbles.first_mm + 10 * f.bubbles.pitch_mm for f in fields if f.bubbles]
    width, height = right - left, max(bottoms) - top
    return Box(left - _FAR_MM, top - _FAR_MM, width + 2 * _FAR_MM, height + 2 * _FAR_MM)
