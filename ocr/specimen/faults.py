"""Photos nobody can read: a corner outside, half a page, darkness, blur, or something else altogether."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.camera import View
from ocr.specimen.conditions import Fault, Shot
from ocr.specimen.hand import some_hand, text
from ocr.specimen.ink import Sheet, some_pen, write
from recap.domain.form import Box, Page

_MARK_REACH_MM = 82.0  # a corner mark ends this far from the sheet's corner, at most


def spoil(shot: Shot, fault: Fault | None, rng: np.random.Generator) -> Shot:
    """Return the shot with a fault of light or lens."""
    match fault:
        case Fault.BLUR:
            return replace(shot, focus_px=float(rng.uniform(13, 22)))
        case Fault.DARK:
            return replace(shot, exposure=float(rng.uniform(0.05, 0.10)), noise=9.0, haze=4.0, jpeg=60)
        case _:
            return shot


def displace(view: View, page: Page, fault: Fault | None, rng: np.random.Generator) -> View:
    """Return the view with a fault of framing."""
    match fault:
        case Fault.CORNER:
            return _lose_corner(view, page, rng)
        case Fault.HALF:
            away = rng.choice([-1, 1]) * rng.uniform(0.4, 0.52) * view.size[1]
            return replace(view, homography=_moved(0, away) @ view.homography)
        case _:
            return view


def note(page: Page, px_per_mm: float, rng: np.random.Generator) -> Sheet:
    """Return a sheet that is no form: a handwritten note."""
    height, width = round(page.height_mm * px_per_mm), round(page.width_mm * px_per_mm)
    sheet = Sheet(np.full((height, width, 3), 246, np.uint8), px_per_mm)
    hand, pen = some_hand(rng), some_pen(rng)
    for row, words in enumerate(
        ("DAFTAR BELANJA KPPS", "NASI KOTAK SEMBILAN", "AIR MINUM DUA DUS", "LAKBAN DAN SPIDOL")
    ):
        place = Box(page.width_mm * 0.1, page.height_mm * (0.15 + 0.09 * row), page.width_mm * 0.8, 34)
        write(sheet, text(hand, words, place, rng), pen, rng)
    return sheet


def _lose_corner(view: View, page: Page, rng: np.random.Generator) -> View:
    # Turned a little, one corner sticks out furthest to one side; then the picture is moved past its mark.
    right, bottom = bool(rng.integers(2)), bool(rng.integers(2))
    width = view.size[0]
    clockwise = 1 if right != bottom else -1
    turned = replace(view, homography=_about_middle(view.size, clockwise * rng.uniform(7, 11), 0.84) @ view.homography)
    mark = (
        page.width_mm - _MARK_REACH_MM if right else _MARK_REACH_MM,
        page.height_mm - _MARK_REACH_MM if bottom else _MARK_REACH_MM,
    )
    seen = turned.to_photo(np.array([mark], np.float32))[0]
    across = width - seen[0] if right else -seen[0]
    return replace(turned, homography=_moved(float(across), 0) @ turned.homography)


def _about_middle(size: tuple[int, int], degrees: float, scale: float) -> NDArray[np.float64]:
    c, s = scale * np.cos(np.deg2rad(degrees)), scale * np.sin(np.deg2rad(degrees))
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    about: NDArray[np.float64] = _moved(size[0] / 2, size[1] / 2) @ turn @ _moved(-size[0] / 2, -size[1] / 2)
    return about


def _moved(x: float, y: float) -> NDArray[np.float64]:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
