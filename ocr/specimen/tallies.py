"""Tally marks (turus): bundles of five in the grid, the Z-line through what stays empty, a total for each row."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ocr.specimen.chance import happens
from ocr.specimen.hand import Hand, Stroke, free_digit, line
from recap.domain.form import Box, TallyGrid

_BUNDLE = 5


@dataclass(frozen=True, slots=True)
class TallyStyle:
    """How one person tallies: bundle size in its cell, lean, and what becomes of empty rows and totals."""

    width: float
    height: float
    lean: float
    crosses: int
    z_line: bool
    totals: bool
    z_totals: bool
    crossed_tens: bool


def some_style(rng: np.random.Generator) -> TallyStyle:
    """Return a random person's way of tallying."""
    return TallyStyle(
        width=float(rng.uniform(0.5, 0.85)),
        height=float(rng.uniform(0.5, 0.9)),
        lean=float(rng.normal(0, 0.12)),
        crosses=int(rng.integers(0, 3)),
        z_line=happens(rng, 0.85),
        totals=happens(rng, 0.85),
        z_totals=happens(rng, 0.5),
        crossed_tens=happens(rng, 0.6),
    )


def marks(grid: TallyGrid, votes: int, style: TallyStyle, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of a count in its grid, with the Z-line through the rest."""
    strokes: list[Stroke] = []
    cells = grid.columns * grid.rows
    for cell in range(min(-(-votes // _BUNDLE), cells)):
        strokes += bundle(cell_of(grid, cell), min(_BUNDLE, votes - cell * _BUNDLE), style, rng)
    if style.z_line:
        strokes += _z_line(grid, min(-(-votes // _BUNDLE), cells), rng)
    return strokes


def row_totals(grid: TallyGrid, votes: int) -> tuple[str, ...]:
    """Return what belongs in each row's total: how many votes were tallied in it, empty for unused rows."""
    full = grid.columns * _BUNDLE
    return tuple(str(min(full, votes - row * full)) if votes > row * full else "" for row in range(grid.rows))


def totals(grid: TallyGrid, votes: int, hand: Hand, style: TallyStyle, rng: np.random.Generator) -> list[Stroke]:
    """Return the strokes of the row totals."""
    if not style.totals:
        return []
    strokes: list[Stroke] = []
    unused = 0
    for boxes, total in zip(grid.row_totals, row_totals(grid, votes), strict=True):
        unused += not total
        padded = total.rjust(len(boxes), "X" if style.crossed_tens else "0") if total else ""
        for box, sign in zip(boxes, padded, strict=False):
            if sign == "X":
                strokes += _cross(box, rng)
            else:
                strokes += free_digit(hand, box, sign, rng)
    if style.z_totals and unused > 1:
        strokes += _small_z(grid, len(grid.row_totals) - unused, rng)
    return strokes


def cell_of(grid: TallyGrid, index: int) -> Box:
    """Return the place of a cell, counted row by row."""
    width, height = grid.area.w_mm / grid.columns, grid.area.h_mm / grid.rows
    row, column = divmod(index, grid.columns)
    return Box(grid.area.x_mm + column * width, grid.area.y_mm + row * height, width, height)


def bundle(cell: Box, count: int, style: TallyStyle, rng: np.random.Generator) -> list[Stroke]:
    """Return one to five strokes in a cell; the fifth lies across the four."""
    width = cell.w_mm * style.width * rng.normal(1, 0.06)
    height = cell.h_mm * style.height * rng.normal(1, 0.06)
    x, y = cell.centre
    x, y = x + rng.normal(0, 0.04) * cell.w_mm, y + rng.normal(0, 0.05) * cell.h_mm
    uprights = min(count, _BUNDLE - 1)
    strokes = []
    for i in range(uprights):
        at = x + width * (i / 3.4 - 0.5) + rng.normal(0, 0.03) * width
        lean = style.lean * height + rng.normal(0, 0.04) * height
        tops = rng.normal(0, 0.05, 2) * height
        strokes.append(
            _short((at + lean / 2, y - height / 2 + tops[0]), (at - lean / 2, y + height / 2 + tops[1]), rng)
        )
    if count == _BUNDLE:
        left, right = x - width * rng.uniform(0.5, 0.62), x + width * rng.uniform(0.42, 0.55)
        low, high = y + height * rng.uniform(0.3, 0.5), y - height * rng.uniform(0.3, 0.5)
        down = ((left, high), (right, low))
        ends = down if style.crosses else ((left, low), (right, high))
        strokes.append(_short(*ends, rng))
    return strokes


def _short(start: tuple[float, float], end: tuple[float, float], rng: np.random.Generator) -> Stroke:
    bow = rng.normal(0, 0.15, 2)
    middle = ((start[0] + end[0]) / 2 + bow[0], (start[1] + end[1]) / 2 + bow[1])
    return np.array([(*start, rng.normal(1, 0.08)), (*middle, 1.0), (*end, rng.normal(0.85, 0.12))])


def _z_line(grid: TallyGrid, used: int, rng: np.random.Generator) -> list[Stroke]:
    area = grid.area
    row = used // grid.columns
    if row >= grid.rows:
        return []
    start = cell_of(grid, used)
    top = start.centre[1] + rng.normal(0, 0.8)
    left, right = area.x_mm + rng.uniform(2, 12), area.x_mm + area.w_mm - rng.uniform(1, 10)
    bottom = area.y_mm + area.h_mm - start.h_mm * rng.uniform(0.15, 0.5)
    first = line((min(start.x_mm + rng.uniform(1, 5), right - 3), top), (right, top + rng.normal(0, 1)), 0.5, rng)
    if row == grid.rows - 1:
        return [first]
    slope = line((right, top), (left, bottom), 0.9, rng)
    last = line((left, bottom), (right - rng.uniform(-3, 12), bottom + rng.normal(0, 1.2)), 0.6, rng)
    return [first, slope, last]


def _small_z(grid: TallyGrid, first_row: int, rng: np.random.Generator) -> list[Stroke]:
    top_box, last = grid.row_totals[first_row][0], grid.row_totals[-1][-1]
    left, right = top_box.x_mm + rng.uniform(1, 4), last.x_mm + last.w_mm - rng.uniform(1, 4)
    top, bottom = top_box.y_mm + rng.uniform(2, 5), last.y_mm + last.h_mm - rng.uniform(2, 6)
    corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
    return [line(a, b, 0.4, rng) for a, b in pairwise(corners)]


def _cross(box: Box, rng: np.random.Generator) -> list[Stroke]:
    x, y = box.centre
    w, h = box.w_mm * rng.uniform(0.25, 0.42), box.h_mm * rng.uniform(0.25, 0.4)
    return [_short((x - w, y - h), (x + w, y + h), rng), _short((x + w, y - h), (x - w, y + h), rng)]
