"""The paper's relief: folds, crumples and curled edges as one height field, which both bends and shades the page."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.specimen.conditions import Shot
from recap.domain.form import Page

_STEP_MM = 2.5
_MARGIN_MM = 60.0
_CREASES, _CREASE_SLOPE = 22, 0.015
_SHADE_PER_SLOPE = 1.5
_FOLDINGS = ((0.5,), (0.5,), (1 / 3, 2 / 3), (0.25, 0.5, 0.75))


@dataclass(frozen=True, slots=True)
class Relief:
    """Heights of the paper over the table on a grid in mm, its shading, and where the folds run (fractions)."""

    heights: NDArray[np.float32]
    shade: NDArray[np.float32]
    folds_x: tuple[float, ...]
    folds_y: tuple[float, ...]

    def height_at(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the paper's height at points ([..., 2], mm)."""
        return _at(self.heights, points)

    def shade_at(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how brightly the paper is lit at points ([..., 2], mm); 1 is flat paper."""
        return _at(self.shade, points)


def some_relief(page: Page, shot: Shot, rng: np.random.Generator) -> Relief:
    """Return the relief of a sheet that was folded, handled and laid out again."""
    columns = int((page.width_mm + 2 * _MARGIN_MM) / _STEP_MM)
    rows = int((page.height_mm + 2 * _MARGIN_MM) / _STEP_MM)
    folds_y = _FOLDINGS[int(rng.integers(len(_FOLDINGS)))]
    folds_x = _FOLDINGS[int(rng.integers(2))] if happens(rng, 0.6) else ()
    x = np.arange(columns, dtype=np.float64) * (_STEP_MM / page.width_mm) - _MARGIN_MM / page.width_mm
    y = np.arange(rows, dtype=np.float64) * (_STEP_MM / page.height_mm) - _MARGIN_MM / page.height_mm
    heights: NDArray[np.float64] = (
        _profile(x, folds_x, shot.fold_mm * 0.7, rng)[None, :] + _profile(y, folds_y, shot.fold_mm, rng)[:, None]
    )
    heights = heights + shot.crumple_mm * _crumple(rows, columns, rng)
    edge = np.abs(2 * y - 1)[:, None] ** 4 * rng.uniform(-0.3, 1) + np.abs(2 * x - 1)[None, :] ** 4 * rng.uniform(
        0, 0.8
    )
    bent = (heights + shot.curl_mm * edge).astype(np.float32)
    return Relief(bent, _shading(bent, rng), folds_x, folds_y)


def _profile(
    at: NDArray[np.float64], folds: tuple[float, ...], size: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    knots = [-0.2, *folds, 1.2]
    signs = np.where(np.arange(len(knots)) % 2, 1, -1) * rng.choice([-1, 1])
    heights = signs * size * rng.uniform(0.2, 1, len(knots))
    heights[0] = heights[-1] = 0
    sharp = np.interp(at, knots, heights)
    soft = np.interp(at, np.linspace(-0.2, 1.2, 7), rng.normal(0, size * 0.12, 7))
    profile: NDArray[np.float64] = sharp + np.convolve(np.pad(soft, 10, "edge"), np.ones(21) / 21, "valid")
    return profile


def _crumple(rows: int, columns: int, rng: np.random.Generator) -> NDArray[np.float32]:
    # Handled paper is flat facets that meet in straight, short creases; only its largest waves are smooth.
    waves = cv2.resize(rng.normal(size=(6, 5)).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    total = np.asarray(waves, np.float32)
    x = np.arange(columns, dtype=np.float32)[None, :] * np.float32(_STEP_MM)
    y = np.arange(rows, dtype=np.float32)[:, None] * np.float32(_STEP_MM)
    for _ in range(_CREASES):
        angle, reach = rng.uniform(0, np.pi), rng.uniform(60, 240)
        middle_x, middle_y = rng.uniform(0, x.max()), rng.uniform(0, y.max())
        slope = np.float32(rng.normal(0, _CREASE_SLOPE))
        columns_near, rows_near = _near(middle_x, reach), _near(middle_y, reach)
        along_x, along_y = x[:, columns_near] - np.float32(middle_x), y[rows_near] - np.float32(middle_y)
        across = np.abs(along_x * np.float32(np.cos(angle)) + along_y * np.float32(np.sin(angle)))
        fade = np.maximum(0, 1 - (along_x**2 + along_y**2) / np.float32(reach**2)) ** 2
        total[rows_near, columns_near] += slope * across * fade
    return total


def _near(middle: float, reach: float) -> slice:
    return slice(max(0, int((middle - reach) / _STEP_MM)), int((middle + reach) / _STEP_MM) + 2)


def _shading(heights: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    along_y, along_x = np.gradient(heights, _STEP_MM)
    angle = rng.uniform(0, 2 * np.pi)
    lit = 1 + _SHADE_PER_SLOPE * (along_x * np.cos(angle) + along_y * np.sin(angle))
    result: NDArray[np.float32] = np.clip(lit, 0.55, 1.25).astype(np.float32)
    return result


def _at(field: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
    where = (points + np.float32(_MARGIN_MM)) * np.float32(1 / _STEP_MM)
    x, y = cv2.split(where)
    sampled = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled, np.float32)
