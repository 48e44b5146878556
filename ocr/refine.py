"""Find each number's boxes by their own printed borders: paper is folded and waved, one plane is not enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.flatten import WORK_PX_PER_MM as SCALE
from ocr.plane import Points, centres_of
from ocr.register import Registration
from ocr.tables import free_sides
from recap.domain.form import Box, NumberField, Page

_STROKE_MM = 1.06
_REACH_MM = (22.0, 22.0, 18.0, 12.0, 10.0)
"""By the number of corner marks found: the fewer there are, the more the place is a guess."""
_LINES_REACH_MM = 5.0
"""Where the page was laid by its own printed lines."""
_BESIDE_MM = 2.6
"""Paper within this distance of a border is compared with it."""
_BOX_REACH_MM = 1.6
"""Boxes of one number move apart by less than this in a fold."""
_PITCH_PART = 0.42
"""Of the distance to the next row: farther, the neighbour's border would be taken for ours."""
_LEAST_CONTRAST = 0.05
_NEIGHBOURS = 3
_PAIR = 2
_FULLER = 1.15
"""Three borders found stand out half as much again as two of three; writing beside them does less."""
_FAINT = 0.4
"""A border with less than this part of the page's usual contrast is not trusted to place its box."""
_STIFF = 0.004
"""How slowly a trend across numbers is believed, in (100 mm)^2."""
_STRAY_MM = 4.0
"""A number this far from where its neighbours say it is was found on something else."""
_WEAK = 0.7
"""Borders with less than this part of the contrast usual so far may be something else's."""
_CLEARER = 1.3
"""A guess that leaves the neighbours' trend must show borders this much clearer: the next row's show as clear."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a number's boxes are: their shift in mm from the layout, one row a box, and their borders' contrast."""

    shifts: Points
    contrast: float
    trusted: bool


def refine(dark: Image, page: Page, reach_mm: float, start: tuple[float, float]) -> Mapping[str, Placed]:
    """Return the place of every number, searched outwards from `start` (mm): each profits from its neighbours."""
    at = {field.code: _middle(field) for field in page.fields}
    order = sorted(page.fields, key=lambda f: float(np.hypot(*np.subtract(at[f.code], start))))
    reach = min(reach_mm, _PITCH_PART * _pitch(page))
    found: dict[str, tuple[Points, float]] = {}
    middles: list[Points] = []
    shifts: list[Points] = []
    for field in order:
        middle = at[field.code]
        shift, contrast = _search(dark, field.boxes, _expected(middle, middles, shifts), reach)
        if middles and contrast < _WEAK * float(np.median([clear for _, clear in found.values()])):
            shift, contrast = _retry(dark, field, shifts, (shift, contrast))
        found[field.code] = (shift, contrast)
        if contrast > _LEAST_CONTRAST:
            middles.append(middle)
            shifts.append(shift)
    return _settled(dark, page, found, at)


def _retry(
    dark: Image, field: NumberField, shifts: Sequence[Points], found: tuple[Points, float]
) -> tuple[Points, float]:
    """Return the clearest place where the trend, drawn on past the last neighbour, may have gone astray."""
    for guess in (np.zeros(2), np.mean(shifts, axis=0), shifts[-1]):
        again = _search(dark, field.boxes, guess, _STRAY_MM)
        if again[1] > _CLEARER * found[1]:
            found = again
    return found


def reach_of(place: Registration) -> float:
    """Return how far, in mm, boxes may be from where this registration puts them."""
    return _LINES_REACH_MM if place.by_lines else _REACH_MM[min(place.marks, 4)]


def _settled(
    dark: Image, page: Page, found: Mapping[str, tuple[Points, float]], at: Mapping[str, Points]
) -> dict[str, Placed]:
    usual = float(np.median([contrast for _, contrast in found.values()])) if found else 0.0
    placed = {}
    for field in page.fields:
        others = [code for code in page.codes if code != field.code and found[code][1] > _FAINT * usual]
        shift, contrast = found[field.code]
        trusted = contrast > _FAINT * usual
        if len(others) >= _NEIGHBOURS:
            expected = _expected(at[field.code], [at[code] for code in others], [found[code][0] for code in others])
            if float(np.hypot(*(shift - expected))) > _STRAY_MM or not trusted:
                nearer = _search(dark, field.boxes, expected, 2.0)
                # Where nothing stands at the neighbours' place, these borders are its own, on paper bent more.
                if not trusted or nearer[1] > contrast / _CLEARER**2:
                    shift, contrast = nearer
                    trusted = contrast > _FAINT * usual
                    shift = shift if trusted else expected
        trusted = trusted and not _one_box_off(dark, page, field, (shift, contrast))
        placed[field.code] = Placed(_each_box(dark, field, shift, usual), contrast, trusted)
    return placed


