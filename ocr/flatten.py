"""Flatten the sheet: sample the photo at any grid of millimetres, from a copy of the right size."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.halves import halved
from ocr.plane import Points, px_per_mm
from recap.domain.form import Box, Page

WORK_PX_PER_MM = 2.4
"""The scale at which borders and bubbles are searched: a border is 2.5 pixels wide, a bubble 19."""

PAGE_PX_PER_MM = 3.0
"""The scale of the flattened page that people see, and that every `Spot` refers to."""

_DARK = (1.0 - np.arange(256) / 255.0).astype(np.float32)
"""The darkness of each brightness relative to the paper: a table costs a third of arithmetic on floats."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A registered photo: `plane` maps mm on `page` to pixels of `picture`."""

    picture: Image
    page: Page
    plane: Points


def shrunk(sheet: Sheet, scale: float) -> Sheet:
    """Return the sheet with its photo halved until sampling at this scale (pixels a mm) skips no pixels."""
    plane, times = sheet.plane, 0
    while px_per_mm(plane, (sheet.page.width_mm / 2, sheet.page.height_mm / 2)) > 1.7 * scale:
        # Pixel centres move by a quarter of a pixel when four of them become one.
        plane = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]]) @ plane
        times += 1
    return Sheet(halved(sheet.picture, times), sheet.page, plane)


def flatten(sheet: Sheet, scale: float) -> Image:
    """Return the whole sheet as if scanned, at this many pixels a mm; white where the photo shows nothing."""
    return part(sheet, scale, (0, 0), (round(sheet.page.width_mm * scale), round(sheet.page.height_mm * scale)))


def part(sheet: Sheet, scale: float, start: tuple[int, int], size: tuple[int, int]) -> Image:
    """Return the part of the flattened sheet that starts at this pixel and is so many pixels wide and high."""
    source = shrunk(sheet, scale)
    # Pixel (0, 0) of the flattened sheet is the square from 0 to 1/scale mm: its middle is half a pixel in.
    left, top = ((edge + 0.5) / scale for edge in start)
    to_mm = np.array([[1 / scale, 0, left], [0, 1 / scale, top], [0, 0, 1]])
    return cv2.warpPerspective(
        source.picture,
        source.plane @ to_mm,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )


def darkness(flat: Image) -> Image:
    """Return how dark each pixel is beside the paper around it: 0 is paper, 1 is black; shadows and tint vanish."""
    paper = paper_around(cv2.resize(flat, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA))
    return beside_paper(flat, cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR))


def paper_around(small: Image) -> Image:
    """Return how light the paper is around each pixel of a flattened sheet at an eighth of its size."""
    paper = cv2.dilate(small, np.ones((5, 5), np.uint8))
    return np.maximum(cv2.GaussianBlur(paper, (0, 0), 3), 8)


def beside_paper(flat: Image, paper: Image) -> Image:
    """Return how dark each pixel is beside paper that is so light there."""
    return cv2.LUT(cv2.divide(flat, paper, scale=255), _DARK)


def window(sheet: Sheet, box: Box, margin_mm: float, scale: float) -> Image:
    """Return a part of the sheet, with a margin around it, flattened at `scale` pixels a mm."""
    source = shrunk(sheet, scale)
    size = (round((box.w_mm + 2 * margin_mm) * scale), round((box.h_mm + 2 * margin_mm) * scale))
    to_mm = np.array([[1 / scale, 0, box.x_mm - margin_mm], [0, 1 / scale, box.y_mm - margin_mm], [0, 0, 1]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(source.picture, source.plane @ to_mm, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
