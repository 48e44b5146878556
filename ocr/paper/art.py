"""The printed art of a page: what its layout draws, and what its fields and frame look like."""

from collections.abc import Iterator

from recap.domain.form import Box, Ink, NumberField, Page, TallyGrid

BOX_STROKE_MM = 1.06
"""The weights and greys here are those of the official plano of 2024, from its PDF."""

_BOX_STROKE_SHARE = 0.0625
"""Small boxes, as on A4, have thinner borders: at most this share of their width."""

GRID_STROKE_MM = 0.53
BUBBLE_STROKE_MM = 0.35
GUIDE_GREY = "#c9c9ca"
_GUIDE_DOT_MM = 0.66
_GUIDE_COLUMNS, _GUIDE_ROWS = 5, 9
_GUIDE_SHARE = (0.414, 0.665)
"""Width and height of the dotted figure as a share of the box."""

_PT_PER_MM = 72 / 25.4
_FIGURE_SHARE = 0.42
"""Height of a bubble's figure as a share of its diameter."""

_CAP_SHARE = 0.729
"""Height of a figure as a share of the type size, in Bitstream Vera."""


def art(page: Page) -> tuple[Ink, ...]:
    """Return everything printed on a page except its codes: grey grids first, so that black lines lie on them."""
    grids = [ink for field in page.fields if field.tally for ink in _tally(field.tally)]
    boxes = [ink for field in page.fields for ink in _field(field)]
    return (*grids, *page.art, *boxes)


def _tally(grid: TallyGrid) -> Iterator[Ink]:
    """Yield the grey lines between the cells of a tally grid and around its row totals."""
    area, totals = grid.area, grid.row_totals
    for column in range(1, grid.columns):
        x = area.x_mm + area.w_mm * column / grid.columns
        yield _grey((x, area.y_mm), (x, area.y_mm + area.h_mm))
    for row in range(1, grid.rows):
        y = area.y_mm + area.h_mm * row / grid.rows
        yield _grey((area.x_mm, y), (area.x_mm + area.w_mm, y))
        yield _grey((totals[row][0].x_mm, y), (_right(totals[row][-1]), y))
    for x in (totals[0][0].x_mm, *map(_right, totals[0])):
        yield _grey((x, area.y_mm), (x, area.y_mm + area.h_mm))


def _field(field: NumberField) -> Iterator[Ink]:
    """Yield the boxes of a number, their guide dots and their bubbles."""
    for box in field.boxes:
        stroke_mm = min(BOX_STROKE_MM, _BOX_STROKE_SHARE * box.w_mm)
        yield Ink("rect", (box.x_mm, box.y_mm), size=(box.w_mm, box.h_mm), stroke_mm=stroke_mm)
        if field.guides:
            yield from _guides(box)
    if field.bubbles is None:
        return
    diameter = field.bubbles.diameter_mm
    figure_mm = diameter * _FIGURE_SHARE
    for x in field.bubbles.columns_mm:
        for digit in range(10):
            y = field.bubbles.first_mm + digit * field.bubbles.pitch_mm
            yield Ink("circle", (x, y), size=(diameter, diameter), stroke_mm=BUBBLE_STROKE_MM)
            size_pt = figure_mm / _CAP_SHARE * _PT_PER_MM
            yield Ink("text", (x, y + figure_mm / 2), text=str(digit), size_pt=size_pt, align="centre")


def _guides(box: Box) -> Iterator[Ink]:
    """Yield the dots along the strokes of a seven-segment figure with a middle upright, 2 x 3 in the box."""
    (x, y), (wide, high) = box.centre, _GUIDE_SHARE
    for column in range(_GUIDE_COLUMNS):
        for row in range(_GUIDE_ROWS):
            if column % 2 and row % 4:
                continue
            left = x + box.w_mm * wide * (column / (_GUIDE_COLUMNS - 1) - 0.5)
            top = y + box.h_mm * high * (row / (_GUIDE_ROWS - 1) - 0.5)
            at = (left - _GUIDE_DOT_MM / 2, top - _GUIDE_DOT_MM / 2)
            yield Ink("rect", at, size=(_GUIDE_DOT_MM, _GUIDE_DOT_MM), stroke_mm=0.0, fill=GUIDE_GREY)


def _grey(start: tuple[float, float], end: tuple[float, float]) -> Ink:
    return Ink("line", start, end, stroke_mm=GRID_STROKE_MM, fill=GUIDE_GREY)


def _right(box: Box) -> float:
    return box.x_mm + box.w_mm
