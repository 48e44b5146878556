"""What is printed around a line of words and must not be taken for letters: frames, captions, dotted lines."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens

_BLACK, _GREY = (30, 30, 30), (40, 40, 40)


def print_form(page: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Print onto empty paper [h, w, 3] what a form may show there."""
    high, wide = page.shape[:2]
    if happens(rng, 0.5):
        at = int(rng.integers(0, 3) == 0) * (wide - 3) + int(rng.integers(0, 24))
        cv2.line(page, (at, 0), (at, high), _BLACK, int(rng.integers(2, 6)))
    if happens(rng, 0.3):
        y = int(rng.choice([0, high - 2])) + int(rng.integers(-4, 5))
        cv2.line(page, (0, y), (wide, y), _BLACK, int(rng.integers(2, 6)))
    if happens(rng, 0.6):
        where = (int(rng.uniform(0.1, 0.6) * wide), high - int(rng.integers(2, 14)))
        said = "(ditulis menggunakan huruf kapital)"
        cv2.putText(page, said, where, cv2.FONT_HERSHEY_SIMPLEX, 0.32, _GREY, 1, cv2.LINE_AA)
    if happens(rng, 0.3):
        y = int(rng.uniform(0.6, 0.95) * high)
        for x in range(0, wide, 8):
            page[y : y + 2, x : x + 2] = 90
