"""Photographs a small piece of drawn paper: the faults of phone cameras without the cost of a whole specimen."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.specimen.chance import happens

Rng = np.random.Generator


def photographed(grey: Image, px_per_mm: float, seen: float, rng: Rng) -> NDArray[np.uint8]:
    """Return grey paper as a camera shows it at `seen` pixels a mm: light, shadow, blur, noise and JPEG."""
    zoom = seen / px_per_mm
    small = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA).astype(np.float32)
    across = np.linspace(-1, 1, small.shape[1], dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, small.shape[0], dtype=np.float32)[:, None]
    paper, black = float(rng.uniform(95, 245)), float(rng.uniform(0.05, 0.75))
    light = paper * (black + (1 - black) * (small / 255.0) ** float(rng.uniform(0.8, 1.3)))
    light *= 1 + float(rng.normal(0, 0.13)) * across + float(rng.normal(0, 0.08)) * down
    if happens(rng, 0.25):
        light *= np.where(across > rng.uniform(-0.9, 0.9), float(rng.uniform(0.7, 0.95)), 1)
    seen_light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), float(rng.uniform(0.2, 1.3)))
    grains = seen_light + rng.normal(0, float(rng.uniform(0.3, 5)), seen_light.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))]
    _, file = cv2.imencode(".jpg", np.clip(grains, 0, 255).astype(np.uint8), quality)
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)


def resized(photo: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return the photo at this size, sampled as the reader samples."""
    how = cv2.INTER_AREA if photo.shape[1] > width else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(photo, (width, height), interpolation=how), np.uint8)
