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
_STRIP = 256
_UNIT = 150  # a gain of 1 in the bytes of the gain picture


def photograph(sheet: Image, page: Page, scenery: tuple[View, Shot, Grip | None], rng: np.random.Generator) -> Image:
    """Return the scene with the sheet in it as light falls on the sensor (no blur or noise yet)."""
    view, shot, _ = scenery
    width, height = view.size
    behind = surroundings(page, scenery, rng)
    places = view.to_page(_grid(width, height))
    gains = _gains(places, page, view, light(shot, view.size, rng))
    pixels = _pixels(places, sheet, page)
    scene = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP):
        rows = min(_STRIP, height - top)
        strip = scene[top : top + rows]
        strip[:] = _enlarged(behind, top, rows, width)
        x, y = (_fine(pixels[..., axis], top, rows, width) for axis in (0, 1))
        cv2.remap(sheet, x, y, cv2.INTER_LINEAR, strip, cv2.BORDER_TRANSPARENT)
        cv2.multiply(strip, _fine(gains, top, rows, width), strip, 1 / _UNIT)
    return scene


def _grid(width: int, height: int) -> NDArray[np.float32]:
    # One cell of margin on every side, so that the linear enlargement below is exact up to the border.
    x = (np.arange(-1, width // _GRID + 3) + 0.5) * _GRID - 0.5
    y = (np.arange(-1, height // _GRID + 3) + 0.5) * _GRID - 0.5
    return np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)


def _pixels(places: NDArray[np.float32], sheet: Image, page: Page) -> NDArray[np.float32]:
    scale = np.array([sheet.shape[1] / page.width_mm, sheet.shape[0] / page.height_mm], np.float32)
    return places * scale - np.float32(0.5)


def _gains(places: NDArray[np.float32], page: Page, view: View, lamp: NDArray[np.float32]) -> Image:
    rows, columns = places.shape[:2]
    lit = cv2.resize(lamp, (columns, rows), interpolation=cv2.INTER_LINEAR)
    on_paper = ((places >= 0) & (places <= (page.width_mm, page.height_mm))).all(axis=-1)
    shade = np.where(on_paper, view.relief.shade_at(places), 1)[:, :, None]
    return np.clip(lit * shade * _UNIT, 0, 255).astype(np.uint8)


def _fine(coarse: Image, top: int, rows: int, width: int) -> Image:
    first = top // _GRID
    cells = coarse[first : first + -(-rows // _GRID) + 2]
    size = (cells.shape[1] * _GRID, cells.shape[0] * _GRID)
    large = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
    return large[_GRID : _GRID + rows, _GRID : _GRID + width]


def _enlarged(behind: Image, top: int, rows: int, width: int) -> Image:
    first = max(0, top // REDUCED - 1)
    piece = behind[first : top // REDUCED + -(-rows // REDUCED) + 2]
    large = cv2.resize(piece, None, fx=REDUCED, fy=REDUCED, interpolation=cv2.INTER_LINEAR)
    skip = top - first * REDUCED
    return large[skip : skip + rows, :width]
