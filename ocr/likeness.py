"""A perceptual hash of a photographed sheet: near for one sheet and for one photo, far for two sheets of one form.

All sheets of a form look alike, so what is printed must not count. The first 512 bits speak of the handwriting: on the
flattened sheet the darkness inside digit boxes, words, names and signatures is averaged over 4 mm, what a blank form
shows there and what all places of one size have in common is taken away, boxes, words and places weigh the same, and
each bit is the side of one fixed random plane on which this pattern lies (SimHash: the share of differing bits is the
angle between two patterns). The last 256 bits are a difference hash of the photo as taken.

Measured by `python -m benchmarks.likeness --sheets 14` (C.HASIL-KWK with two choices, usual conditions, stations of one
kelurahan; 126 photos; distances as lowest, median, highest):

| pairs | ink of 512 | photo of 256 | called alike |
|---|---|---|---|
| a photo and its copy (smaller, darker, cropped, compressed), 42 | 1, 7, 133 | 6, 17, 32 | 42 |
| two photos of one sheet, 42 | 42, 96, 231 | 82, 109, 140 | 30 |
| photos of two sheets, 1911 | 145, 208, 271 | 57, 110, 155 | 0 |

So a photo used twice is always found, a sheet photographed twice in seven cases of ten (the others are waved or badly
placed sheets), and no two sheets are called alike: the first false alarm is expected at five standard deviations. The
difference hash alone says little, because tables and walls look alike too (3 of 3,384 pairs of the demonstration's
photos were within 44 of 256): it only helps where the ink is near as well, as on a copy that lost its sharpness.
"""

from collections import Counter
from functools import cache

import cv2
import numpy as np
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.flatten import Sheet, darkness, flatten
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.paper.texts import gaps
from recap.domain.election import ContestId, StationCode
from recap.domain.form import Box, FormLayout, Page

INK_BITS = 512
INK_NEAR = 120
INK_OF_COPY, PHOTO_OF_COPY = 150, 36
"""Thresholds, the same as in `recap/app/findings.py`, which compares. A city has 3 million pairs of sheets of one page:
the first lies five standard deviations of different sheets from their mean, and misses some of one sheet for it."""

_PX_PER_MM = 2.0
_CELL_MM = 4.0
_BLUR_MM = 3.0
"""Paper that is folded or waved moves what is written by a few millimetres."""
_INSIDE_MM = 2.0
"""The printed border of a place, and this much beside it, is not looked at."""
_MANY = 4
"""From this many places of one size on, what they have in common is the form and not the hand."""
_SIDE = 16
_SEED = 20241127

Vector = NDArray[np.float32]

_BLANKS: dict[tuple[str, int, tuple[str, ...]], Image] = {}


def likeness(sheet: Sheet) -> str:
    """Return the hash of a sheet on a photo as `INK_BITS` and 256 more digits 0 and 1; empty if nothing is written."""
    pattern = _pattern(darkness(flatten(sheet, _PX_PER_MM)), _blank(sheet.page), sheet.page)
    if pattern.size == 0:
        return ""
    ink = _planes(INK_BITS, pattern.size) @ pattern > 0
    return "".join("1" if bit else "0" for bit in (*ink, *_photo_bits(sheet.picture)))


def _pattern(dark: Image, blank: Image, page: Page) -> Vector:
    """Return what is written on the sheet, place by place, without what a blank form shows."""
    soft = _soft(dark)
    kinds = (
        [box for field in page.fields for box in field.boxes],
        [field.words for field in page.fields if field.words],
        list(page.places.values()),
    )
    found = [_of_kind(soft, blank, boxes) for boxes in kinds if boxes]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _of_kind(dark: Image, blank: Image, boxes: list[Box]) -> Vector:
    written = [_cells(dark, box) for box in boxes]
    pattern, printed = np.concatenate(written), np.concatenate([_cells(blank, box) for box in boxes])
    pattern = pattern - printed * (pattern @ printed) / max(float(printed @ printed), 1e-9)
    ends = np.cumsum([len(part) for part in written])
    parts = _without_common(np.split(pattern, ends[:-1]))
    pattern = np.concatenate(parts)
    return np.asarray(pattern / max(float(np.linalg.norm(pattern)), 1e-9), np.float32)


def _without_common(parts: list[Vector]) -> list[Vector]:
    """Return the places without what many of one size have in common."""
    sizes = Counter(len(part) for part in parts)
    common = {
        size: np.mean([part for part in parts if len(part) == size], axis=0)
        for size, many in sizes.items()
        if many >= _MANY
    }
    return [part - common.get(len(part), np.float32(0)) for part in parts]


def _cells(dark: Image, box: Box) -> Vector:
    """Return how much darker than the whole place each of its cells is."""
    w, h = max(1.0, box.w_mm - 2 * _INSIDE_MM), max(1.0, box.h_mm - 2 * _INSIDE_MM)
    left, top = box.x_mm + _INSIDE_MM, box.y_mm + _INSIDE_MM
    x0, y0, x1, y1 = (round(edge * _PX_PER_MM) for edge in (left, top, left + w, top + h))
    size = (max(1, round(w / _CELL_MM)), max(1, round(h / _CELL_MM)))
    cells = cv2.resize(dark[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
    return np.asarray(cells - cells.mean(), np.float32)


def _blank(page: Page) -> Image:
    """Return the softened darkness of a form with nothing written on it."""
    key = (page.title, page.number, page.codes)
    if key not in _BLANKS:
        nobody = Identity(ContestId(""), StationCode("0" * 13), "", "", "", "", 0)
        layout = FormLayout("", 0, 0, (page,))
        _BLANKS[key] = _soft(darkness(page_image(layout, page.number, gaps(nobody), None, _PX_PER_MM)))
    return _BLANKS[key]


def _soft(dark: Image) -> Image:
    return cv2.GaussianBlur(dark, (0, 0), _BLUR_MM * _PX_PER_MM)


def _photo_bits(picture: Image) -> NDArray[np.bool_]:
    """Return where a photo becomes brighter from left to right."""
    small = cv2.resize(picture, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    return np.asarray(small[:, 1:] > small[:, :-1]).ravel()


@cache
def _planes(rows: int, columns: int) -> Vector:
    """Return fixed planes of +1 and -1, the same on every machine: PCG64's raw output is defined for ever."""
    raw = np.random.PCG64(_SEED).random_raw(-(-rows * columns // 64))
    bits = np.unpackbits(raw.astype("<u8").view(np.uint8))[: rows * columns]
    return (bits.astype(np.float32) * 2 - 1).reshape(rows, columns)
