"""Measure a registered photo: what `decide` needs to tell a readable one from one to take again."""

import numpy as np

from ocr.decide import Quality
from ocr.plane import corners_of, project, px_per_mm
from ocr.settle import Settled

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
        missing=settled.place.missing,
    )
