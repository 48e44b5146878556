"""Lay the sheet's millimetres over the photo, from the tag or QR code outwards to the corner marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from cv2.typing import MatLike as Image

from ocr.marks import SeenMark, distinct, find_mark, sharpen
from ocr.plane import Points, centres_of, fit_affine, fit_plane, project, px_per_mm
from recap.domain.form import Page

_Choice = tuple[tuple[SeenMark | None, ...], Points]
"""A mark or none for each corner, and the plane through them."""
CORNERS = ("top left", "top right", "bottom left", "bottom right")
_REACHES = (0.2, 0.45, 0.45)
"""How far off, per distance, an affine map may predict a mark, look by look: the tag may lie on bent paper."""
_LEAST_REACH_MM = 25.0
_CLEAR = 0.78
"""Corners of tables and tiles are like marks up to 0.7; a mark below this may be one, and points no way to others."""
_NOTHING = 0.5
"""Two corners of tables, each a little above this, must not count for more than one mark."""
_APART = 0.7
"""Of a mark's side: places nearer are the same."""
_STEPS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
"""A place and two beside it, in mm: what a plane does to them is what it does to a mark there."""
_SCALED = 2.2
"""A plane that makes marks so many times smaller or larger than those beside the anchor is a wrong one."""
_AWRY_MM = 8.0
"""Marks and anchor farther apart than this speak of different sheets; waved paper stays below 5 mm."""
_ENOUGH = 2
"""Marks needed beside the anchor: with fewer, places half a metre from the tag are guesses."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Printed points found in the photo: a tag's or a QR code's corners.

    Where the page was laid by its printed lines, its points cover all of it, and `fit` is the part of the lines found.
    """

    mm: Points
    px: Points
    fit: float = 0.0


def _none() -> Points:
    return np.empty((0, 2))


@dataclass(frozen=True, slots=True)
class Registration:
    """Where the sheet lies: `plane` maps mm to pixels; `missing` corners are out of the picture.

    `by_lines`: laid by printed lines all over the page, which are worth all four marks. It is `doubtful` where a mark
    may be something else. `mm` and `px` are the middles of the marks found.
    """

    plane: Points
    marks: int
    missing: tuple[str, ...] = ()
    by_lines: bool = False
    doubtful: bool = False
    mm: Points = field(default_factory=_none)
    px: Points = field(default_factory=_none)


def register(picture: Image, page: Page, anchor: Anchor) -> Registration:
    """Return the sheet's place from its anchor and as many corner marks as can be found, however far astray."""
    if anchor.fit:
        return _by_lines(picture, page, anchor)
    return _by_marks(picture, page, anchor, _REACHES)


def register_near(picture: Image, page: Page, anchor: Anchor) -> Registration:
    """Return the same by marks near where the anchor says alone: far from it other things look like marks."""
    return _by_marks(picture, page, anchor, _REACHES[:1])


def _by_marks(picture: Image, page: Page, anchor: Anchor, reaches: Sequence[float]) -> Registration:
    candidates = _candidates(picture, page, anchor, reaches)
    chosen, plane = _best(page, anchor, candidates)
    scale = px_per_mm(plane, (page.width_mm / 2, page.height_mm / 2))
    seen = [k for k, mark in enumerate(chosen) if mark is not None]
    fine = sharpen(picture, [mark for mark in chosen if mark is not None], scale * 14.4)
    better = _fit(page, anchor, seen, fine) if len(seen) >= _ENOUGH else None
    plane = plane if better is None else better
    lost = [k for k in range(len(page.marks)) if k not in seen]
    outside = [k for k in lost if not _inside(picture, project(plane, centres_of([page.marks[k]]))[0])]
    at = np.array([mark.at for mark in fine], np.float64).reshape(-1, 2)
    corners = tuple(CORNERS[k] for k in outside)
    return Registration(
        plane,
        len(seen),
        corners,
        doubtful=not all(map(_is_clear, candidates)),
        mm=centres_of([page.marks[k] for k in seen]),
        px=at,
    )


def _by_lines(picture: Image, page: Page, anchor: Anchor) -> Registration:
    """Return the place of a page laid by its printed lines, which its anchor already is."""
    plane = fit_plane(anchor.mm, anchor.px)
    plane = fit_affine(anchor.mm, anchor.px) if plane is None else plane
    at = project(plane, frame(page))
    missing = tuple(corner for corner, place in zip(CORNERS, at, strict=True) if not _inside(picture, place))
    return Registration(plane, len(CORNERS), missing, by_lines=True)


