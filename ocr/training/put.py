"""Ink put into a blank box, and the box as a photo showed it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.digits import SIDE
from ocr.specimen.chance import happens
from ocr.training.paper import Grey
from ocr.training.strokes import Mask

Rng = np.random.Generator


def inked(
    box: Grey,
    mask: Mask,
    rng: Rng,
    heights: tuple[float, float],
    place: NDArray[np.float64] | None = None,
) -> Grey:
    """Return the box with the ink of a mask in it, so many parts of the box high, anywhere unless told where."""
    height = rng.uniform(*heights) * 41
    scale = height / mask.shape[0]
    # A small digit may stand anywhere in its box.
    room = (41 - height) / 2
    shift = np.clip(rng.normal(0, 1.2 + room / 4, 2), -room - 2, room + 2) if place is None else place
    turn, squeeze = rng.normal(0, 0.07), rng.uniform(0.7, 1.2)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag([squeeze, 1])
    offset = SIDE / 2 + shift - linear @ np.array([mask.shape[1] / 2, mask.shape[0] / 2])
    placed = cv2.warpAffine(
        cv2.GaussianBlur(mask, (0, 0), 0.45 / scale), np.column_stack([linear, offset]), (SIDE, SIDE)
    )
    light = np.percentile(box, 80)
    colour = light * rng.uniform(0.05, 0.72)
    strength = placed * rng.uniform(0.75, 1.0)
    return np.minimum(box, box * (1 - strength) + colour * strength).astype(np.float32)


def finish(box: Grey, rng: Rng) -> NDArray[np.uint8]:
    """Return the box in whole grey levels, half of them as small and compressed as a photo may have had it."""
    grey = np.clip(box, 0, 255).astype(np.uint8)
    if happens(rng, 0.5):
        return grey
    side = int(rng.integers(22, 60))  # as small as the photo had it
    small = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)
    _, file = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])
    seen = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return np.asarray(cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))


def copied(box: Grey, rng: Rng) -> Grey:
    """Return what a scanner in black and white leaves: ink or paper and a pale tint of shadow, thin ink broken."""
    side = int(rng.integers(24, 44))
    small = cv2.resize(box, (side, side), interpolation=cv2.INTER_AREA)
    contrast = float(small.std())
    rough = small + rng.normal(0, 0.1 * contrast, small.shape)
    around = cv2.GaussianBlur(small, (0, 0), side / 8)
    ink = 1 / (
        1 + np.exp(np.clip((rough - around + rng.uniform(0.05, 0.6) * contrast) / (0.05 * contrast + 0.3), -30, 30))
    )
    tint = 255 * (1 - rng.uniform(0, 0.2) * (1 - np.clip(around / np.percentile(around, 90), 0, 1)))
    copy = tint * (1 - rng.uniform(0.75, 1.0) * ink)
    return np.asarray(cv2.resize(copy, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.float32)
