"""Activation slips: four on a sheet of A4, each cut out and handed to one appointed person.

A slip says who is appointed as what, where and how long, by which letter; it carries the one-time code in large groups
and as a QR code that opens the activation page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from urllib.parse import quote

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from recap.app.documents.layout import ACCENT, FAINT, GREY, INK, TINT, say, style
from recap.app.documents.moments import moment, plain_day
from recap.app.documents.symbols import Code

_PER_PAGE = 4
_WIDE, _HIGH = A4[0], A4[1] / _PER_PAGE
_LEFT, _RIGHT = 13 * mm, _WIDE - 13 * mm
_QR_MM = 33.0
_TEXT = _RIGHT - _LEFT - _QR_MM * mm - 6 * mm
_SPACING = 1.2
_LONG = 44
"""Letters of a name that fill one line; longer ones are set smaller, so that two lines have room."""
_PATH = "/aktivasi"
_WARNING = (
    "Kartu ini rahasia: jangan dipotret, jangan diberikan kepada siapa pun. "
    "Bila hilang, segera laporkan kepada petugas tingkat di atas Anda."
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip says; role and area are spelled out for people, `until` is when the code ends."""

    name: str
    role: str
    area: str
    letter: str
    starts_on: date
    ends_on: date
    username: str
    code: str
    until: datetime
    two_factors: bool


def render(slips: Sequence[Slip], base_url: str) -> bytes:
    """Return the PDF of these slips; `base_url` is where the application is reached, such as `https://rekap.id`."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="id-ID")
    canvas.setTitle("Kartu aktivasi akun Rekap")
    canvas.setAuthor("Rekap")
    address = base_url.rstrip("/") + _PATH
    for at, slip in enumerate(slips):
        place = at % _PER_PAGE
        if at and place == 0:
            canvas.showPage()
        if place == 0:
            _cut_lines(canvas)
        canvas.saveState()
        canvas.translate(0, A4[1] - (place + 1) * _HIGH)
        _slip(canvas, slip, address)
        canvas.restoreState()
    canvas.save()
    return out.getvalue()


def _cut_lines(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeColor(FAINT)
    canvas.setLineWidth(0.5)
    canvas.setDash(2, 2)
    for n in range(1, _PER_PAGE):
        canvas.line(0, n * _HIGH, _WIDE, n * _HIGH)
    canvas.restoreState()


def _slip(canvas: Canvas, slip: Slip, address: str) -> None:
    top = _HIGH - 7 * mm
    label = style(6.2, bold=True, colour=ACCENT)
    top = _put(canvas, say("KARTU AKTIVASI AKUN  ·  REKAP", label), top) - 1 * mm
    top = _put(canvas, say(slip.name, style(13 if len(slip.name) <= _LONG else 9.5, bold=True)), top) - 0.4 * mm
    top = _put(canvas, say(slip.role, style(8.6, bold=True)), top)
    top = _put(canvas, say(slip.area, style(8)), top) - 0.8 * mm
    term = f"Masa tugas {plain_day(slip.starts_on)} s.d. {plain_day(slip.ends_on)}  ·  SK {slip.letter}"
    top = _put(canvas, say(term, style(6.4, colour=GREY)), top) - 2 * mm
    top = _code(canvas, slip, top) - 2.2 * mm
    top = _put(canvas, say(_steps(slip, address), style(6.6)), top) - 1.2 * mm
    _put(canvas, say(_WARNING, style(6.2, bold=True, colour=ACCENT)), top)
    _scan(canvas, slip, address)


def _put(canvas: Canvas, text: Flowable, top: float) -> float:
    """Draw a text of the left column below this height; return the height below it."""
    _, high = text.wrapOn(canvas, _TEXT, _HIGH)
    text.drawOn(canvas, _LEFT, top - high)
    return float(top - high)


def _code(canvas: Canvas, slip: Slip, top: float) -> float:
    """Draw the code in its groups, and the log-in name that it opens."""
    high = 14 * mm
    canvas.setFillColor(TINT)
    canvas.roundRect(_LEFT, top - high, _TEXT, high, 1.6 * mm, stroke=0, fill=1)
    canvas.setFillColor(GREY)
    canvas.setFont("Vera", 5.8)
    canvas.drawString(_LEFT + 3 * mm, top - 3.6 * mm, "KODE AKTIVASI")
    canvas.drawRightString(_LEFT + _TEXT - 3 * mm, top - 3.6 * mm, f"Nama pengguna: {slip.username}")
    groups = slip.code.split("-")
    size = 19.0
    step = (_TEXT - 6 * mm) / len(groups)
    widest = max(pdfmetrics.stringWidth(group, "Vera-Bold", size) for group in groups) + 3 * _SPACING
    size *= min(1.0, (step - 4 * mm) / widest)
    canvas.setFillColor(INK)
    canvas.setFont("Vera-Bold", size)
    for at, group in enumerate(groups):
        wide = pdfmetrics.stringWidth(group, "Vera-Bold", size) + 3 * _SPACING
        canvas.drawString(_LEFT + 3 * mm + (at + 0.5) * step - wide / 2, top - 11 * mm, group, charSpace=_SPACING)
    canvas.setStrokeColor(FAINT)
    canvas.setLineWidth(1)
    for at in range(1, len(groups)):
        middle = _LEFT + 3 * mm + at * step
        canvas.line(middle - 0.9 * mm, top - 8.9 * mm, middle + 0.9 * mm, top - 8.9 * mm)
    return float(top - high)


def _scan(canvas: Canvas, slip: Slip, address: str) -> None:
    """Draw the QR code of the activation page, and where it leads."""
    code = Code(f"{address}?kode={quote(slip.code)}", _QR_MM)
    left, bottom = _RIGHT - code.width + 2 * mm, _HIGH - 8 * mm - code.height
    code.drawOn(canvas, left, bottom)
    centre = left + code.width / 2
    canvas.setFillColor(INK)
    canvas.setFont("Vera-Bold", 6.4)
    canvas.drawCentredString(centre, bottom - 1 * mm, "Pindai untuk mengaktifkan")
    canvas.setFillColor(GREY)
    canvas.setFont("Vera", 5.8)
    canvas.drawCentredString(centre, bottom - 5 * mm, "Berlaku satu kali, sampai")
    canvas.drawCentredString(centre, bottom - 8 * mm, moment(slip.until))


def _steps(slip: Slip, address: str) -> str:
    steps = [
        f"Pindai kode QR, atau buka {address} lalu ketik kode di atas.",
        "Baca dan setujui Pakta Integritas dan Netralitas.",
        "Buat kata sandi sendiri, sedikitnya 8 karakter.",
    ]
    if slip.two_factors:
        steps.append("Pasang aplikasi autentikator di ponsel, pindai kode QR di layar, lalu masukkan 6 angkanya.")
    return "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
