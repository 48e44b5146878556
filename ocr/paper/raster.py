"""Printed pages as pictures: the PDF page, rendered."""

from collections.abc import Mapping
from ctypes import c_ubyte
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from math import ceil

import numpy as np
import pypdfium2
from cv2.typing import MatLike as Image
from pypdfium2 import raw as pdfium

from ocr.paper import pdf
from recap.domain.form import FormLayout, Ink, Page

_BLANKS_KEPT = 8
"""A blank page of 600 x 900 mm takes 19 MB at 6 px/mm; a form has 3 to 6 pages."""

_WHITE = 255


def page_image(
    layout: FormLayout, page_number: int, words: Mapping[str, str], qr_text: str | None, px_per_mm: float
) -> Image:
    """Return a printed page in grey with its gaps filled; without `qr_text` the place of the QR code stays white."""
    page = layout.page(page_number)
    blank = _blank(_Blank(layout.name, layout.choices, page_number, px_per_mm, page.art, page))
    file = BytesIO()
    paper = pdf.start(file)
    paper.setPageCompression(0)
    pdf.size(paper, page)
    pdf.rest(paper, page, (), words)
    if qr_text is not None:
        pdf.qr(paper, page, qr_text)
    paper.showPage()
    paper.save()
    return _render(file, px_per_mm, blank.copy())


@dataclass(frozen=True, slots=True)
class _Blank:
    """What a blank page looks like depends on this."""

    layout: str
    choices: int
    number: int
    px_per_mm: float
    art: tuple[Ink, ...]
    page: Page = field(compare=False)


@lru_cache(maxsize=_BLANKS_KEPT)
def _blank(key: _Blank) -> Image:
    file = BytesIO()
    paper = pdf.start(file)
    pdf.size(paper, key.page)
    pdf.base(paper, key.page, {})
    paper.showPage()
    paper.save()
    return _render(file, key.px_per_mm)


def _render(file: BytesIO, px_per_mm: float, paper: Image | None = None) -> Image:
    """Return the only page of a PDF in grey, at exactly this scale, printed onto this paper if any."""
    document = pypdfium2.PdfDocument(file)
    page = document[0]
    # Rounded up, just under the wanted size gives exactly that.
    width, height = (ceil(side * (px_per_mm * 25.4 / 72 - 1e-6)) for side in page.get_size())
    image = np.full((height, width), _WHITE, np.uint8) if paper is None else paper
    buffer = (c_ubyte * image.size).from_buffer(image.data)
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray, buffer=buffer)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
    bitmap.close()
    page.close()
    document.close()
    return image
