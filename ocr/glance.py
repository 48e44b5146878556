"""Measure a photo in which no form was found: what `decide` needs to say why, and whether a patient search is vain."""

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


def glance(picture: Image) -> Glance:
    """Return what can be said of a photo in which no form was found."""
    small = _small(picture)
    light = _light(small)
    coarse = cv2.resize(small, (_COARSE_PX, _COARSE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    low, high = np.percentile(coarse - cv2.GaussianBlur(coarse, (0, 0), _COARSE_PX / 8), (2, 98))
    edges = _edges(small, light)
    seen = None if _is_vain(light, edges) else straight_lines(picture)
    return Glance(
        light=light,
        edges=edges,
        relief=float(high - low) / max(light, 1.0),
        lines=0 if seen is None else min(len(seen.ruling.level), len(seen.ruling.upright)),
        white=float((small >= _WHITE).mean()),
    )


def is_vain(picture: Image) -> bool:
    """Say whether a page would be refused even if it were found, as its paper would be too dark or too blurred.

    Its brightest tenth is darker than the darkest paper that is read: a page in less than a tenth of a photo is none.
    """
    small = _small(picture)
    light = _light(small)
    return _is_vain(light, _edges(small, light))


def _is_vain(light: float, edges: float) -> bool:
    return light < DARK or edges < FAINT_EDGES


def _small(picture: Image) -> Image:
    smaller, left = fitting(picture, min(1.0, _SMALL_PX / max(picture.shape)))
    return cv2.resize(smaller, None, fx=left, fy=left, interpolation=cv2.INTER_AREA)


def _light(small: Image) -> float:
    return float(np.percentile(small, _BRIGHT_PERCENTILE))


def _edges(small: Image, light: float) -> float:
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.CV_32F))
    return float(np.percentile(edges, _EDGE_PERCENTILE)) / max(light, 1.0)
