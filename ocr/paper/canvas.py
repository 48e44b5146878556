"""Draws printed art on a page of a PDF, in millimetres from the top left corner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ocr.paper import texts
from recap.domain.form import Box, Ink

BLACK = HexColor("#231916")
"""The warm black of the official form."""

_FONTS = {"regular": "Vera", "bold": "VeraBd", "italic": "VeraIt", "bold-italic": "VeraBI"}
_SHARE_OF_WIDTH = 0.93
"""Vera is wide; a little narrower it has the colour of the official form's type."""

_LEAST_SHARE_OF_WIDTH = 0.75
_SIZE_OF_TWO_LINES = 0.62
"""Two lines of this share of the type size take the height of one."""

_DOT_PITCH_MM = 2.4


def register_fonts() -> None:
    """Make the free fonts that come with reportlab known to it; they are embedded in every file."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in _FONTS.values():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def draw(canvas: Canvas, height_mm: float, inks: Iterable[Ink], words: Mapping[str, str]) -> None:
    """Draw these inks on the page, their gaps filled with these words."""
    for ink in inks:
        canvas.setLineWidth(ink.stroke_mm * mm)
        match ink.kind:
            case "text":
                _text(canvas, height_mm, ink, texts.fill(ink.text, words))
            case "rect" | "circle":
                _area(canvas, height_mm, ink)
            case _:
                _line(canvas, height_mm, ink)


def fill(canvas: Canvas, height_mm: float, boxes: Iterable[Box]) -> None:
    """Fill these boxes with black as one path, so that no seam shows where they touch."""
    path = canvas.beginPath()
    for box in boxes:
        path.rect(box.x_mm * mm, (height_mm - box.y_mm - box.h_mm) * mm, box.w_mm * mm, box.h_mm * mm)
    canvas.setFillColor(BLACK)
    canvas.drawPath(path, stroke=0, fill=1)


def _area(canvas: Canvas, height_mm: float, ink: Ink) -> None:
    (x, y), (width, height) = ink.at, ink.size
    stroke, filled = int(ink.stroke_mm > 0), int(bool(ink.fill))
    canvas.setStrokeColor(BLACK)
    canvas.setFillColor(_colour(ink))
    if ink.kind == "circle":
        canvas.circle(x * mm, (height_mm - y) * mm, width / 2 * mm, stroke=stroke, fill=filled)
    else:
        canvas.rect(x * mm, (height_mm - y - height) * mm, width * mm, height * mm, stroke=stroke, fill=filled)


def _line(canvas: Canvas, height_mm: float, ink: Ink) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_colour(ink))
    if ink.kind == "dots":
        # A dash of no length with round ends is a dot.
        canvas.setLineCap(1)
        canvas.setDash([0, _DOT_PITCH_MM * mm])
    canvas.line(ink.at[0] * mm, (height_mm - ink.at[1]) * mm, ink.to[0] * mm, (height_mm - ink.to[1]) * mm)
    canvas.restoreState()


def _text(canvas: Canvas, height_mm: float, ink: Ink, text: str) -> None:
    font = _FONTS[ink.weight]
    canvas.saveState()
    canvas.translate(ink.at[0] * mm, (height_mm - ink.at[1]) * mm)
    canvas.rotate(ink.turn_deg)
    canvas.setFillColor(_colour(ink))
    for line in _fitted(text, font, ink):
        start = {"left": 0.0, "centre": line.width_pt / 2, "right": line.width_pt}[ink.align]
        canvas.saveState()
        canvas.translate(-start, line.rise_pt)
        canvas.scale(line.share, 1)
        canvas.setFont(font, line.size_pt)
        canvas.drawString(0, 0, line.text)
        canvas.restoreState()
    canvas.restoreState()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text as set: narrowed to a share of its width, above the base line by its rise."""

    text: str
    size_pt: float
    share: float
    width_pt: float
    rise_pt: float = 0.0


def _fitted(text: str, font: str, ink: Ink) -> list[_Line]:
    """Return a text set in the room it has: narrower as long as that is legible, then smaller, then on two lines."""
    whole = _line_of(text, font, ink)
    halves = _halves(text)
    if len(halves) == 1 or whole.size_pt >= ink.size_pt * _SIZE_OF_TWO_LINES:
        return [whole]
    most = replace(ink, size_pt=ink.size_pt * _SIZE_OF_TWO_LINES)
    lines = [_line_of(half, font, most) for half in halves]
    size_pt = min(line.size_pt for line in lines)
    return [replace(line, rise_pt=rise * size_pt) for line, rise in zip(lines, (0.575, -0.575), strict=True)]


def _line_of(text: str, font: str, ink: Ink) -> _Line:
    full = pdfmetrics.stringWidth(text, font, ink.size_pt)
    room = min(ink.size[0] * mm / full, _SHARE_OF_WIDTH) if ink.size[0] and full else _SHARE_OF_WIDTH
    share = max(room, _LEAST_SHARE_OF_WIDTH)
    return _Line(text, ink.size_pt * room / share, share, full * room)


def _halves(text: str) -> list[str]:
    """Return a text broken at the space nearest its middle, or whole if it has none."""
    spaces = [index for index, letter in enumerate(text) if letter == " "]
    if not spaces:
        return [text]
    middle = min(spaces, key=lambda index: abs(index - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]


def _colour(ink: Ink) -> Color:
    return HexColor(ink.fill) if ink.fill else BLACK
