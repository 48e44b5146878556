"""Find each number's boxes by their own printed borders: paper is folded and waved, one plane is not enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.borders import Borders
from ocr.plane import Points, centres_of
from ocr.register import Registration
from ocr.shade import Shade
from ocr.tables import free_sides
from ocr.trend import Pins, Trend
from recap.domain.form import NumberField, Page

_REACH_MM = (22.0, 22.0, 18.0, 12.0, 10.0)
"""By the number of corner marks found: the fewer there are, the more the place is a guess."""
_LINES_REACH_MM = 5.0
"""Where the page was laid by its own printed lines."""
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
_STRAY_MM = 4.0
"""A number this far from where its neighbours say it is was found on something else."""
_WEAK = 0.7
"""Borders with less than this part of the contrast usual so far may be something else's."""
_LONE = 0.45
"""A box this much dimmer than the clearest of its number lies on bare paper: the others are on their neighbours."""
_DIMMER, _SOMEWHAT = 0.85, 1.15
"""A number dimmer than this part of the usual is looked for again, and taken where it is somewhat clearer."""
_CLEARER = 1.3
"""A guess that leaves the neighbours' trend must show borders this much clearer: the next row's show as clear."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a number's boxes are: their shift in mm from the layout, one row a box, and their borders' contrast."""

    shifts: Points
    contrast: float
    trusted: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """The numbers looked for so far: their shifts, as a trend, and their borders' contrasts.

    Where paper bends within a number, `bends` says how far each box is from the mean.
    """

    trend: Trend
    contrasts: NDArray[np.float64]
    bends: list[Points]


def refine(shade: Shade, page: Page, reach_mm: float, pins: Pins) -> Mapping[str, Placed]:
    """Return the place of every number, searched outwards from the surest pin: each profits from its neighbours."""
    borders, middles = Borders(shade), middles_of(page)
    reach = min(reach_mm, _PITCH_PART * _pitch(page))
    bends = [np.zeros((len(field.boxes), 2)) for field in page.fields]
    found = _Found(Trend(middles, np.zeros_like(middles), pins), np.zeros(len(middles)), bends)
    shifts = found.trend.shifts
    done: list[int] = []
    known: list[int] = []
    clearest = 0.0
    for k in np.argsort(np.hypot(*(middles - pins.mm[0]).T), kind="stable"):
        guess = found.trend.at(middles[k], known)
        place = borders.search(page.fields[k].boxes, guess, reach)
        # Few are below a part of the clearest, and only of these the median must be known.
        if known and place[1] < _WEAK * clearest and place[1] < _WEAK * float(np.median(found.contrasts[done])):
            place = _retry(borders, page.fields[k], shifts[known], place)
            place = _bent(borders, page.fields[k], (guess, reach), (place, found.bends[k]))
        shifts[k], found.contrasts[k] = place
        done.append(k)
        clearest = max(clearest, place[1])
        if place[1] > _LEAST_CONTRAST:
            known.append(k)
    _again(borders, page, found, reach)
    # A page laid by its lines cannot slide by a box, and tables end in borders fainter than those within.
    return _settled(borders, page, found, _LONE if reach_mm > _LINES_REACH_MM else 0.0)


def _again(borders: Borders, page: Page, found: _Found, reach: float) -> None:
    """Look once more for numbers less clear than most, now that all around them have been found."""
    shifts, contrasts = found.trend.shifts, found.contrasts
    usual = float(np.median(contrasts)) if len(contrasts) else 0.0
    for k in np.flatnonzero(contrasts < _DIMMER * usual):
        others = np.flatnonzero((contrasts > _FAINT * usual) & (np.arange(len(contrasts)) != k))
        due, boxes = found.trend.at(found.trend.middles[k], others), page.fields[k].boxes
        straight, clear = borders.search(boxes, due, reach)
        rows, clearer = borders.bent(boxes, due, reach)
        if clearer > _CLEARER * max(clear, contrasts[k]):
            shifts[k], contrasts[k] = rows.mean(axis=0), clearer
            found.bends[k][:] = rows - shifts[k]
        elif clear > _SOMEWHAT * contrasts[k]:
            shifts[k], contrasts[k] = straight, clear
            found.bends[k][:] = 0


def _retry(borders: Borders, field: NumberField, shifts: Points, found: tuple[Points, float]) -> tuple[Points, float]:
    """Return the clearest place where the trend, drawn on past the last neighbour, may have gone astray."""
    for guess in (np.zeros(2), np.mean(shifts, axis=0), shifts[-1]):
        again = borders.search(field.boxes, guess, _STRAY_MM)
        if again[1] > _CLEARER * found[1]:
            found = again
    return found