def frame(page: Page) -> Points:
    """Return the corners of what is printed, in the order of the corner marks; the marks where there are any."""
    if page.marks:
        return centres_of(page.marks)
    points = np.array([ink.at for ink in page.art] + [ink.to for ink in page.art if ink.kind == "line"])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return np.array([(left, top), (right, top), (left, bottom), (right, bottom)])


def _candidates(picture: Image, page: Page, anchor: Anchor, reaches: Sequence[float]) -> list[list[SeenMark]]:
    """Return likely places of each mark, looking nearest the anchor first and using what was found for the next.

    Marks that are not clear are looked for again from all that are, farther around: a tag on bent paper points astray.
    """
    found: list[list[SeenMark]] = [[] for _ in page.marks]
    centres = centres_of(page.marks)
    order = np.argsort(np.linalg.norm(centres - anchor.mm.mean(axis=0), axis=1))
    mm, px = anchor.mm, anchor.px
    for reach in reaches:
        for k in order:
            if _is_clear(found[k]):
                continue
            away = float(np.linalg.norm(mm - centres[k], axis=1).min())
            # Perspective may take a far mark out of reach and make it much smaller than near ones: planes know it.
            guesses = [fit_affine(mm, px), *(_guesses(anchor, mm, px, centres[k]) if reach > _REACHES[0] else ())]
            seen = [find_mark(picture, page.marks[k], guess, max(_LEAST_REACH_MM, reach * away)) for guess in guesses]
            found[k] = distinct(sum(seen, found[k]), _APART * page.marks[k].w_mm * px_per_mm(guesses[0], (0, 0)))
            if _is_clear(found[k]):
                mm, px = np.vstack([mm, centres[k]]), np.vstack([px, found[k][0].at])
    return found


def _is_clear(seen: list[SeenMark]) -> bool:
    return bool(seen) and seen[0].likeness > _CLEAR


def _guesses(anchor: Anchor, mm: Points, px: Points, at: Points) -> list[Points]:
    """Return the affine maps that do to a small thing at this place what the planes through these points do to it."""
    here = at + _STEPS
    usual = px_per_mm(fit_affine(mm, px), (float(at[0]), float(at[1])))
    planes = [plane for plane in (fit_plane(mm, px), fit_plane(anchor.mm, anchor.px)) if plane is not None]
    maps = [fit_affine(here, project(plane, here)) for plane in planes]
    return [each for each in maps if usual < _SCALED * px_per_mm(each, (0, 0)) < _SCALED**2 * usual]


def _best(page: Page, anchor: Anchor, candidates: Sequence[list[SeenMark]]) -> _Choice:
    """Return the choice of one place or none for each mark that agrees best with the anchor."""
    best_score = -np.inf
    best: _Choice = ((None,) * len(candidates), fit_affine(anchor.mm, anchor.px))
    for chosen in product(*[[*marks, None] for marks in candidates]):
        seen = [k for k, mark in enumerate(chosen) if mark is not None]
        likeness = sum(mark.likeness - _NOTHING for mark in chosen if mark is not None)
        if len(seen) < _ENOUGH or likeness <= best_score:
            continue
        plane = _fit(page, anchor, seen, [mark for mark in chosen if mark is not None])
        if plane is None:
            continue
        awry = _awry(page, anchor, plane, chosen)
        if awry < _AWRY_MM and likeness - awry / _AWRY_MM > best_score:
            best_score, best = likeness - awry / _AWRY_MM, (chosen, plane)
    return best


def _fit(page: Page, anchor: Anchor, seen: Sequence[int], marks: Sequence[SeenMark]) -> Points | None:
    centres = centres_of([page.marks[k] for k in seen])
    at = np.array([mark.at for mark in marks], np.float64)
    return fit_plane(np.vstack([centres, anchor.mm]), np.vstack([at, anchor.px]))


def _awry(page: Page, anchor: Anchor, plane: Points, chosen: Sequence[SeenMark | None]) -> float:
    """Return the largest distance in mm between where points are and where this plane puts them."""
    pairs = [(box.centre, mark.at) for box, mark in zip(page.marks, chosen, strict=True) if mark is not None]
    mm = np.vstack([anchor.mm, [pair[0] for pair in pairs]])
    px = np.vstack([anchor.px, [pair[1] for pair in pairs]])
    off = np.linalg.norm(project(plane, mm) - px, axis=1)
    scales = np.array([px_per_mm(plane, (float(x), float(y))) for x, y in mm])
    return float((off / np.maximum(scales, 1e-6)).max())


def _inside(picture: Image, at: Points) -> bool:
    height, width = picture.shape[:2]
    return bool(0 <= at[0] < width and 0 <= at[1] < height)
