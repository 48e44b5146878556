"""Measure a registered photo: what `decide` needs to tell a readable one from one to take again."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.decide import Glance, Quality
from ocr.flatten import Sheet
from ocr.plane import corners_of, project, px_per_mm
from ocr.settle import Settled

_GRID = 24
_GLANCE_PX = 1000
_BRIGHT_PERCENTILE = 90
_EDGE_PERCENTILE = 98
_PAPER_PERCENTILE = 75
"""Most of a sheet is blank: this percentile is paper, not ink."""


def measure(settled: Settled) -> Quality:
    """Return the measures of a photo whose numbers have been looked for."""
    sheet, placed = settled.sheet, settled.placed
    page = sheet.page
    corners = np.concatenate(
        [
            corners_of(box) + shift
            for field in page.fields
            for box, shift in zip(field.boxes, placed[field.code].shifts, strict=True)
        ]
    )
    at = project(sheet.plane, corners)
    height, width = sheet.picture.shape[:2]
    outside = (at < 0).any(axis=1) | (at[:, 0] >= width) | (at[:, 1] >= height)
    middle = corners.mean(axis=0)
    return Quality(
        px_per_mm=px_per_mm(sheet.plane, (float(middle[0]), float(middle[1]))),
        paper_grey=float(np.percentile(settled.flat[::8, ::8], _PAPER_PERCENTILE)),
        contrast=float(np.median([p.contrast for p in placed.values()])),
        trusted=float(np.mean([p.trusted for p in placed.values()])),
        outside=float(outside.mean()),
        cut_off=_cut_off(sheet),
        missing=settled.place.missing,
    )


def glance(picture: Image) -> Glance:
    """Return the light and sharpness of a photo in which no form was found."""
    scale = _GLANCE_PX / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = float(np.percentile(small, _BRIGHT_PERCENTILE))
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.CV_32F))
    return Glance(light, float(np.percentile(edges, _EDGE_PERCENTILE)) / max(light, 1.0))


def _cut_off(sheet: Sheet) -> float:
    """Return which part of the sheet between its marks is not in the picture."""
    page = sheet.page
    edge = page.marks[0].centre if page.marks else (0.0, 0.0)
    x, y = np.meshgrid(
        np.linspace(edge[0], page.width_mm - edge[0], _GRID), np.linspace(edge[1], page.height_mm - edge[1], _GRID)
    )
    at = project(sheet.plane, np.stack([x.ravel(), y.ravel()], axis=1))
    height, width = sheet.picture.shape[:2]
    return float(((at < 0).any(axis=1) | (at[:, 0] >= width) | (at[:, 1] >= height)).mean())
