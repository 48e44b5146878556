"""Drawn grids, moved, leaned, waved and filled: the lines are found where they were drawn."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.flatten import WORK_PX_PER_MM, Sheet
from ocr.shade import Shade
from ocr.tally.grid import CELL_PX, Found, cut_cells, find_grid
from recap.domain.form import Box, Page, TallyGrid

GRID = TallyGrid(Box(60, 50, 235, 80), 12, 5, ())
Points = NDArray[np.float64]
STILL = np.zeros(2)


def place(u: float, v: float) -> Points:
    return np.array([GRID.area.x_mm + u * GRID.area.w_mm, GRID.area.y_mm + v * GRID.area.h_mm])


def drawn(corners: Points, wave: float = 0.0, line: float = 0.15) -> NDArray[np.float32]:
    """The darkness of a page with a grid whose corners moved so far, its level lines waving by so many mm."""
    grains = np.random.default_rng(1).normal(0.02, 0.01, (round(200 * WORK_PX_PER_MM), round(380 * WORK_PX_PER_MM)))
    dark = np.asarray(np.clip(grains, 0, 1), np.float32)
    for k in range(GRID.columns + 1):
        stroke(dark, [moved(corners, k / GRID.columns, v, wave) for v in np.linspace(0, 1, 21)], line)
    for k in range(GRID.rows + 1):
        framed = 3 * line if k in {0, GRID.rows} else line
        stroke(dark, [moved(corners, u, k / GRID.rows, wave) for u in np.linspace(0, 1, 41)], framed)
    return dark


def moved(corners: Points, u: float, v: float, wave: float = 0.0) -> Points:
    top, bottom = corners[0] * (1 - u) + corners[1] * u, corners[2] * (1 - u) + corners[3] * u
    return np.asarray(place(u, v) + top * (1 - v) + bottom * v + np.array([0, wave * np.sin(2 * np.pi * u)]))


def stroke(dark: NDArray[np.float32], points: list[Points], shade: float, thick: int = 2) -> None:
    path = (np.array(points) * WORK_PX_PER_MM).round().astype(np.int32)
    cv2.polylines(dark, [path], isClosed=False, color=shade, thickness=thick)


def tallied(dark: NDArray[np.float32], corners: Points, bundles: int) -> None:
    for k in range(bundles):
        row, column = divmod(k, GRID.columns)
        for x in (0.2, 0.35, 0.5, 0.65):
            ends = [moved(corners, (column + x) / GRID.columns, (row + y) / GRID.rows) for y in (0.15, 0.85)]
            stroke(dark, ends, 0.7)


def error_mm(found: Found, corners: Points, wave: float = 0.0) -> float:
    spots = [(u, v) for u in np.linspace(0, 1, 13) for v in np.linspace(0, 1, 6)]
    seen = found.moved(np.array([place(u, v) for u, v in spots]))
    return float(np.abs(seen - np.array([moved(corners, u, v, wave) for u, v in spots])).max())


@pytest.mark.parametrize(
    "corners",
    [
        np.zeros((4, 2)),
        np.full((4, 2), (9.0, -7.0)),
        np.array([(-12, 2), (-2, 6), (-10, 0), (0, 4)], float),
        np.array([(6, -5), (-3, 1), (11, -4), (2, 2)], float),
    ],
)
@pytest.mark.parametrize("bundles", [0, 7, 34])
def test_a_moved_and_leaning_grid_is_found(corners: Points, bundles: int) -> None:
    dark = drawn(corners)
    tallied(dark, corners, bundles)
    found = find_grid(Shade(dark), GRID, STILL)
    assert error_mm(found, corners) < 2.5
    assert found.contrast > 0.2


def test_waved_lines_are_followed() -> None:
    still = np.zeros((4, 2))
    found = find_grid(Shade(drawn(still, wave=1.8)), GRID, STILL)
    assert error_mm(found, still, wave=1.8) < 3.2


def test_faint_lines_are_found_under_a_dark_z() -> None:
    corners = np.full((4, 2), (-4.0, 5.0))
    dark = drawn(corners, line=0.05)
    tallied(dark, corners, 8)
    for ends in (((0.7, 0.1), (0.97, 0.1)), ((0.97, 0.1), (0.03, 0.9)), ((0.03, 0.9), (0.95, 0.92))):
        stroke(dark, [moved(corners, *end) for end in ends], 0.6)
    assert error_mm(find_grid(Shade(dark), GRID, STILL), corners) < 2.5


def test_paper_without_lines_has_no_clear_grid() -> None:
    empty = np.clip(np.random.default_rng(2).normal(0.03, 0.02, (480, 912)), 0, 1).astype(np.float32)
    assert find_grid(Shade(empty), GRID, STILL).contrast < 0.1


def test_a_grid_beyond_the_edge_of_the_photo_is_no_error() -> None:
    found = find_grid(Shade(drawn(np.zeros((4, 2)))[:100, :200]), GRID, STILL)
    assert found.corners.shape == (4, 2)


def test_cells_are_cut_row_by_row_with_a_margin() -> None:
    picture = np.zeros((480, 912), np.uint8)
    for k in range(60):
        row, column = divmod(k, 12)
        ends = [(place((column + d) / 12, (row + d) / 5) * WORK_PX_PER_MM).round().astype(int) for d in (0, 1)]
        cv2.rectangle(picture, tuple(map(int, ends[0])), tuple(map(int, ends[1])), 4 * k, -1)
    page = Page(1, "", 380, 200, (), None, None, (), {}, ())
    sheet = Sheet(picture, page, np.diag([WORK_PX_PER_MM, WORK_PX_PER_MM, 1.0]))
    still = Found(GRID.area, np.zeros((4, 2)), np.zeros((5, 2)), np.zeros((6, 2)), 1.0)
    cells = cut_cells(sheet, GRID, still)
    assert cells.shape == (60, CELL_PX, CELL_PX)
    assert (cells[:, 16, 16] == 4 * np.arange(60)).all()
    assert (cells[13, 16, 0], cells[13, 16, 31]) == (4 * 12, 4 * 14)
