"""The look that the documents share: fonts, colours, head and foot of a sheet, and how a PDF is put together.

Equal content gives equal bytes: reportlab's invariant mode writes no time and no chance into the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Literal

import reportlab
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus.doctemplate import LayoutError

from recap.domain.refusals.documents import PaperTooSmall

INK, GREY, FAINT, TINT, ACCENT = map(HexColor, ("#1c1917", "#57534e", "#a8a29e", "#f3efe9", "#7f1d1d"))
Alignment = Literal["left", "centre", "right"]
_ALIGNMENTS: dict[Alignment, Literal[0, 1, 2]] = {"left": 0, "centre": 1, "right": 2}
Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[object, ...]]
"""An instruction of reportlab's tables: what, from which cell, to which cell, and how."""

BARE: list[Command] = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
_FONTS = {"Vera": "Vera.ttf", "Vera-Bold": "VeraBd.ttf", "Vera-Italic": "VeraIt.ttf", "Vera-BoldItalic": "VeraBI.ttf"}

rl_config.useA85 = 0
"""Streams stay binary: as text, which no channel of today needs, photos would be a quarter larger."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every page: size and margins in mm, the model's name, its title, and the lines of the foot."""

    width_mm: float
    height_mm: float
    margin_mm: float
    head_mm: float
    model: str
    title: str
    subtitle: str
    foot: tuple[str, ...]


def style(
    size: float, *, bold: bool = False, align: Alignment = "left", colour: Color = INK, space: float = 0
) -> ParagraphStyle:
    """Return the style of a paragraph of this size, with this space below, in points."""
    _register()
    return ParagraphStyle(
        f"{size}{bold}{align}",
        fontName="Vera-Bold" if bold else "Vera",
        fontSize=size,
        leading=size * 1.28,
        textColor=colour,
        spaceAfter=space,
        alignment=_ALIGNMENTS[align],
    )


def say(text: str, look: ParagraphStyle) -> Paragraph:
    """Return a text as a paragraph, its characters as they stand; line ends stay."""
    return Paragraph(escape(text).replace("\n", "<br/>"), look)


def number(value: int | None) -> str:
    """Return a number with Indonesian thousands (1.234), a dash where the paper has none."""
    return "-" if value is None else f"{value:,}".replace(",", ".")


def build(sheet: Sheet, story: Callable[[], Sequence[Flowable]], attached: Mapping[str, bytes]) -> bytes:
    """Return the PDF of this story, with `Halaman x dari y` on every page and these files attached."""
    pages = _pass(sheet, story(), attached, 0)[1]
    return _pass(sheet, story(), attached, pages)[0]


def _pass(sheet: Sheet, story: Sequence[Flowable], attached: Mapping[str, bytes], pages: int) -> tuple[bytes, int]:
    _register()
    out = BytesIO()
    margin, width, height = sheet.margin_mm * mm, sheet.width_mm * mm, sheet.height_mm * mm
    foot = 12 * mm
    document = BaseDocTemplate(
        out,
        pagesize=(width, height),
        title=f"{sheet.model} {sheet.subtitle}",
        author=sheet.foot[0],
        subject=sheet.title,
        invariant=1,
        pageCompression=1,
        lang="id-ID",
    )
    body = height - sheet.head_mm * mm - foot
    frame = Frame(margin, foot, width - 2 * margin, body, 0, 0, 0, 0)

    def on_page(canvas: Canvas, _: BaseDocTemplate) -> None:
        if canvas.getPageNumber() == 1:
            canvas.setCatalogEntry("Names", _names(attached))
        _head(canvas, sheet)
        _foot(canvas, sheet, pages)

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=on_page)])
    try:
        document.build(list(story))
    except LayoutError as error:
        raise PaperTooSmall(reason=str(error)[:200]) from error
    return out.getvalue(), document.page


def _head(canvas: Canvas, sheet: Sheet) -> None:
    left, right = sheet.margin_mm * mm, (sheet.width_mm - sheet.margin_mm) * mm
    top = sheet.height_mm * mm
    box = max(34 * mm, pdfmetrics.stringWidth(sheet.model, "Vera-Bold", 8) + 6 * mm)
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(right - box, top - 17 * mm, box, 9 * mm)
    canvas.setFont("Vera", 6)
    canvas.drawCentredString(right - box / 2, top - 11.2 * mm, "MODEL")
    canvas.setFont("Vera-Bold", 8)
    canvas.drawCentredString(right - box / 2, top - 15 * mm, sheet.model)
    for text, y_mm, size, font in ((sheet.title, 12, 10, "Vera-Bold"), (sheet.subtitle, 17, 8, "Vera")):
        room = right - left - box - 4 * mm
        fitted = min(size, size * room / max(pdfmetrics.stringWidth(text, font, size), 1))
        canvas.setFont(font, fitted)
        canvas.drawString(left, top - y_mm * mm, text)
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(1.6)
    canvas.line(left, top - 19.5 * mm, right, top - 19.5 * mm)


def _foot(canvas: Canvas, sheet: Sheet, pages: int) -> None:
    left, right = sheet.margin_mm * mm, (sheet.width_mm - sheet.margin_mm) * mm
    canvas.setStrokeColor(FAINT)
    canvas.setLineWidth(0.4)
    canvas.line(left, 10.5 * mm, right, 10.5 * mm)
    canvas.setFillColor(GREY)
    canvas.setFont("Vera", 5.8)
    for index, line in enumerate(sheet.foot):
        canvas.drawString(left, (8.2 - 2.5 * index) * mm, line)
    canvas.setFont("Vera-Bold", 7)
    canvas.setFillColor(INK)
    canvas.drawRightString(right, 7.6 * mm, f"Halaman {canvas.getPageNumber()} dari {pages}")


def _names(attached: Mapping[str, bytes]) -> dict[str, PDFDictionary]:
    """Return the catalogue's tree of attached files (ISO 32000-1, 7.11.4)."""
    tree: list[object] = []
    for name, content in sorted(attached.items()):
        stream = PDFStream(PDFDictionary({"Type": PDFName("EmbeddedFile")}), content)
        file = {"Type": PDFName("Filespec"), "F": PDFString(name), "UF": PDFString(name)}
        tree += [PDFString(name), PDFDictionary({**file, "EF": PDFDictionary({"F": stream})})]
    return {"EmbeddedFiles": PDFDictionary({"Names": PDFArray(tree)})}


def _register() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in _FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily("Vera", "Vera", "Vera-Bold", "Vera-Italic", "Vera-BoldItalic")
