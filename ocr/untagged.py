"""Find a page that has neither tag nor QR code: by its bar code where that can be read, and by its printed lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from cv2.typing import MatLike as Image

from ocr.barcode import likeness
from ocr.bylines import Guess, guess_places
from ocr.fitlines import Fitted, fit_lines
from ocr.flatten import Sheet
from ocr.plane import project
from ocr.register import Anchor
from ocr.ruling import straight_lines
from ocr.size import as_plano
from recap.domain.form import FormLayout, Page

_CERTAIN = 0.55
"""Part of the printed lines found: 0.63 to 1 on the legible forms of 2017 and 2019, at most 0.48 elsewhere."""
_LIKELY = 0.35
"""With a bar code that agrees, fewer lines are enough."""
_SAME_CODE = 0.45
"""Right bar codes of the 2019 scans look 0.53 to 0.8 like theirs, codes of other forms at most 0.36."""
_PLAIN = 0.75
"""So good a fit ends the search: no other place can be as good."""
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
    guess, fitted = _best(picture, pages, guess_places(lines, picture.shape, pages))
    layout, page = known[guess.page]
    if not _is_there(Sheet(picture, page, fitted.plane), fitted.score):
        return None
    return Laid(layout, page, _anchor(page, fitted))


def _best(picture: Image, pages: Sequence[Page], guesses: Sequence[Guess]) -> tuple[Guess, Fitted]:
    best = guesses[0], Fitted(guesses[0].plane, 0.0)
    for guess in guesses:
        fitted = fit_lines(Sheet(picture, pages[guess.page], guess.plane))
        if fitted.score > best[1].score:
            best = guess, fitted
        if fitted.score > _PLAIN:
            break
    return best


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
