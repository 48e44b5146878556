"""What lies around the sheet: wall, floor tiles, wood, board or cloth, other sheets, and the sheet's own shadow."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.camera import View, outline
from ocr.specimen.conditions import Ground, Shot
from ocr.specimen.wear import Grip, lay
from recap.domain.form import Page

REDUCED = 4
"""Surroundings are drawn at a quarter of the photo's resolution: they are never in focus where it matters."""

_MM_PER_CELL = 4.0
_REACH_MM = 900.0
_SIDE = 700  # cells of the ground's texture: page and reach on all sides
_HAS_NEIGHBOUR = 0.72


def surroundings(page: Page, scenery: tuple[View, Shot, Grip | None], rng: np.random.Generator) -> Image:
    """Return the picture without the sheet, reduced."""
    view, shot, grip = scenery
    width, height = (side // REDUCED + 1 for side in view.size)
    ground = _GROUNDS[shot.ground](rng)
    if shot.neighbours > _HAS_NEIGHBOUR:
        _neighbour(ground, page, rng)
    if grip is not None:
        lay(grip, ground, 1 / _MM_PER_CELL, _REACH_MM)
    to_mm = np.array([[_MM_PER_CELL, 0, -_REACH_MM], [0, _MM_PER_CELL, -_REACH_MM], [0, 0, 1]])
    reduce = np.diag([1 / REDUCED, 1 / REDUCED, 1.0])
    picture = cv2.warpPerspective(
        ground, reduce @ view.homography @ to_mm, (width, height), borderMode=cv2.BORDER_REFLECT_101
    )
    return _shadowed(picture, page, view, rng)


def _shadowed(picture: Image, page: Page, view: View, rng: np.random.Generator) -> Image:
    edge = view.to_photo(outline(page)) / REDUCED
    size = max(view.size) / REDUCED
    shadow = np.zeros(picture.shape[:2], np.uint8)
    moved = edge + rng.uniform(-0.008, 0.008, 2) * size
    cv2.fillPoly(shadow, [np.round(moved).astype(np.int32)], int(rng.uniform(60, 130)))
    shadow = cv2.GaussianBlur(shadow, (0, 0), float(rng.uniform(0.002, 0.009) * size))
    lit = cv2.bitwise_not(shadow)
    return cv2.GaussianBlur(cv2.multiply(picture, cv2.merge([lit, lit, lit]), scale=1 / 255), (3, 3), 0)


def _noise(scale_y: float, scale_x: float, rng: np.random.Generator) -> NDArray[np.float32]:
    cells = (max(2, int(_SIDE / scale_y)), max(2, int(_SIDE / scale_x)))
    coarse = rng.normal(size=cells).astype(np.float32)
    return cv2.resize(coarse, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def _coloured(colour: tuple[float, float, float], variation: NDArray[np.float32]) -> Image:
    return cv2.merge([cv2.convertScaleAbs(1 + variation, alpha=part) for part in colour])


def _wall(rng: np.random.Generator) -> Image:
    colours = [(196, 206, 204), (170, 190, 196), (205, 200, 180), (150, 190, 160), (222, 224, 226), (190, 170, 205)]
    paint = colours[int(rng.integers(len(colours)))]
    return _coloured(paint, 0.02 * _noise(90, 90, rng) + 0.015 * _noise(2, 2, rng))


def _tiles(rng: np.random.Generator) -> Image:
    base = rng.uniform(150, 225) * np.array([rng.uniform(0.85, 1.02), rng.uniform(0.93, 1.0), 1])
    floor = _coloured(
        (float(base[0]), float(base[1]), float(base[2])), 0.03 * _noise(30, 30, rng) + 0.02 * _noise(1, 1, rng)
    )
    pitch = int(rng.choice([50, 75, 100, 150]))
    grout = tuple(int(v) for v in base * rng.uniform(0.45, 0.7))
    start = int(rng.integers(pitch))
    for at in range(start, _SIDE, pitch):
        cv2.line(floor, (at, 0), (at, _SIDE), grout, 1)
        cv2.line(floor, (0, at), (_SIDE, at), grout, 1)
    turn = cv2.getRotationMatrix2D((_SIDE / 2, _SIDE / 2), float(rng.uniform(-40, 40)), 1.0)
    return cv2.warpAffine(floor, turn, (_SIDE, _SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _wood(rng: np.random.Generator) -> Image:
    browns = [(58, 92, 140), (40, 60, 96), (96, 140, 186), (120, 165, 200)]
    grain = 0.10 * _noise(3, 160, rng) + 0.07 * _noise(1.2, 60, rng) + 0.05 * _noise(120, 120, rng)
    return _coloured(browns[int(rng.integers(len(browns)))], grain)


def _board(rng: np.random.Generator) -> Image:
    colours = [(120, 158, 186), (70, 70, 72), (80, 96, 62), (150, 172, 186)]
    variation = 0.04 * _noise(60, 60, rng) + 0.03 * _noise(1, 1, rng)
    return _coloured(colours[int(rng.integers(len(colours)))], variation)


def _cloth(rng: np.random.Generator) -> Image:
    colours = [(60, 40, 150), (130, 60, 40), (70, 110, 50), (200, 200, 205), (140, 90, 120)]
    weave = 0.05 * _noise(1, 1, rng) + 0.12 * _noise(70, 40, rng) + 0.06 * _noise(20, 90, rng)
    return _coloured(colours[int(rng.integers(len(colours)))], weave)


_GROUNDS = {
    Ground.WALL: _wall,
    Ground.TILES: _tiles,
    Ground.WOOD: _wood,
    Ground.BOARD: _board,
    Ground.CLOTH: _cloth,
}


def _neighbour(ground: Image, page: Page, rng: np.random.Generator) -> None:
    # Forms hang or lie side by side: another sheet, with its table, reaches into the picture.
    side = rng.choice([-1, 1])
    gap = rng.uniform(4, 60)
    left = side * (page.width_mm + gap)
    top = rng.normal(0, 25)
    turn = np.deg2rad(rng.normal(0, 2))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float) * (page.width_mm, page.height_mm)
    sheet = ((unit @ rotation.T + (left, top)) + _REACH_MM) / _MM_PER_CELL
    cv2.fillPoly(ground, [np.round(sheet * 16).astype(np.int32)], (228, 230, 230), cv2.LINE_AA, 4)
    for row in range(int(rng.integers(4, 9))):
        y = page.height_mm * (0.25 + 0.06 * row)
        ends = np.array([(page.width_mm * 0.12, y), (page.width_mm * 0.88, y)]) @ rotation.T + (left, top)
        start, stop = (tuple(int(v) for v in end) for end in (ends + _REACH_MM) / _MM_PER_CELL)
        cv2.line(ground, start, stop, (120, 120, 120), 1, cv2.LINE_AA)
