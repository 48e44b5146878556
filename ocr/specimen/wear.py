"""What handling leaves on a sheet: print worn off along folds, adhesive tape, smudges, and a hand that holds it."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.conditions import Ground, Shot
from ocr.specimen.ink import Sheet
from ocr.specimen.relief import Relief
from recap.domain.form import Page

_SKINS = ((92, 122, 168), (70, 98, 146), (118, 150, 196), (58, 80, 120))
_ARM_MM, _THUMB_MM, _REACH_MM = 46, 11, 30  # the thumb stays off the corner marks, which begin 40 mm inside
_SHIFT = 3


@dataclass(frozen=True, slots=True)
class Grip:
    """An arm from beside the sheet whose thumb lies on its edge, in mm of the page."""

    arm: NDArray[np.float64]
    thumb: NDArray[np.float64]
    skin: tuple[int, int, int]


def wear(sheet: Sheet, relief: Relief, shot: Shot, rng: np.random.Generator) -> None:
    """Wear a written sheet: along its folds, by tape if it hangs at a wall, and by dirty fingers."""
    crease(sheet.image, relief, rng)
    if shot.ground is Ground.WALL and happens(rng, 0.7):
        _tape(sheet, rng)
    for _ in range(int(rng.poisson(0.8))):
        _smudge(sheet, rng)


def some_grip(page: Page, rng: np.random.Generator) -> Grip | None:
    """Return a hand that holds the sheet, seldom."""
    if not happens(rng, 0.07):
        return None
    right = happens(rng, 0.5)
    edge, inward = (page.width_mm, -1) if right else (0.0, 1)
    height = page.height_mm * rng.uniform(0.2, 0.75)
    slope = rng.normal(0, 0.25)
    tip = (edge + inward * rng.uniform(0.55, 0.95) * _REACH_MM, height)
    wrist = (edge - inward * 70, height + 70 * (slope + 0.3))
    elbow = (edge - inward * 700, height + 700 * (slope + 0.9))
    return Grip(
        np.array([elbow, wrist, (edge - inward * 24, height + 16)]),
        np.array([wrist, tip]),
        _SKINS[int(rng.integers(len(_SKINS)))],
    )


def lay(grip: Grip, image: Image, px_per_mm: float, origin_mm: float) -> None:
    """Draw the hand onto a picture whose top left corner lies at (-origin, -origin) mm of the page."""
    for path, width in ((grip.arm, _ARM_MM), (grip.thumb, _THUMB_MM)):
        for inset, tone in ((1.0, 0.72), (0.86, 0.9), (0.6, 1.0)):
            points = np.round((path + origin_mm) * px_per_mm * (1 << _SHIFT)).astype(np.int32)
            colour = tuple(int(v * tone) for v in grip.skin)
            thickness = max(1, round(2 * width * inset * px_per_mm))
            cv2.polylines(
                image, [points.reshape(-1, 1, 2)], isClosed=False, color=colour, thickness=thickness, shift=_SHIFT
            )


def crease(image: Image, relief: Relief, rng: np.random.Generator) -> None:
    """Wear the print along the folds of a flat page picture."""
    height, width = image.shape[:2]
    for fold in relief.folds_y:
        _wear(image[int(fold * height) - 3 : int(fold * height) + 4], rng, axis=0)
    for fold in relief.folds_x:
        _wear(image[:, int(fold * width) - 3 : int(fold * width) + 4], rng, axis=1)


def _wear(strip: Image, rng: np.random.Generator, *, axis: int) -> None:
    length = strip.shape[1 - axis]
    depth = np.interp(np.arange(length), np.linspace(0, length, 40), rng.uniform(0, 0.16, 40))
    across = np.exp(-(((np.arange(7) - 3 + rng.uniform(-1, 1)) / 1.3) ** 2))
    loss = np.outer(across, depth) if axis == 0 else np.outer(depth, across)
    strip[:] = (strip * (1 - loss[:, :, None])).astype(np.uint8)


def _tape(sheet: Sheet, rng: np.random.Generator) -> None:
    height, width = sheet.image.shape[:2]
    for x, y in ((0, 0), (width, 0), (0, height), (width, height)):
        long, wide = (rng.uniform(14, 32) * sheet.px_per_mm, rng.uniform(7, 12) * sheet.px_per_mm)
        piece = ((float(x), float(y)), (float(2 * long), float(wide)), float(rng.choice([-45, 45]) + rng.normal(0, 12)))
        _blend(sheet.image, cv2.boxPoints(piece), (188, 214, 222), float(rng.uniform(0.25, 0.5)))


def _smudge(sheet: Sheet, rng: np.random.Generator) -> None:
    height, width = sheet.image.shape[:2]
    centre = np.array([rng.uniform(0, width), rng.uniform(0, height)])
    around = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    radius = rng.uniform(2, 9) * sheet.px_per_mm * rng.uniform(0.6, 1.2, 14)
    shape = centre + np.stack([np.cos(around) * radius, np.sin(around) * radius], axis=1)
    _blend(sheet.image, shape, (150, 160, 166), float(rng.uniform(0.05, 0.22)))


def _blend(image: Image, shape: NDArray[np.float64] | Image, colour: tuple[int, int, int], share: float) -> None:
    soft = 6
    low = np.maximum(np.floor(shape.min(axis=0)).astype(int) - soft, 0)
    high = np.ceil(shape.max(axis=0)).astype(int) + soft
    piece = image[low[1] : high[1], low[0] : high[0]]
    if piece.size == 0:
        return
    mask = np.zeros(piece.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(shape - low).astype(np.int32)], 255)
    alpha = cv2.GaussianBlur(mask, (0, 0), soft / 3)[:, :, None].astype(np.float32) * (share / 255)
    tint = np.minimum(piece, np.array(colour, np.float32))
    piece[:] = (piece * (1 - alpha) + tint * alpha).astype(np.uint8)
