"""Lay the sheet's millimetres over the photo, from the tag or QR code outwards to the corner marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from cv2.typing import MatLike as Image

from ocr.marks import SeenMark, sharpen
from ocr.plane import Points, centres_of, fit_affine, fit_plane, project, px_per_mm
from ocr.seek import REACHES, SURE, Anchor, awry, fit, inside, is_clear, seek
from recap.domain.form import Page

_Choice = tuple[tuple[SeenMark | None, ...], Points]
"""A mark or none for each corner, and the plane through them."""
CORNERS = ("top left", "top right", "bottom left", "bottom right")
_NOTHING = 0.5
"""Two corners of tables, each a little above this, must not count for more than one mark."""
_AWRY_MM = 8.0
"""Marks and anchor farther apart than this speak of different sheets; waved paper stays below 5 mm."""
_ENOUGH = 2
"""Marks needed beside the anchor: with fewer, places half a metre from the tag are guesses."""


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
    return _by_marks(picture, page, anchor, REACHES)


def register_near(picture: Image, page: Page, anchor: Anchor) -> Registration:
    """Return the same by marks near where the anchor says alone: far from it other things look like marks."""
    return _by_marks(picture, page, anchor, REACHES[:1])


def _by_marks(picture: Image, page: Page, anchor: Anchor, reaches: Sequence[float]) -> Registration:
    candidates = seek(picture, page, anchor, reaches)
    chosen, plane = _best(page, anchor, candidates)
    pairs = zip(candidates, chosen, strict=True)
    if any(mark is None and marks and marks[0].likeness > SURE for marks, mark in pairs):
        candidates = seek(picture, page, anchor, reaches, thorough=True)
        chosen, plane = _best(page, anchor, candidates)
    scale = px_per_mm(plane, (page.width_mm / 2, page.height_mm / 2))
    seen = [k for k, mark in enumerate(chosen) if mark is not None]
    fine = sharpen(picture, [mark for mark in chosen if mark is not None], scale * 14.4)
    better = fit(page, anchor, seen, fine) if len(seen) >= _ENOUGH else None
    plane = plane if better is None else better
    lost = [k for k in range(len(page.marks)) if k not in seen]
    outside = [k for k in lost if not inside(picture, project(plane, centres_of([page.marks[k]]))[0])]
    at = np.array([mark.at for mark in fine], np.float64).reshape(-1, 2)
    corners = tuple(CORNERS[k] for k in outside)
    return Registration(
        plane,
        len(seen),
        corners,
        doubtful=not all(map(is_clear, candidates)),
        mm=centres_of([page.marks[k] for k in seen]),
        px=at,
    )


def _by_lines(picture: Image, page: Page, anchor: Anchor) -> Registration:
    """Return the place of a page laid by its printed lines, which its anchor already is."""
    plane = fit_plane(anchor.mm, anchor.px)
    plane = fit_affine(anchor.mm, anchor.px) if plane is None else plane
    at = project(plane, frame(page))
    missing = tuple(corner for corner, place in zip(CORNERS, at, strict=True) if not inside(picture, place))
    return Registration(plane, len(CORNERS), missing, by_lines=True)


def frame(page: Page) -> Points:
    """Return the corners of what is printed, in the order of the corner marks; the marks where there are any."""
    if page.marks:
        return centres_of(page.marks)
    points = np.array([ink.at for ink in page.art] + [ink.to for ink in page.art if ink.kind == "line"])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return np.array([(left, top), (right, top), (left, bottom), (right, bottom)])


def _best(page: Page, anchor: Anchor, candidates: Sequence[list[SeenMark]]) -> _Choice:
    """Return the choice of one place or none for each mark that agrees best with the anchor."""
    best_score = -np.inf
    best: _Choice = ((None,) * len(candidates), fit_affine(anchor.mm, anchor.px))
    for chosen in product(*[[*marks, None] for marks in candidates]):
        seen = [k for k, mark in enumerate(chosen) if mark is not None]
        likeness = sum(mark.likeness - _NOTHING for mark in chosen if mark is not None)
        if len(seen) < _ENOUGH or likeness <= best_score:
            continue
        plane = fit(page, anchor, seen, [mark for mark in chosen if mark is not None])
        if plane is None:
            continue
        off = awry(page, anchor, plane, chosen)
        if off < _AWRY_MM and likeness - off / _AWRY_MM > best_score:
            best_score, best = likeness - off / _AWRY_MM, (chosen, plane)
    return best
