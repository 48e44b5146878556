"""A homography from millimetres on the sheet to pixels in the photo, and how to fit one."""

from collections.abc import Sequence
from math import sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from recap.domain.form import Box

Points = NDArray[np.float64]
"""N points as rows of x, y."""


def corners_of(box: Box) -> Points:
    """Return a box's corners: top left, top right, bottom right, bottom left."""
    right, bottom = box.x_mm + box.w_mm, box.y_mm + box.h_mm
    return np.array([(box.x_mm, box.y_mm), (right, box.y_mm), (right, bottom), (box.x_mm, bottom)], np.float64)


def centres_of(boxes: Sequence[Box]) -> Points:
    """Return the middles of boxes."""
    return np.array([box.centre for box in boxes], np.float64).reshape(-1, 2)


def project(plane: Points, points: Points) -> Points:
    """Return where points on the sheet lie in the photo."""
    return cv2.perspectiveTransform(points.reshape(-1, 1, 2), plane).reshape(-1, 2).astype(np.float64)


def fit_plane(mm: Points, px: Points) -> Points | None:
    """Return the homography nearest to all of these pairs, None if they do not determine one."""
    plane, _ = cv2.findHomography(mm, px, 0)
    # OpenCV's stubs do not say that it returns None where points do not determine a plane.
    found = np.asarray(plane, np.float64)
    return found if found.shape == (3, 3) and np.isfinite(found).all() else None


def fit_affine(mm: Points, px: Points) -> Points:
    """Return the affine map nearest to these pairs as a 3x3 matrix; steadier than a homography far from them."""
    known = np.hstack([mm, np.ones((len(mm), 1))])
    solved, *_ = np.linalg.lstsq(known, px, rcond=None)
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def px_per_mm(plane: Points, at: tuple[float, float]) -> float:
    """Return the photo's scale at a place on the sheet."""
    # Three points in plain numbers take a sixth of the time of calls for arrays.
    (a, b, c), (d, e, f), (g, h, i) = plane.tolist()
    x, y = at
    points = []
    for u, v in ((x, y), (x + 1, y), (x, y + 1)):
        depth = g * u + h * v + i or float("inf")  # on the horizon: OpenCV puts such points at 0
        points.append(((a * u + b * v + c) / depth, (d * u + e * v + f) / depth))
    (left, top), right, down = points
    spread = (right[0] - left) * (down[1] - top) - (right[1] - top) * (down[0] - left)
    return sqrt(abs(spread))
