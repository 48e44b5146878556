"""Measure a registered photo: what `decide` needs to tell a readable one from one to take again."""

import numpy as np
from numpy.typing import NDArray

from ocr.decide import Quality
from ocr.flatten import Sheet
from ocr.plane import corners_of, project, px_per_mm
from ocr.register import CORNERS, frame
from ocr.settle import Settled

_GRID = 24
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
    lost = _lost(sheet)
    return Quality(
        px_per_mm=px_per_mm(sheet.plane, (float(middle[0]), float(middle[1]))),
        paper_grey=float(np.percentile(settled.light, _PAPER_PERCENTILE)),
        contrast=float(np.median([p.contrast for p in placed.values()])),
        trusted=float(np.mean([p.trusted for p in placed.values()])),
        outside=float(outside.mean()),
        cut_off=float(lost.mean()),
        missing=settled.place.missing,
        part=_part(lost),
        corner=_corner(lost),
        rows=_rows(settled, outside),
    )


def _lost(sheet: Sheet) -> NDArray[np.bool_]:
    """Return which places of what is printed on the sheet, on a grid from top to bottom, are not in the picture."""
    page = sheet.page
    (left, top), (right, bottom) = frame(page)[[0, -1]]
    x, y = np.meshgrid(np.linspace(left, right, _GRID), np.linspace(top, bottom, _GRID))
    at = project(sheet.plane, np.stack([x.ravel(), y.ravel()], axis=1))
    height, width = sheet.picture.shape[:2]
    outside = (at < 0).any(axis=1) | (at[:, 0] >= width) | (at[:, 1] >= height)
    return np.asarray(outside.reshape(_GRID, _GRID))


def _rows(settled: Settled, outside: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the rows in which a number was not found, or has one of its boxes' corners (four a box) outside."""
    owners = np.repeat(
        [f.code for f in settled.sheet.page.fields], [4 * len(f.boxes) for f in settled.sheet.page.fields]
    )
    gone = {str(code) for code in owners[outside]} | {code for code, at in settled.placed.items() if not at.trusted}
    rows = (code.removesuffix("-L").removesuffix("-P").removesuffix("-J") for code in settled.placed if code in gone)
    return tuple(dict.fromkeys(rows))


def _part(lost: NDArray[np.bool_]) -> str:
    """Return the side of the sheet at which most is missing, in words."""
    half = _GRID // 2
    sides = {
        "the upper part": lost[:half],
        "the lower part": lost[half:],
        "the left part": lost[:, :half],
        "the right part": lost[:, half:],
    }
    return max(sides, key=lambda side: float(sides[side].mean())) if lost.any() else ""


def _corner(lost: NDArray[np.bool_]) -> str:
    """Return the corner around which most is missing."""
    half = _GRID // 2
    quarters = (lost[:half, :half], lost[:half, half:], lost[half:, :half], lost[half:, half:])
    return CORNERS[int(np.argmax([quarter.mean() for quarter in quarters]))]
