"""Settle the sheet's place: marks give a first plane, printed boxes a better one, until they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet
from ocr.plane import Points, centres_of, fit_plane, project, px_per_mm
from ocr.refine import Placed, middles_of, reach_of, refine
from ocr.register import Registration, register, register_near
from ocr.seek import Anchor
from ocr.shade import Shade, around, light, shade
from ocr.slid import slid
from ocr.trend import Pins, Trend
from recap.domain.form import Page

_ROUNDS = 3
_NEAR_MM = 5.0
"""When no box is farther than this from the plane, what is left is the paper's own waves."""
_ASTRAY_MM = 4.0
"""A box farther than this from the plane through most others was found on something else."""
_ANCHOR_MM = 13.0
"""Half of the way to the next box: bent paper moves tag and code by 8 mm on average, a jump by a box by 26 mm."""
_ALL_MARKS = 4
_LEAST_BOXES = 8


@dataclass(frozen=True, slots=True)
class Settled:
    """A sheet whose numbers have been found: its plane, its light, the darkness around them, and every box's place."""

    sheet: Sheet
    light: Image
    shade: Shade
    placed: Mapping[str, Placed]
    place: Registration


def settle(picture: Image, page: Page, anchor: Anchor, places: Sequence[Registration]) -> Settled:
    """Return the sheet with its boxes found, from the one of these places that shows their borders most clearly."""
    settled: list[Settled] = []
    for place in sorted(places, key=lambda p: -p.marks):
        settled.append(_settle(picture, page, anchor, place))
        if _is_flat(settled[-1]) and _holds(settled[-1].sheet.plane, anchor):
            break
    if any(place.doubtful for place in places) and not _is_flat(settled[-1]):
        settled.append(_settle(picture, page, anchor, register_near(picture, page, anchor)))
    best = max(settled, key=lambda s: (_holds(s.sheet.plane, anchor), _clarity(s)))
    doubted = _slid(best, anchor) if _holds(best.sheet.plane, anchor) else best.placed
    unsure = {code: replace(best.placed[code], trusted=False) for code in doubted}
    return replace(best, placed={**best.placed, **unsure})


def _slid(settled: Settled, anchor: Anchor) -> list[str]:
    """Return the codes of numbers that may stand a row or a box away from where they were found."""
    page, placed = settled.sheet.page, settled.placed
    shifts = np.array([placed[code].shifts.mean(axis=0) for code in page.codes])
    trend = Trend(middles_of(page), shifts, _pins(settled.place, anchor))
    far = slid(page, trend, np.array([placed[code].trusted for code in page.codes]))
    return [code for code, off in zip(page.codes, far, strict=True) if off]


def _settle(picture: Image, page: Page, anchor: Anchor, place: Registration) -> Settled:
    """Return the sheet from one place, its plane improved by its boxes where marks are missing or paper bends."""
    settled = _look(picture, page, place, anchor)
    for _ in range(_ROUNDS):
        if _farthest(settled) < _NEAR_MM or (place.marks == _ALL_MARKS and _all_trusted(settled)):
            break
        boxes = _by_boxes(settled, anchor)
        if boxes is None:
            break
        again = register(picture, page, boxes)
        plane = again.plane if again.marks > place.marks else fit_plane(boxes.mm, boxes.px)
        if plane is None:
            break
        place = replace(again if again.marks >= place.marks else place, plane=plane)
        looked = _look(picture, page, place, anchor)
        if _clarity(looked) < _clarity(settled):
            break
        settled = looked
    return settled


def _look(picture: Image, page: Page, place: Registration, anchor: Anchor) -> Settled:
    sheet = Sheet(picture, page, place.plane)
    small = light(sheet)
    shaded = shade(sheet, small, around(page.fields))
    return Settled(sheet, small, shaded, refine(shaded, page, reach_of(place), _pins(place, anchor)), place)


def _pins(place: Registration, anchor: Anchor) -> Pins:
    """Return how far from this plane tag, code and marks were found; printed lines were found nowhere in particular."""
    if place.by_lines:
        return Pins(anchor.mm.mean(axis=0, keepdims=True), np.zeros((1, 2)))
    mm = np.vstack([_middles(anchor.mm), place.mm])
    px = np.vstack([_middles(anchor.px), place.px])
    return Pins(mm, project(np.asarray(np.linalg.inv(place.plane), np.float64), px) - mm)


def _middles(corners: Points) -> Points:
    """Return the middle of a tag or code, or of each of two, by their corners."""
    return np.asarray(corners.reshape(-1, 4, 2).mean(axis=1))


def _clarity(settled: Settled) -> float:
    return float(np.mean([p.contrast for p in settled.placed.values()]))


def _is_flat(settled: Settled) -> bool:
    """Say whether every number is where the plane puts it, so that no other place can be better."""
    return _farthest(settled) < _NEAR_MM and _all_trusted(settled)


def _all_trusted(settled: Settled) -> bool:
    return all(p.trusted for p in settled.placed.values())


def _holds(plane: Points, anchor: Anchor) -> bool:
    """Say whether a plane leaves the tag and code in place: one that moves them took each box for its neighbour."""
    off = np.linalg.norm(project(plane, anchor.mm) - anchor.px, axis=1)
    scale = px_per_mm(plane, (float(anchor.mm[:, 0].mean()), float(anchor.mm[:, 1].mean())))
    return bool(off.mean() < _ANCHOR_MM * scale)


def _farthest(settled: Settled) -> float:
    return max(float(np.hypot(*p.shifts.mean(axis=0))) for p in settled.placed.values())


def _by_boxes(settled: Settled, anchor: Anchor) -> Anchor | None:
    """Return the anchor widened by all boxes that agree on one plane."""
    trusted = [f for f in settled.sheet.page.fields if settled.placed[f.code].trusted]
    if not trusted:
        return None
    mm = np.concatenate([centres_of(field.boxes) for field in trusted])
    shifted = np.concatenate([centres_of(field.boxes) + settled.placed[field.code].shifts for field in trusted])
    px = project(settled.sheet.plane, shifted)
    mm, px = np.vstack([anchor.mm, mm]), np.vstack([anchor.px, px])
    middle = settled.sheet.page.fields[0].boxes[0].centre
    _, kept = cv2.findHomography(mm, px, cv2.RANSAC, _ASTRAY_MM * px_per_mm(settled.sheet.plane, middle))
    inside = np.asarray(kept, dtype=object).ravel() == 1
    return Anchor(mm[inside], px[inside]) if inside.sum() >= _LEAST_BOXES else None
