"""Photographs a written page: one pass of strips through geometry, surroundings and light."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.camera import View
from ocr.specimen.conditions import Shot
from ocr.specimen.light import light
from ocr.specimen.surroundings import REDUCED, surroundings
from ocr.specimen.wear import Grip
from recap.domain.form import Page

_GRID = 8  # pixels between exact points of the map; between them it is linear
_STRIP = 64  # rows; with its maps, a strip stays in the processor's cache
_NEAR = 16  # pixels of the sheet that no cell of the grid spans
_UNIT = 150  # a gain of 1 in the bytes of the gain picture

_NO_MAP = np.empty(0, np.float32)
_Span = tuple[int, int]


def photograph(sheet: Image, page: Page, scenery: tuple[View, Shot, Grip | None], rng: np.random.Generator) -> Image:
    """Return the scene with the sheet in it as light falls on the sensor (no blur or noise yet)."""
    view, shot, _ = scenery
    width, height = view.size
    behind = surroundings(page, scenery, rng)
    places = view.to_page(_grid(width, height))
    gains = _gains(places, page, view, light(shot, view.size, rng))
    pixels = _pixels(places, sheet, page)
    near, inside = (_within(pixels, sheet, beyond) for beyond in (_NEAR, -1))
    scene = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP):
        strip = scene[top : top + _STRIP]
        rows = (top, len(strip))
        some, whole = _near(near, top, width), _inside(inside, top, width)
        for beside in ((0, whole[0]), (whole[1], width)):
            strip[:, slice(*beside)] = _enlarged(behind, rows, beside)
        for columns in ((some[0], whole[0]), whole, (whole[1], some[1])):
            if columns[0] < columns[1]:
                _draw(sheet, _fine(pixels, rows, columns), strip[:, slice(*columns)], whole=columns == whole)
        cv2.multiply(strip, _fine(gains, rows, (0, width)), strip, 1 / _UNIT)
    return scene


def _draw(sheet: Image, pixels: Image, piece: Image, *, whole: bool) -> None:
    """Draw these pixels of the sheet onto a piece of the scene; those at its edge become part sheet, part scene."""
    if whole:
        # To a 32nd of a pixel, which is quicker.
        at, between = cv2.convertMaps(pixels, _NO_MAP, cv2.CV_16SC2)
        cv2.remap(sheet, at, between, cv2.INTER_LINEAR, piece, cv2.BORDER_REPLICATE)
    else:
        x, y = cv2.split(pixels)
        cv2.remap(sheet, x, y, cv2.INTER_LINEAR, piece, cv2.BORDER_TRANSPARENT)


def _within(pixels: NDArray[np.float32], sheet: Image, beyond: int) -> Image:
    """Return where on the grid the sheet lies, or is no more than so many of its pixels away."""
    height, width = sheet.shape[:2]
    return cv2.inRange(pixels, (-beyond, -beyond), (width - 1 + beyond, height - 1 + beyond))


def _near(near: Image, top: int, width: int) -> _Span:
    """Return the columns of a strip in which the sheet may appear, from a cell of the grid on."""
    found = np.flatnonzero(_cells(near, top).any(axis=0))
    return (max(0, (int(found[0]) - 2) * _GRID), min(width, (int(found[-1]) + 1) * _GRID)) if found.size else (0, 0)


def _inside(inside: Image, top: int, width: int) -> _Span:
    """Return the columns of a strip in which there is nothing but the sheet."""
    found = np.flatnonzero(_cells(inside, top).all(axis=0))
    if len(found) <= 1 or found[-1] - found[0] >= len(found):
        return 0, 0
    return min(width, int(found[0]) * _GRID), min(width, (int(found[-1]) - 1) * _GRID)


def _cells(mask: Image, top: int) -> NDArray[np.bool_]:
    return np.asarray(mask[top // _GRID : (top + _STRIP) // _GRID + 2] > 0)


def _grid(width: int, height: int) -> NDArray[np.float32]:
    # One cell of margin on every side, so that the linear enlargement below is exact up to the border.
    x = (np.arange(-1, width // _GRID + 3, dtype=np.float32) + 0.5) * _GRID - 0.5
    y = (np.arange(-1, height // _GRID + 3, dtype=np.float32) + 0.5) * _GRID - 0.5
    return cv2.merge(np.meshgrid(x, y)).astype(np.float32, copy=False)


def _pixels(places: NDArray[np.float32], sheet: Image, page: Page) -> NDArray[np.float32]:
    scale = np.array([sheet.shape[1] / page.width_mm, sheet.shape[0] / page.height_mm], np.float32)
    return places * scale - np.float32(0.5)


def _gains(places: NDArray[np.float32], page: Page, view: View, lamp: NDArray[np.float32]) -> Image:
    on_paper = cv2.inRange(places, (0.0, 0.0), (page.width_mm, page.height_mm))
    rows, columns = on_paper.shape
    gains = cv2.resize(lamp, (columns, rows), interpolation=cv2.INTER_LINEAR)
    shade = np.where(on_paper, view.relief.shade_at(places), np.float32(1)) * np.float32(_UNIT)
    gains = cv2.multiply(gains, cv2.merge([shade, shade, shade]))
    return np.clip(gains, 0, 255).astype(np.uint8)


def _fine(coarse: Image, rows: _Span, columns: _Span) -> Image:
    """Return these pixels (first row and number of rows, first and last column) of something known on the grid."""
    top, left = rows[0] // _GRID, columns[0] // _GRID
    cells = coarse[top : top + -(-rows[1] // _GRID) + 2, left : left + -(-(columns[1] - columns[0]) // _GRID) + 2]
    size = (cells.shape[1] * _GRID, cells.shape[0] * _GRID)
    large = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
    return large[_GRID : _GRID + rows[1], _GRID : _GRID + columns[1] - columns[0]]


def _enlarged(behind: Image, rows: _Span, columns: _Span) -> Image:
    """Return these pixels (first row and number of rows, first and last column) of the reduced surroundings."""
    top, left = (max(0, first // REDUCED - 1) for first in (rows[0], columns[0]))
    piece = behind[top : -(-sum(rows) // REDUCED) + 2, left : -(-columns[1] // REDUCED) + 2]
    large = cv2.resize(piece, None, fx=REDUCED, fy=REDUCED, interpolation=cv2.INTER_LINEAR)
    down, across = rows[0] - top * REDUCED, columns[0] - left * REDUCED
    return large[down : down + rows[1], across : across + columns[1] - columns[0]]
