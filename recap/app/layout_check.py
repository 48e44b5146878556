"""What is wrong with a form although its file can be read: numbers that overlap, leave the page, or cannot be found."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from recap.domain.form import Box, FormLayout, NumberField, Page
from recap.domain.message import Fact, Message
from recap.domain.rows import cell_codes, form_rows

_LEAST_LINES = 12
"""Printed lines by which a page without tag and QR code can be laid flat; with fewer, many places fit."""
_TOUCH_MM = 0.05
_REPEAT = "-R"
_SIDES = 4


def faults(form: FormLayout) -> tuple[Message, ...]:
    """Return what is wrong with a form, in the order of its pages; nothing if it can be drawn, filled and read."""
    return (*_codes(form), *(fault for page in form.pages for fault in _on_page(page)))


def _codes(form: FormLayout) -> Iterator[Message]:
    known = set(cell_codes(form_rows(form.choices)))
    codes = [code for page in form.pages for code in page.codes]
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield Message("{code} stands on the form twice; a repetition is called {code}-R.", {"code": code})
        if code.removesuffix(_REPEAT) not in known and code not in known:
            yield Message("{code} is no number of a result form (recap/domain/rows.py).", {"code": code})


def _on_page(page: Page) -> Iterator[Message]:
    places = [(field.code, box) for field in page.fields for box in _shapes(field)]
    sheet = Box(0.0, 0.0, page.width_mm, page.height_mm)
    for code in dict.fromkeys(code for code, box in places if not _holds(sheet, box)):
        yield Message("Page {page}: {code} leaves the paper.", {"page": page.number, "code": code})
    pairs = [(one, other) for (one, a), (other, b) in combinations(places, 2) if one != other and _overlap(a, b)]
    for one, other in dict.fromkeys(pairs):
        facts: dict[str, Fact] = {"page": page.number, "code": one, "other": other}
        yield Message("Page {page}: {code} and {other} overlap.", facts)
    if page.tag is None and page.qr is None and _lines(page) < _LEAST_LINES:
        text = "Page {page} has no tag and no QR code, and only {lines} printed lines: it needs {least} to be found."
        yield Message(text, {"page": page.number, "lines": _lines(page), "least": _LEAST_LINES})


def _shapes(field: NumberField) -> Sequence[Box]:
    tally = (field.tally.area,) if field.tally else ()
    return (*field.boxes, *tally, *((field.words,) if field.words else ()))


def _lines(page: Page) -> int:
    frames = sum(_SIDES for ink in page.art if ink.kind == "rect" and not ink.fill and ink.stroke_mm)
    return frames + sum(ink.kind == "line" for ink in page.art) + _SIDES * sum(len(f.boxes) for f in page.fields)


def _holds(outer: Box, inner: Box) -> bool:
    right, bottom = inner.x_mm + inner.w_mm, inner.y_mm + inner.h_mm
    return inner.x_mm >= 0 and inner.y_mm >= 0 and right <= outer.w_mm and bottom <= outer.h_mm


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x_mm + one.w_mm, other.x_mm + other.w_mm) - max(one.x_mm, other.x_mm)
    down = min(one.y_mm + one.h_mm, other.y_mm + other.h_mm) - max(one.y_mm, other.y_mm)
    return min(across, down) > _TOUCH_MM