def _one_box_off(dark: Image, page: Page, field: NumberField, found: tuple[Points, float]) -> bool:
    """Say whether the borders stand out more one box to the left or right: then two of three boxes were matched."""
    if len(field.boxes) < _PAIR:
        return False
    pitch = np.array([field.boxes[1].x_mm - field.boxes[0].x_mm, 0.0])
    guesses = (found[0] + side * pitch for side in free_sides(page, field))
    return any(_search(dark, field.boxes, guess, _BOX_REACH_MM)[1] > _FULLER * found[1] for guess in guesses)


def _each_box(dark: Image, field: NumberField, shift: Points, usual: float) -> Points:
    rows = []
    for box in field.boxes:
        own, contrast = _search(dark, (box,), shift, _BOX_REACH_MM)
        rows.append(own if contrast > 0.6 * usual else shift)
    return np.array(rows)


def _expected(middle: Points, middles: Sequence[Points], shifts: Sequence[Points]) -> Points:
    """Return the shift that neighbours suggest: their trend, the nearest counting most."""
    if not middles:
        return np.zeros(2)
    away = np.array(middles) - middle
    weight = 1.0 / (np.linalg.norm(away, axis=1) + 15.0) ** 3
    weight /= weight.sum()
    # Constant and slopes; the slopes are held near zero until neighbours on several sides speak for them.
    known = np.hstack([np.ones((len(away), 1)), away / 100.0])
    pull = known.T @ (known * weight[:, None]) + np.diag([1e-9, _STIFF, _STIFF])
    return np.asarray(np.linalg.solve(pull, known.T @ (np.array(shifts) * weight[:, None]))[0])


def _search(dark: Image, boxes: Sequence[Box], guess: Points, reach_mm: float) -> tuple[Points, float]:
    """Return the shift near `guess` at which the boxes' borders stand out most, and by how much."""
    left, top = boxes[0].x_mm, boxes[0].y_mm
    look, pad = _frames(tuple((b.x_mm - left, b.y_mm - top, b.w_mm, b.h_mm) for b in boxes))
    reach = max(1, round(reach_mm * SCALE))
    x = round((left + float(guess[0])) * SCALE) - pad - reach
    y = round((top + float(guess[1])) * SCALE) - pad - reach
    height, width = look.shape[0] + 2 * reach, look.shape[1] + 2 * reach
    if x < 0 or y < 0 or x + width > dark.shape[1] or y + height > dark.shape[0]:
        return guess, 0.0
    response = cv2.matchTemplate(dark[y : y + height, x : x + width], look, cv2.TM_CCORR)
    _, best, _, (dx, dy) = cv2.minMaxLoc(response)
    fine_x = _peak(response[dy, :], dx)
    fine_y = _peak(response[:, dx], dy)
    at = np.array([x + pad + fine_x, y + pad + fine_y]) / SCALE
    return at - np.array([left, top]), float(best)


def _peak(values: Image, at: int) -> float:
    """Return the place of a maximum to a part of a sample, by the parabola through its neighbours."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, here, after = (float(values[at + k]) for k in (-1, 0, 1))
    bend = before - 2 * here + after
    return at + (0.5 * (before - after) / bend if bend < 0 else 0.0)


@cache
def _frames(boxes: tuple[tuple[float, float, float, float], ...]) -> tuple[Image, int]:
    """Return the kernel of these borders: the mean darkness on them less the mean beside them, and its margin."""
    pad = int(np.ceil((_BESIDE_MM + _STROKE_MM) * SCALE))
    width = round(max(x + w for x, _, w, _ in boxes) * SCALE) + 2 * pad + 1
    height = round(max(y + h for _, y, _, h in boxes) * SCALE) + 2 * pad + 1
    fine = 4
    line, near = np.zeros((height * fine, width * fine), np.uint8), np.zeros((height * fine, width * fine), np.uint8)
    for x, y, w, h in boxes:
        # A shift of 0 puts the box's corner on the edge between pixels pad-1 and pad, as flattening does.
        first = (round((x * SCALE + pad) * fine), round((y * SCALE + pad) * fine))
        last = (round(((x + w) * SCALE + pad) * fine), round(((y + h) * SCALE + pad) * fine))
        cv2.rectangle(near, first, last, 255, round(2 * _BESIDE_MM * SCALE * fine))
        cv2.rectangle(line, first, last, 255, round(_STROKE_MM * SCALE * fine))
    on = cv2.resize(line, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = cv2.resize(near, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    beside = np.where(on > 0, 0, beside)
    return (on / on.sum() - beside / beside.sum()).astype(np.float32), pad


def _middle(field: NumberField) -> Points:
    return np.asarray(centres_of(field.boxes).mean(axis=0))


def _pitch(page: Page) -> float:
    """Return the smallest distance between rows of numbers, a whole page where there is one row."""
    tops = sorted({round(field.boxes[0].y_mm) for field in page.fields})
    return float(min([b - a for a, b in pairwise(tops)], default=page.height_mm))