def _bent(
    borders: Borders, field: NumberField, near: tuple[Points, float], found: tuple[tuple[Points, float], Points]
) -> tuple[Points, float]:
    """Return the place of a number, and write how its boxes bend, where they are much clearer box by box."""
    (straight, contrast), bend = found
    for guess, reach in (near, (straight, _STRAY_MM)):
        rows, clear = borders.bent(field.boxes, guess, reach)
        if clear > _CLEARER * contrast:
            straight, contrast = rows.mean(axis=0), clear
            bend[:] = rows - straight
    return straight, contrast


def reach_of(place: Registration) -> float:
    """Return how far, in mm, boxes may be from where this registration puts them."""
    return _LINES_REACH_MM if place.by_lines else _REACH_MM[min(place.marks, 4)]


def _settled(borders: Borders, page: Page, found: _Found, lone: float) -> dict[str, Placed]:
    usual = float(np.median(found.contrasts)) if len(found.contrasts) else 0.0
    trend = found.trend
    shifts, contrasts = trend.shifts.copy(), found.contrasts.copy()
    clear = found.contrasts > _FAINT * usual
    trusted = clear.copy()
    each_due = trend.each(clear & ~np.eye(len(clear), dtype=bool))
    for k, (field, due) in enumerate(zip(page.fields, each_due, strict=True)):
        neighbours = int(clear.sum() - clear[k])
        stray = float(np.hypot(*(shifts[k] - due))) > _STRAY_MM or not clear[k]
        if neighbours >= _NEIGHBOURS and stray:
            nearer = borders.search(field.boxes, due, 2.0)
            # Where nothing stands at the neighbours' place, these borders are its own, on paper bent more.
            if not clear[k] or nearer[1] > contrasts[k] / _CLEARER**2:
                shifts[k], contrasts[k] = nearer
                found.bends[k][:] = 0
                trusted[k] = contrasts[k] > _FAINT * usual
                shifts[k] = shifts[k] if trusted[k] else due
        trusted[k] = trusted[k] and not _one_box_off(borders, page, field, (shifts[k], float(contrasts[k])))
    rows, owns = _each_box(borders, page, (shifts, found.bends), usual)
    trusted &= np.array([own.min() >= lone * own.max() for own in owns], bool)
    each = zip(page.codes, rows, contrasts, trusted, strict=True)
    return {code: Placed(row, float(contrast), bool(sure)) for code, row, contrast, sure in each}


def _one_box_off(borders: Borders, page: Page, field: NumberField, found: tuple[Points, float]) -> bool:
    """Say whether the borders stand out more one box to the left or right: then two of three boxes were matched."""
    if len(field.boxes) < _PAIR:
        return False
    here = borders.outline(field.boxes, found[0], _BOX_REACH_MM)
    pitch = np.array([field.boxes[1].x_mm - field.boxes[0].x_mm, 0.0])
    guesses = {side: found[0] + side * pitch for side in (-1, 1)}
    likely = {side for side, at in guesses.items() if borders.outline(field.boxes, at, _BOX_REACH_MM) > here}
    sides = likely.intersection(free_sides(page, field)) if likely else likely
    return any(borders.search(field.boxes, guesses[side], _BOX_REACH_MM)[1] > _FULLER * found[1] for side in sides)


def _each_box(
    borders: Borders, page: Page, found: tuple[Points, list[Points]], usual: float
) -> tuple[list[Points], list[NDArray[np.float64]]]:
    """Return the shift of every box of each number, its own border's where that stands out, and all their contrasts."""
    ends = np.cumsum([len(field.boxes) for field in page.fields])
    together = np.repeat(found[0], np.diff(ends, prepend=0), axis=0) + np.concatenate(found[1])
    own, contrasts = borders.each([box for field in page.fields for box in field.boxes], together, _BOX_REACH_MM)
    shifts = np.where((contrasts > 0.6 * usual)[:, None], own, together)
    return np.split(shifts, ends[:-1]), np.split(contrasts, ends[:-1])


def middles_of(page: Page) -> Points:
    """Return the middle of each number's boxes in mm, where the layout puts them."""
    return np.array([centres_of(field.boxes).mean(axis=0) for field in page.fields]).reshape(-1, 2)


def _pitch(page: Page) -> float:
    """Return the smallest distance between rows of numbers, a whole page where there is one row."""
    tops = sorted({round(field.boxes[0].y_mm) for field in page.fields})
    return float(min([b - a for a, b in pairwise(tops)], default=page.height_mm))
