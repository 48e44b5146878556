"""Seek a page's corner marks in a photo from printed points known already: near first, farther where that fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from cv2.typing import MatLike as Image

from ocr.marks import SeenMark, distinct, find_mark
from ocr.plane import Points, centres_of, fit_affine, fit_plane, project, px_per_mm
from recap.domain.form import Box, Page

REACHES = (0.2, 0.45, 0.45)
"""How far off, per distance, an affine map may predict a mark, look by look: the tag may lie on bent paper."""
_LEAST_REACH_MM = 25.0
_CLEAR = 0.78
"""Corners of tables and tiles are like marks up to 0.7; a mark below this may be one, and points no way to others."""
SURE = 0.85
"""Where one guess finds such a mark, the others are not asked: they find the same."""
_APART = 0.7
"""Of a mark's side: places nearer are the same."""
_STEPS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
"""A place and two beside it, in mm: what a plane does to them is what it does to a mark there."""
_SCALED = 2.2
"""A plane that makes marks so many times smaller or larger than those beside the anchor is a wrong one."""
_AGREED_MM = 3.0
"""Four marks and the anchor as near as this to one plane are the sheet's, however faint."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Printed points found in the photo: a tag's or a QR code's corners.

    Where the page was laid by its printed lines, its points cover all of it, and `fit` is the part of the lines found.
    """

    mm: Points
    px: Points
    fit: float = 0.0


@dataclass(frozen=True, slots=True)
class _Ask:
    """Where one mark is looked for: at each guess (mm to pixels) within so many mm, in this order."""

    looks: tuple[tuple[Points, float], ...]
    apart_px: float


def seek(
    picture: Image, page: Page, anchor: Anchor, reaches: Sequence[float] = REACHES, *, thorough: bool = False
) -> list[list[SeenMark]]:
    """Return likely places of each mark, looking nearest the anchor first and using what was found for the next.

    Marks that are not clear are looked for again from all that are, farther around: a tag on bent paper points astray.
    A thorough search asks every guess though one has shown a mark already.
    """
    found: list[list[SeenMark]] = [[] for _ in page.marks]
    centres = centres_of(page.marks)
    order = np.argsort(np.linalg.norm(centres - anchor.mm.mean(axis=0), axis=1)).tolist()
    known, looked = anchor, set()
    for reach in reaches:
        if _agree(page, anchor, found):
            break
        for k in order:
            # Another look from the same points would show the same.
            if is_clear(found[k]) or (k, reach, len(known.mm)) in looked:
                continue
            looked.add((k, reach, len(known.mm)))
            ask = _asked(picture, page.marks[k], (anchor, known), reach, thorough=thorough)
            found[k] = distinct(_found(picture, page.marks[k], ask, thorough=thorough) + found[k], ask.apart_px)
            if is_clear(found[k]):
                known = Anchor(np.vstack([known.mm, centres[k]]), np.vstack([known.px, found[k][0].at]))
    return found


def _asked(picture: Image, mark: Box, points: tuple[Anchor, Anchor], reach: float, *, thorough: bool) -> _Ask:
    """Return where a mark is looked for from anchor and all known points: nowhere if all say it is out of the photo."""
    anchor, known = points
    at = np.array(mark.centre, np.float64)
    away = float(np.linalg.norm(known.mm - at, axis=1).min())
    usual = fit_affine(known.mm, known.px)
    apart_px = _APART * mark.w_mm * px_per_mm(usual, (0, 0))
    # Perspective may take a far mark out of reach and make it much smaller than near ones: planes know it.
    planes = _guesses(anchor, known, at, usual) if reach > REACHES[0] else []
    if planes and not any(inside(picture, project(guess, at[None])[0]) for guess in (*planes, usual)):
        return _Ask((), apart_px)
    near = REACHES[0] * away
    looks = [(guess, near) for guess in planes] if near > _LEAST_REACH_MM and not thorough else []
    looks += [(guess, max(_LEAST_REACH_MM, reach * away)) for guess in (*planes, usual)]
    return _Ask(tuple(looks), apart_px)


def _found(picture: Image, mark: Box, ask: _Ask, *, thorough: bool) -> list[SeenMark]:
    """Return what is like a mark where it is asked for, until one is sure."""
    seen: list[SeenMark] = []
    for guess, reach_mm in ask.looks:
        seen += find_mark(picture, mark, guess, reach_mm)
        if not thorough and any(each.likeness > SURE for each in seen):
            break
    return seen


def _agree(page: Page, anchor: Anchor, found: Sequence[list[SeenMark]]) -> bool:
    """Say whether every mark is clear, or all the likeliest and the anchor lie in one plane: no other thing does."""
    if not all(found) or all(map(is_clear, found)):
        return all(found)
    marks = [each[0] for each in found]
    plane = fit(page, anchor, range(len(marks)), marks)
    return plane is not None and awry(page, anchor, plane, marks) < _AGREED_MM


def is_clear(seen: list[SeenMark]) -> bool:
    """Say whether the likeliest of these is a mark and nothing else."""
    return bool(seen) and seen[0].likeness > _CLEAR


def _guesses(anchor: Anchor, known: Anchor, at: Points, affine: Points) -> list[Points]:
    """Return the affine maps that do to a small thing at this place what the planes through these points do to it.

    `affine` is the map nearest to the known points.
    """
    here = at + _STEPS
    usual = px_per_mm(affine, (float(at[0]), float(at[1])))
    fitted = (fit_plane(known.mm, known.px), fit_plane(anchor.mm, anchor.px))
    maps = [fit_affine(here, project(plane, here)) for plane in fitted if plane is not None]
    return [each for each in maps if usual < _SCALED * px_per_mm(each, (0, 0)) < _SCALED**2 * usual]


def fit(page: Page, anchor: Anchor, seen: Sequence[int], marks: Sequence[SeenMark]) -> Points | None:
    """Return the plane nearest to the anchor and these marks, None if they do not determine one."""
    centres = centres_of([page.marks[k] for k in seen])
    at = np.array([mark.at for mark in marks], np.float64)
    return fit_plane(np.vstack([centres, anchor.mm]), np.vstack([at, anchor.px]))


def awry(page: Page, anchor: Anchor, plane: Points, chosen: Sequence[SeenMark | None]) -> float:
    """Return the largest distance in mm between where points are and where this plane puts them."""
    pairs = [(box.centre, mark.at) for box, mark in zip(page.marks, chosen, strict=True) if mark is not None]
    mm = np.vstack([anchor.mm, [pair[0] for pair in pairs]])
    px = np.vstack([anchor.px, [pair[1] for pair in pairs]])
    off = np.linalg.norm(project(plane, mm) - px, axis=1)
    scales = np.array([px_per_mm(plane, (float(x), float(y))) for x, y in mm])
    return float((off / np.maximum(scales, 1e-6)).max())


def inside(picture: Image, at: Points) -> bool:
    """Say whether a place is in the picture."""
    height, width = picture.shape[:2]
    return bool(0 <= at[0] < width and 0 <= at[1] < height)
