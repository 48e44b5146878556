"""Cells to learn from: a grid is drawn, filled, photographed and cut a little off its lines, as found grids are."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.ink import Pen, Sheet, some_pen, write
from ocr.specimen.tallies import bundle, cell_of, marks, some_style
from ocr.tally.grid import CELL_PX, MARGIN
from ocr.tally.marks import CLASSES
from ocr.training.photo import photographed, resized
from ocr.training.tally.writing import FINE, dirty, fast_bundles, strike, struck
from recap.domain.form import Box, TallyGrid

Rng = np.random.Generator
_AROUND = 12.0
_SHAPES = ((15, 9), (12, 5), (15, 10), (15, 4))
_KEEP = np.array([0.3, 0.8, 0.8, 0.8, 0.8, 0.45, 0.6, 1.0])
"""Part of each class that is kept: most cells of grids are empty or full."""
_STRUCK, _OTHER = CLASSES.index("/"), CLASSES.index("?")


@dataclass(frozen=True, slots=True)
class Filled:
    """The crops of a grid's cells [columns * rows, 32, 32], what each holds, and the votes (-1: out of order)."""

    cells: NDArray[np.uint8]
    signs: NDArray[np.int64]
    votes: int


def cells(grids: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the cells of this many photographed grids with their labels; the same seed gives the same cells."""
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for _ in range(grids):
        made = filled(rng)
        kept = rng.random(len(made.signs)) < _KEEP[made.signs]
        images.append(made.cells[kept])
        labels.append(made.signs[kept])
    return np.concatenate(images), np.concatenate(labels)


def filled(rng: Rng, *, ordered: bool | None = None, dirt: int = 3, off: float = 0.0) -> Filled:
    """Return a photographed grid, cut `off` cells from its place.

    Out of order its cells hold any count, so that each must be read by itself.
    """
    grid = _empty(rng)
    count = grid.columns * grid.rows
    page = np.full([round((d + 2 * _AROUND) * FINE) for d in (grid.area.h_mm, grid.area.w_mm)] + [3], 255, np.uint8)
    _ruled(page, grid, rng)
    pen = some_pen(rng)
    ordered = happens(rng, 0.5) if ordered is None else ordered
    if ordered:
        votes = int(rng.integers(0, int(count * 5 * float(rng.choice([0.15, 0.5, 1.0])))))
        signs = _in_order(page, grid, votes, pen, rng)
    else:
        votes, signs = -1, _any_order(page, grid, pen, rng)
    for k in rng.integers(count, size=int(rng.integers(0, dirt + 1))):
        if signs[k] == 0 or (0 < signs[k] < _STRUCK and happens(rng, 0.3)):
            dirty(page, cell_of(grid, int(k)), pen, rng)
            signs[k] = _OTHER
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    photo = resized(photographed(grey, FINE, float(rng.uniform(0.8, 2.6)), rng), grey.shape[1], grey.shape[0])
    return Filled(_cut(photo, grid, off, rng), signs, votes)


def _empty(rng: Rng) -> TallyGrid:
    columns, rows = _SHAPES[int(rng.integers(len(_SHAPES)))]
    width, height = float(rng.uniform(13, 21)), float(rng.uniform(12, 18))
    return TallyGrid(Box(_AROUND, _AROUND, columns * width, rows * height), columns, rows, ())


def _in_order(page: NDArray[np.uint8], grid: TallyGrid, votes: int, pen: Pen, rng: Rng) -> NDArray[np.int64]:
    """Fill the grid as people do, with or without a Z through what stays empty."""
    counts = [min(5, max(0, votes - 5 * k)) for k in range(grid.columns * grid.rows)]
    if happens(rng, 0.45):
        write(Sheet(page, FINE), fast_bundles(grid, counts, rng), pen, rng)
        passed = strike(page, grid, -(-votes // 5), pen, rng) if happens(rng, 0.8) else np.zeros(len(counts), bool)
    else:
        style = some_style(rng)
        write(Sheet(page, FINE), marks(grid, votes, style, rng), pen, rng)
        passed = struck(page, grid) if style.z_line else np.zeros(len(counts), bool)
    signs = np.array(counts, np.int64)
    signs[(signs == 0) & passed] = _STRUCK
    return signs


def _any_order(page: NDArray[np.uint8], grid: TallyGrid, pen: Pen, rng: Rng) -> NDArray[np.int64]:
    counts = [int(n) for n in rng.choice(6, grid.columns * grid.rows, p=(0.3, 0.15, 0.15, 0.15, 0.15, 0.1))]
    if happens(rng, 0.45):
        strokes = fast_bundles(grid, counts, rng)
    else:
        style = some_style(rng)
        strokes = [s for k, n in enumerate(counts) if n for s in bundle(cell_of(grid, k), n, style, rng)]
    write(Sheet(page, FINE), strokes, pen, rng)
    return np.array(counts, np.int64)


def _ruled(page: NDArray[np.uint8], grid: TallyGrid, rng: Rng) -> None:
    """Print the grid's lines, faint or black, mostly in a stronger frame."""
    shade, thick = (int(rng.uniform(60, 215)),) * 3, int(rng.integers(1, 4))
    area = grid.area
    left, right = round(area.x_mm * FINE), round((area.x_mm + area.w_mm) * FINE)
    top, end = round(area.y_mm * FINE), round((area.y_mm + area.h_mm) * FINE)
    for x in np.linspace(left, right, grid.columns + 1).round().astype(int):
        cv2.line(page, (int(x), top), (int(x), end), shade, thick)
    for y in np.linspace(top, end, grid.rows + 1).round().astype(int):
        cv2.line(page, (left, int(y)), (right, int(y)), shade, thick)
    if happens(rng, 0.7):
        cv2.rectangle(page, (left, top), (right, end), (20, 20, 20), int(rng.integers(2, 5)))


def _cut(photo: NDArray[np.uint8], grid: TallyGrid, astray: float, rng: Rng) -> NDArray[np.uint8]:
    whole = rng.normal(0, 0.05, 2) + astray
    target = np.array([(0, 0), (CELL_PX, 0), (0, CELL_PX)], np.float32)
    found = []
    for k in range(grid.columns * grid.rows):
        cell = cell_of(grid, k)
        off = whole + rng.normal(0, 0.035, 2)
        x, y = cell.x_mm + (off[0] - MARGIN) * cell.w_mm, cell.y_mm + (off[1] - MARGIN) * cell.h_mm
        wide, high = np.array([cell.w_mm, cell.h_mm]) * (1 + 2 * MARGIN) * rng.normal(1, 0.02)
        corners = np.array([(x, y), (x + wide, y), (x, y + high)], np.float32) * np.float32(FINE)
        turn = cv2.getAffineTransform(corners, target)
        found.append(cv2.warpAffine(photo, turn, (CELL_PX, CELL_PX), borderMode=cv2.BORDER_REPLICATE))
    return np.asarray(found, np.uint8)
