"""Bring a form to the size the reader knows: its measures are in millimetres of a plano, whose boxes are 18 mm wide."""

from dataclasses import replace

import numpy as np

from recap.domain.form import Box, BubbleGrid, Ink, NumberField, Page, TallyGrid

_USUAL_BOX_MM = 18.3
_NEAR = 1.3
"""A form whose boxes are within this ratio of the usual ones is read as it is."""


def as_plano(page: Page) -> Page:
    """Return a page with all measures enlarged so that its digit boxes are as wide as on a plano."""
    widths = [box.w_mm for field in page.fields for box in field.boxes]
    factor = _USUAL_BOX_MM / float(np.median(widths)) if widths else 1.0
    return page if 1 / _NEAR < factor < _NEAR else _enlarged(page, factor)


def _enlarged(page: Page, factor: float) -> Page:
    return replace(
        page,
        width_mm=page.width_mm * factor,
        height_mm=page.height_mm * factor,
        marks=tuple(_box(mark, factor) for mark in page.marks),
        tag=None if page.tag is None else replace(page.tag, box=_box(page.tag.box, factor)),
        qr=None if page.qr is None else _box(page.qr, factor),
        fields=tuple(_field(field, factor) for field in page.fields),
        places={name: _box(box, factor) for name, box in page.places.items()},
        art=tuple(_ink(ink, factor) for ink in page.art),
        barcode=None if page.barcode is None else replace(page.barcode, box=_box(page.barcode.box, factor)),
    )


def _box(box: Box, factor: float) -> Box:
    return Box(box.x_mm * factor, box.y_mm * factor, box.w_mm * factor, box.h_mm * factor)


def _field(field: NumberField, factor: float) -> NumberField:
    return replace(
        field,
        boxes=tuple(_box(box, factor) for box in field.boxes),
        bubbles=None if field.bubbles is None else _bubbles(field.bubbles, factor),
        tally=None if field.tally is None else _tally(field.tally, factor),
        words=None if field.words is None else _box(field.words, factor),
    )


def _bubbles(grid: BubbleGrid, factor: float) -> BubbleGrid:
    columns = tuple(x * factor for x in grid.columns_mm)
    return BubbleGrid(columns, grid.first_mm * factor, grid.pitch_mm * factor, grid.diameter_mm * factor)


def _tally(grid: TallyGrid, factor: float) -> TallyGrid:
    totals = tuple(tuple(_box(box, factor) for box in row) for row in grid.row_totals)
    return replace(grid, area=_box(grid.area, factor), row_totals=totals)


def _ink(ink: Ink, factor: float) -> Ink:
    (x, y), (to_x, to_y), (wide, high) = ink.at, ink.to, ink.size
    return replace(
        ink,
        at=(x * factor, y * factor),
        to=(to_x * factor, to_y * factor),
        size=(wide * factor, high * factor),
        size_pt=ink.size_pt * factor,
        stroke_mm=ink.stroke_mm * factor,
    )
