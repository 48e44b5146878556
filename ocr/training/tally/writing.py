"""How people fill a tally grid beside the way of `ocr.specimen.tallies`: fast hands, struck-out rests, dirt."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.hand import Stroke, line
from ocr.specimen.ink import Pen, Sheet, write
from ocr.specimen.tallies import cell_of
from recap.domain.form import Box, TallyGrid

Rng = np.random.Generator
FINE = 3.0
"""Pixels a mm of the paper that grids are drawn on."""
_INK, _LEAST_PX = 60, 12
"""A cell is struck when this many of its pixels became this much darker."""
_BUNDLE = 5


def fast_bundles(grid: TallyGrid, counts: list[int], rng: Rng) -> list[Stroke]:
    """Return bundles as fast writers make them: uprights joined below or above, the fifth across, flat or steep."""
    joined, flat = happens(rng, 0.5), happens(rng, 0.35)
    tall, room, lean = float(rng.uniform(0.45, 0.95)), float(rng.uniform(0.4, 0.95)), float(rng.normal(0, 0.12))
    found: list[Stroke] = []
    for k, count in enumerate(counts):
        cell = cell_of(grid, k)
        x, y = cell.centre[0] + rng.normal(0, 0.05) * cell.w_mm, cell.centre[1] + rng.normal(0, 0.06) * cell.h_mm
        size = (room * cell.w_mm * rng.normal(1, 0.06), tall * cell.h_mm * rng.normal(1, 0.08))
        place = Box(x - size[0] / 2, y - size[1] / 2, *size)
        found += _uprights(place, min(count, _BUNDLE - 1), lean, joined, rng)
        if count == _BUNDLE:
            found.append(_across(place, flat, rng))
    return found


def _uprights(place: Box, count: int, lean: float, joined: bool, rng: Rng) -> list[Stroke]:  # noqa: FBT001
    found: list[Stroke] = []
    path: list[tuple[float, float]] = []
    for i in range(count):
        jig = rng.normal(0, 0.03, 4) * place.h_mm
        x, off = place.x_mm + place.w_mm * i / 3, lean * place.h_mm / 2
        top = (x + off + jig[0], place.y_mm + jig[1])
        end = (x - off + jig[2], place.y_mm + place.h_mm + jig[3])
        if joined and i % 2 and happens(rng, 0.75):
            path += [end, top] if happens(rng, 0.5) else [top, end]
        elif joined and happens(rng, 0.6):
            path += [top, end]
        else:
            found.append(_through([top, end]))
    return [*found, _through(path)] if path else found


def _across(place: Box, flat: bool, rng: Rng) -> Stroke:  # noqa: FBT001
    low = (rng.uniform(-0.1, 0.15) if flat else rng.uniform(0.3, 0.5)) * place.h_mm
    side, middle = 1 if happens(rng, 0.5) else -1, place.centre[1]
    left, right = place.x_mm - 0.18 * place.w_mm, place.x_mm + 1.15 * place.w_mm
    return _through([(left, middle + side * low), (right, middle - side * low + rng.normal(0, 0.05) * place.h_mm)])


def strike(page: NDArray[np.uint8], grid: TallyGrid, first: int, pen: Pen, rng: Rng) -> NDArray[np.bool_]:
    """Draw a Z through the cells from `first` on, and return which cells of the grid it passes."""
    row = first // grid.columns
    if row >= grid.rows:
        return np.zeros(grid.columns * grid.rows, bool)
    before, cell, area = page.copy(), cell_of(grid, first), grid.area
    left, right, bottom = area.x_mm, area.x_mm + area.w_mm, area.y_mm + area.h_mm
    start = (cell.x_mm + 0.6 * cell.w_mm, cell.y_mm + rng.uniform(0.3, 0.7) * cell.h_mm)
    turn = (right - rng.uniform(0, 14), cell.y_mm + rng.uniform(0.2, 0.8) * cell.h_mm)
    foot = (left + rng.uniform(0, 14), bottom - rng.uniform(1, 8))
    strokes = [line(start, turn, 0.5, rng), line(turn, foot, 0.9, rng)]
    if happens(rng, 0.6):
        strokes.append(line(foot, (right - rng.uniform(0, 25), foot[1] + rng.normal(0, 2)), 0.6, rng))
    write(Sheet(page, FINE), strokes, pen, rng)
    darker = (before.astype(np.float32) - page.astype(np.float32)).max(axis=2)
    return np.array([(part > _INK).sum() > _LEAST_PX for part in parts(darker, grid)])


def struck(page: NDArray[np.uint8], grid: TallyGrid) -> NDArray[np.bool_]:
    """Return which cells show a stroke inside their printed lines."""
    dark = 255 - cv2.cvtColor(page, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.array([part[4:-4, 4:-4].max() > 1.5 * _INK for part in parts(dark, grid)])


def dirty(page: NDArray[np.uint8], cell: Box, pen: Pen, rng: Rng) -> None:
    """Scribble into a cell."""
    spots = rng.uniform(0.1, 0.9, (int(rng.integers(7, 14)), 2))
    write(
        Sheet(page, FINE),
        [_through([(cell.x_mm + x * cell.w_mm, cell.y_mm + y * cell.h_mm) for x, y in spots])],
        pen,
        rng,
    )


def parts(picture: NDArray[np.float32], grid: TallyGrid) -> list[NDArray[np.float32]]:
    """Return the part of a picture of the paper that shows each cell."""
    cells = [cell_of(grid, k) for k in range(grid.columns * grid.rows)]
    return [
        picture[
            round(cell.y_mm * FINE) : round((cell.y_mm + cell.h_mm) * FINE),
            round(cell.x_mm * FINE) : round((cell.x_mm + cell.w_mm) * FINE),
        ]
        for cell in cells
    ]


def _through(points: list[tuple[float, float]]) -> Stroke:
    return np.array([(x, y, 1.0) for x, y in points])
