"""Blank forms as vector PDF, ready for a printer."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ocr.paper import art, canvas, codes, texts
from ocr.paper.identity import Identity
from recap.domain.form import FormLayout, Page


def draw(sheets: Iterable[tuple[FormLayout, Identity]], out: Path) -> int:
    """Write all pages of these forms to a PDF file and return their number; what sheets share is stored once."""
    with out.open("wb") as file:
        paper = start(file)
        shared: dict[tuple[str, int, int, int, tuple[str, ...]], str] = {}
        count = 0
        for layout, identity in sheets:
            common, words = texts.contest_gaps(identity), texts.gaps(identity)
            for page in layout.pages:
                size(paper, page)
                key = (layout.name, layout.choices, page.number, len(page.art), tuple(common.values()))
                if key not in shared:
                    shared[key] = f"shared{len(shared)}"
                    paper.beginForm(shared[key], 0, 0, page.width_mm * mm, page.height_mm * mm)
                    base(paper, page, common)
                    paper.endForm()
                paper.doForm(shared[key])
                rest(paper, page, common, words)
                qr(paper, page, texts.qr_text(identity, page.number))
                paper.showPage()
                count += 1
        paper.save()
    return count


def start(file: BinaryIO) -> Canvas:
    """Return an empty PDF whose bytes depend only on what is drawn."""
    canvas.register_fonts()
    paper = Canvas(file, pageCompression=1, invariant=True)
    paper.setTitle("MODEL C.HASIL")
    return paper


def size(paper: Canvas, page: Page) -> None:
    """Give the current sheet the size of this page."""
    paper.setPageSize((page.width_mm * mm, page.height_mm * mm))


def base(paper: Canvas, page: Page, words: Mapping[str, str]) -> None:
    """Draw the marks, the tag and all art that needs no other words than these."""
    whole, _ = texts.split(art.art(page), words)
    canvas.draw(paper, page.height_mm, whole, words)
    black = [box for mark in page.marks for box in codes.mark(mark, solid=page.solid)]
    black += codes.tag(page.tag) if page.tag else ()
    black += codes.bars(page.barcode) if page.barcode else ()
    canvas.fill(paper, page.height_mm, black)


def rest(paper: Canvas, page: Page, drawn: Collection[str], words: Mapping[str, str]) -> None:
    """Draw the art that needs more words than those already drawn."""
    _, partly = texts.split(page.art, drawn)
    canvas.draw(paper, page.height_mm, partly, words)


def qr(paper: Canvas, page: Page, text: str) -> None:
    """Draw the QR code of a sheet where its layout has a place for one."""
    if page.qr is not None:
        canvas.fill(paper, page.height_mm, codes.qr(text, page.qr))
