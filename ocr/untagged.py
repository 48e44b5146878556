"""Find a page that has neither tag nor QR code: by its bar code where that can be read, and by its printed lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import zxingcpp
from cv2.typing import MatLike as Image

from ocr.barcode import likeness
from ocr.bylines import SOFT, Guess, guess_places
from ocr.fitlines import Fitted, fit_lines, fit_roughly
from ocr.flatten import Sheet
from ocr.plane import corners_of, project
from ocr.ruling import Straightened, straight_lines
from ocr.seek import Anchor
from ocr.size import as_plano
from recap.domain.form import Box, FormLayout, Page

_CERTAIN = 0.6
"""Part of the printed lines found: legible forms of 2017 and 2019 are above, other forms and other places below.

`tests/ocr/test_old_forms.py` holds real scans to it.
"""
_LIKELY = 0.35
"""With a bar code that agrees, fewer lines are enough."""
_SAME_CODE = 0.52
"""Right bar codes of the 2019 scans look more like theirs than this, codes of other forms less; tested there too."""
_PLAIN = 0.75
"""So good a fit ends the search: no other place can be as good."""
_WORTH = 0.25
"""A place whose lines fit less when all are moved together is not fitted piece by piece: right places fit better."""
_SHARP_TRIES, _SOFT_TRIES, _NEAR_TRIES = 3, 10, 2
"""Places tried of each turn; and of all, those looked at from nearer."""
_NEAR, _AROUND = 0.8, 0.08
"""A page that fills less than this part of the photo is looked for again in its part, with so much around it."""
_LEAST_PX = 200
"""Fewer pixels hold no page that could be read."""
_GRID = 5
_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.Code128])


@dataclass(frozen=True, slots=True)
class Laid:
    """A page found by its lines; the anchor's points cover all of it."""

    layout: FormLayout
    page: Page
    anchor: Anchor


def find_untagged(picture: Image, layouts: Sequence[FormLayout]) -> Laid | None:
    """Return the page without tag and QR code whose printed lines are in the photo, None if there is none."""
    known = [
        (layout, as_plano(page)) for layout in layouts for page in layout.pages if page.tag is None and page.qr is None
    ]
    lines = straight_lines(picture) if known else None
    if lines is None:
        return None
    said = _said(picture) if any(page.barcode for _, page in known) else frozenset()
    known = [each for each in known if each[1].barcode and each[1].barcode.text in said] or known
    pages = [page for _, page in known]
    guess, fitted = _best(picture, pages, lines)
    layout, page = known[guess.page]
    if not _is_there(Sheet(picture, page, fitted.plane), fitted.score):
        return None
    return Laid(layout, page, _anchor(page, fitted))


def _best(picture: Image, pages: Sequence[Page], lines: Straightened) -> tuple[Guess, Fitted]:
    tried: list[tuple[Guess, Fitted]] = []
    for each in _tries(picture, pages, lines):
        tried.append(each)
        if each[1].score > _PLAIN:
            break
    return max(tried, key=lambda each: each[1].score)


def _tries(picture: Image, pages: Sequence[Page], lines: Straightened) -> Iterator[tuple[Guess, Fitted]]:
    """Yield places with how well their lines fit, one turn after the other, the most promising ways to look first."""
    seen: list[Guess] = []
    for turned in guess_places(lines, picture.shape, pages):
        seen += turned
        yield _fittest(picture, pages, turned[:_SHARP_TRIES])
    for guess in sorted(seen, key=lambda each: -each.likeness)[:_NEAR_TRIES]:
        yield from _nearer(picture, pages, guess)
    for turned in guess_places(lines, picture.shape, pages, SOFT):
        yield _fittest(picture, pages, turned[:_SOFT_TRIES])


def _nearer(picture: Image, pages: Sequence[Page], guess: Guess) -> Iterator[tuple[Guess, Fitted]]:
    """Yield the best place of a page that seems to fill little of a photo, seen again in that part of it alone."""
    page = pages[guess.page]
    corners = project(guess.plane, corners_of(Box(0, 0, page.width_mm, page.height_mm)))
    room = _AROUND * np.ptp(corners, axis=0).max()
    left, top = np.maximum(corners.min(axis=0) - room, 0).astype(int)
    right, bottom = np.minimum(corners.max(axis=0) + room, picture.shape[1::-1]).astype(int)
    if max(right - left, bottom - top) > _NEAR * max(picture.shape) or min(right - left, bottom - top) < _LEAST_PX:
        return
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    lines = straight_lines(part)
    if lines is None:
        return
    for turned in guess_places(lines, part.shape, [page], turns=[guess.turn]):
        found, fitted = _fittest(part, [page], turned[:_SHARP_TRIES])
        moved = np.array([[1, 0, left], [0, 1, top], [0, 0, 1.0]])
        yield replace(found, page=guess.page), replace(fitted, plane=moved @ fitted.plane)


def _fittest(picture: Image, pages: Sequence[Page], guesses: Sequence[Guess]) -> tuple[Guess, Fitted]:
    """Return the guess whose lines fit best roughly, fitted exactly if that is worth it."""
    sheets = [(guess, Sheet(picture, pages[guess.page], guess.plane)) for guess in guesses]
    rough = [(guess, fit_roughly(sheet)) for guess, sheet in sheets]
    guess, fitted = max(rough, key=lambda each: each[1].score)
    if fitted.score < _WORTH:
        return guess, fitted
    return guess, fit_lines(Sheet(picture, pages[guess.page], guess.plane))


def _is_there(sheet: Sheet, score: float) -> bool:
    code = sheet.page.barcode
    if score >= _CERTAIN or score < _LIKELY or code is None:
        return score >= _CERTAIN
    return likeness(sheet, code, code.text) >= _SAME_CODE


def _said(picture: Image) -> frozenset[str]:
    """Return the texts of all bar codes that can be read: those of photos taken near, not of coarse scans."""
    return frozenset(code.text for code in zxingcpp.read_barcodes(picture, formats=_CODES))


def _anchor(page: Page, fitted: Fitted) -> Anchor:
    x, y = np.meshgrid(np.linspace(0, page.width_mm, _GRID), np.linspace(0, page.height_mm, _GRID))
    mm = np.stack([x.ravel(), y.ravel()], axis=1)
    return Anchor(mm, project(fitted.plane, mm), fitted.score)
