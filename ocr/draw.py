"""Pictures for people: the flattened page, the public copy of a photo, and a page annotated with what was read."""

import cv2
import numpy as np
from cv2.typing import MatLike as Image

from ocr.decode import encode
from ocr.flatten import PAGE_PX_PER_MM, Sheet, flatten
from ocr.read import Seen
from recap.domain.reading import CellReading, Decision

_PUBLIC_PX = 2000
"""Long side of the published copy: every digit of a plano is legible, no face in the background is of use."""
_QUALITY = 80
_GOOD, _DOUBT, _BAD = (60, 150, 30), (0, 150, 240), (40, 40, 220)
_COLOURS = {Decision.ACCEPT: _GOOD, Decision.REVIEW: _DOUBT, Decision.REFUSE: _BAD}


def page_picture(colour: Image, grey_shape: tuple[int, ...], sheet: Sheet) -> Image:
    """Return the flattened page in colour, at the scale that every `Spot` refers to."""
    ratio = colour.shape[1] / grey_shape[1]
    wider = np.diag([ratio, ratio, 1.0])
    return flatten(Sheet(colour, sheet.page, wider @ sheet.plane), PAGE_PX_PER_MM)


def public_picture(colour: Image) -> bytes:
    """Return the photo re-encoded small: no EXIF, no place, nothing after the picture."""
    scale = min(1.0, _PUBLIC_PX / max(colour.shape[:2]))
    return encode(cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), _QUALITY)


def annotated(colour: Image, seen: Seen) -> Image:
    """Return the page with every number framed by how sure it is and labelled with its value, or the refused photo."""
    reading = seen.reading
    if seen.sheet is None:
        scale = min(1.0, _PUBLIC_PX / max(colour.shape[:2]))
        canvas = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    else:
        canvas = page_picture(colour, seen.sheet.picture.shape, seen.sheet)
    for code, cell in reading.cells.items():
        _frame(canvas, code, cell)
    title = " · ".join(str(part) for part in (reading.decision.value, reading.reason, reading.station) if part)
    _say(canvas, title.replace("·", "|"), (20, 50), 1.3, _COLOURS[reading.decision])
    return canvas


def _frame(canvas: Image, code: str, cell: CellReading) -> None:
    if cell.spot is None:
        return
    colour = _GOOD if cell.sure else _DOUBT if cell.as_read == cell.decoded else _BAD
    left, top = cell.spot.x_px, cell.spot.y_px
    right, bottom = left + cell.spot.w_px, top + cell.spot.h_px
    cv2.rectangle(canvas, (left, top), (right, bottom), colour, 3)
    value = "?" if cell.as_read is None else str(cell.as_read)
    suggestion = "" if cell.decoded in {cell.as_read, None} else f" -> {cell.decoded}"
    _say(canvas, f"{code} {value}{suggestion} {cell.score:.2f}", (left, top - 6), 0.6, colour)


def _say(canvas: Image, words: str, at: tuple[int, int], size: float, colour: tuple[int, int, int]) -> None:
    cv2.putText(canvas, words, at, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), 5, cv2.LINE_AA)
    cv2.putText(canvas, words, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 2, cv2.LINE_AA)
