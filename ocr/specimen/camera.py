"""Where the camera stands: page millimetres to photo pixels and back, with perspective, relief and lens distortion."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.specimen.conditions import Shot
from ocr.specimen.relief import Relief
from recap.domain.form import Page

_FOCAL = 0.75  # of the long side: the main camera of a usual phone (26 mm equivalent)
_FAR_MM = 4000.0  # nothing of the sheet is further away; keeps the horizon finite
_ROUNDS, _ROUNDS_OF_RELIEF = 6, 4  # fixed point rounds; each leaves about a tenth of the error


@dataclass(frozen=True, slots=True)
class View:
    """One camera position over one sheet; `eye` is the camera's foot on the page and its distance, in mm."""

    homography: NDArray[np.float64]
    eye: tuple[float, float, float]
    size: tuple[int, int]
    distortion: float
    relief: Relief

    def to_photo(self, points_mm: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the photo pixels where points of the page ([n, 2], mm) appear."""
        lifted = self.relief.height_at(points_mm[None])[0][:, None]
        seen = points_mm + lifted * (points_mm - np.array(self.eye[:2], np.float32)) / self.eye[2]
        flat = cv2.perspectiveTransform(seen[None].astype(np.float64), self.homography)[0]
        return self._distorted(np.asarray(flat, np.float64)).astype(np.float32)

    def to_page(self, points_px: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the page's points (mm) that appear at photo pixels ([rows, columns, 2])."""
        straight = self._straightened(points_px)
        inverse = np.linalg.inv(self.homography)
        flat = cv2.perspectiveTransform(straight.reshape(1, -1, 2).astype(np.float32), inverse)
        seen = np.asarray(np.clip(flat.reshape(points_px.shape), -_FAR_MM, _FAR_MM), np.float32)
        foot, distance = np.array(self.eye[:2], np.float32), np.float32(self.eye[2])
        page = seen.copy()
        for _ in range(_ROUNDS_OF_RELIEF):
            lifted = self.relief.height_at(page) / distance
            page -= foot
            page *= np.asarray(cv2.merge([lifted, lifted]), np.float32)
            np.subtract(seen, page, out=page)
        return page

    def _straightened(self, points: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
        middle = np.array(self.size, np.float64) / 2
        away = points - middle
        squared = (away**2).sum(axis=-1, keepdims=True) / (middle**2).sum()
        return np.asarray(middle + away * (1 + self.distortion * squared), np.float64)

    def _distorted(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        found = points
        for _ in range(_ROUNDS):
            found = found + points - self._straightened(found)
        return found


def stand(page: Page, shot: Shot, relief: Relief) -> View:
    """Return the view of a camera held as the shot says, framing the page."""
    turn, tilt_x, tilt_y = (
        np.deg2rad(angle) for angle in (shot.turn_deg + 90 * _baked_turns(shot), shot.tilt_x_deg, shot.tilt_y_deg)
    )
    rotation = _about_x(tilt_x) @ _about_y(tilt_y) @ _about_z(turn)
    size = displayed_size(shot)
    focal = _FOCAL * max(size)
    distance = _FOCAL * max(page.width_mm, page.height_mm) / shot.fill
    middle = np.array([[1, 0, -page.width_mm / 2], [0, 1, -page.height_mm / 2], [0, 0, 1]])
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], (0, 0, distance)])
    homography = np.diag([focal, focal, 1.0]) @ plane @ middle
    homography = _framed(homography, page, shot, size) @ homography
    foot = -rotation.T @ (0, 0, distance)
    eye = (foot[0] + page.width_mm / 2, foot[1] + page.height_mm / 2, float(abs(foot[2])))
    return View(homography / homography[2, 2], eye, size, shot.distortion, relief)


def displayed_size(shot: Shot) -> tuple[int, int]:
    """Return width and height of the picture as it is shown, EXIF orientation applied."""
    size = (shot.width_px, shot.height_px)
    return size[::-1] if _baked_turns(shot) % 2 and not shot.by_exif else size


def outline(page: Page) -> NDArray[np.float32]:
    """Return points around the sheet's edge in mm, in order from the top left corner."""
    w, h = page.width_mm, page.height_mm
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h), (0, 0)], np.float32)
    return np.vstack([np.linspace(a, b, 24, endpoint=False) for a, b in pairwise(corners)]).astype(np.float32)


def _baked_turns(shot: Shot) -> int:
    return 0 if shot.by_exif else shot.quarter_turns


def _framed(homography: NDArray[np.float64], page: Page, shot: Shot, size: tuple[int, int]) -> NDArray[np.float64]:
    seen = cv2.perspectiveTransform(outline(page)[None].astype(np.float64), homography)[0]
    low, high = seen.min(axis=0), seen.max(axis=0)
    scale = min(size[0] / (high[0] - low[0]), size[1] / (high[1] - low[1])) * shot.fill
    at = np.array(size) * (0.5 + np.array(shot.shift)) - (low + high) / 2 * scale
    return np.array([[scale, 0, at[0]], [0, scale, at[1]], [0, 0, 1]])


def _about_x(angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _about_y(angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _about_z(angle: float) -> NDArray[np.float64]:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
