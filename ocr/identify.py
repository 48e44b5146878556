"""Say which page of which form a photo shows, by its tag, and which station it belongs to, by its QR code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet, window
from ocr.glance import is_vain
from ocr.halves import fitting, halved
from ocr.plane import Points, corners_of, fit_plane, project
from ocr.seek import Anchor
from ocr.tags import SeenTag, clear_tags, hidden_tags, plain_tags
from ocr.untagged import find_untagged
from recap.domain import pagecode
from recap.domain.form import FormLayout, Page
from recap.domain.pagecode import PageCode

Layouts = Sequence[FormLayout]
_SEARCH_PX = 2200
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_ASTRAY = 0.05
"""Of the photo's long side: a tag said to be farther out of the photo is not looked for."""
_QUIET_MM = 6.0
_SCALES = (6.0, 9.0)
"""Pixels a mm at which a QR code of 40 mm is read from its known place."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page of a form that a sheet may be."""

    layout: FormLayout
    page: Page


@dataclass(frozen=True, slots=True)
class Sighting:
    """A known page and printed points of it in the photo; `code` is there if its QR code was read on the way.

    `rivals` are all pages with the same tag, for other numbers of choices, the one named here included; `sheets` is how
    many sheets with a tag are in the photo.
    """

    layout: FormLayout
    page: Page
    anchor: Anchor
    code: PageCode | None = None
    rivals: tuple[Sketch, ...] = ()
    sheets: int = 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """No known page: the numbers of the tags that are there, if any."""

    tags: tuple[int, ...]


def identify(picture: Image, layouts: Layouts) -> Sighting | Unknown:
    """Return the page whose tag, or failing that whose QR code, is in the photo; the largest if there are several.

    In a photo too dark or too blurred to be read, what is not seen at once is not looked for.
    """
    clear = clear_tags(picture)
    if not clear and is_vain(picture):
        return _by_lines(picture, layouts)
    clear = clear or plain_tags(picture)
    if clear:
        return _by_tags(clear, layouts)
    # A QR code is found in a thirtieth of the time that a tag in the dark takes, but the tag says more of the sheet.
    named = _by_code(picture, layouts)
    if isinstance(named, Sighting):
        hidden = hidden_tags(picture, attempts=1) if _shows_tag(picture, named) else []
        return _by_tags(hidden, layouts) if hidden else named
    hidden = hidden_tags(picture)
    return _by_tags(hidden, layouts) if hidden else _by_lines(picture, layouts)


def _shows_tag(picture: Image, sighting: Sighting) -> bool:
    """Say whether the tag of a sheet known by its code may be in the photo."""
    plane, tag = fit_plane(sighting.anchor.mm, sighting.anchor.px), sighting.page.tag
    if plane is None or tag is None:
        return tag is not None
    # A code is small: what its corners say of a place half a metre away is some way off.
    size = np.array(picture.shape[1::-1])
    at = project(plane, np.array([tag.box.centre]))[0]
    return bool((np.abs(at - size / 2) < size / 2 + _ASTRAY * size.max()).all())


def _by_lines(picture: Image, layouts: Layouts) -> Sighting | Unknown:
    """Return the page whose bar code or printed lines are in the photo, of forms older than tags."""
    laid = find_untagged(picture, layouts)
    return Unknown(()) if laid is None else Sighting(laid.layout, laid.page, laid.anchor)


def _by_tags(seen: Sequence[SeenTag], layouts: Layouts) -> Sighting | Unknown:
    """Return the page with the largest tag that is any page's; every other tag is another sheet's."""
    for tag in sorted(seen, key=lambda t: -cv2.contourArea(t.corners.astype(np.float32))):
        pages = [Sketch(layout, page) for layout in layouts for page in layout.pages]
        for first in pages:
            if first.page.tag is not None and first.page.tag.number == tag.number:
                rivals = tuple(one for one in pages if one.page.tag == first.page.tag)
                anchor = Anchor(corners_of(first.page.tag.box), tag.corners)
                return Sighting(first.layout, first.page, anchor, rivals=rivals, sheets=len(seen))
    return Unknown(tuple(tag.number for tag in seen))


def read_code(sheet: Sheet) -> PageCode | None:
    """Return what the QR code of a registered sheet says, read at its known place."""
    if sheet.page.qr is None:
        return None
    for scale in _SCALES:
        around = window(sheet, sheet.page.qr, _QUIET_MM, scale)
        for prepare in (_plain, _evened):
            for found in zxingcpp.read_barcodes(prepare(around), formats=_QR):
                code = pagecode.decode(found.text)
                if code is not None:
                    return code
    return None


def widen(picture: Image, sighting: Sighting) -> Sighting:
    """Return the sighting with the QR code's corners as more printed points, if the code is found in the photo."""
    found = None if sighting.page.qr is None or sighting.code is not None else _find_code(picture)
    if found is None or sighting.page.qr is None or found[0].page != sighting.page.number:
        return sighting
    mm = np.vstack([sighting.anchor.mm, corners_of(sighting.page.qr)])
    return replace(sighting, anchor=Anchor(mm, np.vstack([sighting.anchor.px, found[1]])), code=found[0])


def _by_code(picture: Image, layouts: Layouts) -> Sighting | Unknown:
    """Return the page that a QR code found anywhere in the photo names."""
    found = _find_code(picture)
    if found is not None:
        for layout in layouts:
            for page in layout.pages:
                if page.qr is not None and page.number == found[0].page:
                    return Sighting(layout, page, Anchor(corners_of(page.qr), found[1]), found[0])
    return Unknown(())


def _find_code(picture: Image) -> tuple[PageCode, Points] | None:
    """Return what one of our QR codes says and its corners in the photo."""
    scale = min(1.0, _SEARCH_PX / max(picture.shape[:2]))
    times = int(np.ceil(-np.log2(scale)))
    # The halved copy is there already, and shows most codes.
    found = _code_in(halved(picture, times), 0.5**times)
    if found is not None or times == 0:
        return found
    smaller, left = fitting(picture, scale)
    return _code_in(cv2.resize(smaller, None, fx=left, fy=left, interpolation=cv2.INTER_AREA), scale)


def _code_in(small: Image, scale: float) -> tuple[PageCode, Points] | None:
    """Return the same from a copy of the photo at this scale."""
    for found in zxingcpp.read_barcodes(small, formats=_QR):
        code = pagecode.decode(found.text)
        if code is not None:
            at = found.position
            corners = [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            return code, np.array(corners, np.float64) / scale
    return None


def _plain(grey: Image) -> Image:
    return grey


def _evened(grey: Image) -> Image:
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 61, 8)
