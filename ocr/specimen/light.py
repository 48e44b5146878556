"""Light on the scene: one smooth gain per colour, with lamp, vignetting, tint and the photographer's shadow."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.conditions import Shot

_COARSE = 160  # points along the long side; light is smooth


def light(shot: Shot, size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the gain of the light over the picture ([rows, columns, 3], coarse)."""
    scale = _COARSE / max(size)
    columns, rows = int(size[0] * scale), int(size[1] * scale)
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    angle = rng.uniform(0, 2 * np.pi)
    gain = 1 - shot.slope * (0.5 + 0.5 * (x * np.cos(angle) + y * np.sin(angle)))
    gain -= shot.vignette * (x**2 + y**2) / 2
    lamp = rng.uniform(-1, 1, 2)
    gain += 0.35 * shot.slope * np.exp(-((x - lamp[0]) ** 2 + (y - lamp[1]) ** 2) / rng.uniform(0.1, 0.7))
    colour = _colour(shot, rng)[None, None] * np.ones((rows, columns, 1))
    if happens(rng, 0.35):
        # Window on one side, lamp on the other: the tint changes across the picture.
        colour = colour + (np.array([1, 0, -1]) * shot.tint * x[:, :, None] * np.cos(angle))
    shaded = 1 - shot.shadow * _shadow(columns, rows, rng) if shot.shadow else np.ones((rows, columns))
    return np.asarray(shot.exposure * (gain * shaded)[:, :, None] * colour, np.float32)


def _colour(shot: Shot, rng: np.random.Generator) -> NDArray[np.float64]:
    green = rng.normal(0, 0.015)
    return np.array([1 - shot.tint, 1 + green, 1 + shot.tint])


def _shadow(columns: int, rows: int, rng: np.random.Generator) -> NDArray[np.float32]:
    # Head, arms and phone of whoever takes the picture, as a soft blob that enters from one edge.
    mask = np.zeros((rows, columns), np.float32)
    across = rng.uniform(0.1, 0.9) * columns
    reach = rng.uniform(0.2, 0.75) * rows
    wide = rng.uniform(0.12, 0.32) * columns
    lean = rng.normal(0, 0.25) * columns
    body = np.array(
        [
            (across - wide, rows + 40),
            (across + lean - wide * 0.6, rows - reach),
            (across + lean + wide * 0.6, rows - reach),
            (across + wide, rows + 40),
        ]
    )
    cv2.fillPoly(mask, [np.round(body).astype(np.int32)], 1.0)
    head = (int(across + lean), int(rows - reach))
    cv2.ellipse(mask, head, (int(wide * 0.62), int(wide * 0.8)), float(rng.uniform(-20, 20)), 0, 360, 1.0, -1)
    if happens(rng, 0.4):
        mask = np.ascontiguousarray(mask[::-1])
    return cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(1.5, 9))).astype(np.float32)
