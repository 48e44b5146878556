"""Measure a photo in which no form was found: what `decide` needs to say why, and whether a patient search is vain."""

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.decide import DARK, FAINT_EDGES, Glance
from ocr.halves import fitting
from ocr.ruling import straight_lines

_SMALL_PX = 1000
_COARSE_PX = 200
_BRIGHT_PERCENTILE = 90
_EDGE_PERCENTILE = 98
_WHITE = 250
_PARTS = 6
"""Parts across and down: a page as small as can be read, in a photo of much else, fills one of them."""


def glance(picture: Image) -> Glance:
    """Return what can be said of a photo in which no form was found."""
    small = _small(picture)
    light = _light(small)
    coarse = cv2.resize(small, (_COARSE_PX, _COARSE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    low, high = np.percentile(coarse - cv2.GaussianBlur(coarse, (0, 0), _COARSE_PX / 8), (2, 98))
    seen = None if _is_vain(small) else straight_lines(picture)
    return Glance(
        light=light,
        edges=_strong(_edges(small)) / max(light, 1.0),
        relief=float(high - low) / max(light, 1.0),
        lines=0 if seen is None else min(len(seen.ruling.level), len(seen.ruling.upright)),
        white=float((small >= _WHITE).mean()),
    )


def is_vain(picture: Image) -> bool:
    """Say whether a page would be refused even if it were found: no part of the photo is light, or none is sharp."""
    return _is_vain(_small(picture))


def _is_vain(small: Image) -> bool:
    if max(_light(part) for part in _parts(small)) < DARK:
        return True
    return max(_strong(part) for part in _parts(_edges(small))) < FAINT_EDGES * _light(small)


def _parts(picture: Image) -> Iterator[Image]:
    down, across = (np.linspace(0, size, _PARTS + 1).astype(int) for size in picture.shape)
    for top, bottom in pairwise(down):
        for left, right in pairwise(across):
            yield picture[top:bottom, left:right]


def _small(picture: Image) -> Image:
    smaller, left = fitting(picture, min(1.0, _SMALL_PX / max(picture.shape)))
    return cv2.resize(smaller, None, fx=left, fy=left, interpolation=cv2.INTER_AREA)


def _light(picture: Image) -> float:
    return float(np.percentile(picture, _BRIGHT_PERCENTILE))


def _edges(small: Image) -> Image:
    return np.abs(cv2.Laplacian(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.CV_32F))


def _strong(edges: Image) -> float:
    return float(np.percentile(edges, _EDGE_PERCENTILE))
