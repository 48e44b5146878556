"""C/D.KEJADIAN KHUSUS DAN/ATAU KEBERATAN-KWK: the objections at one place with their answers, or NIHIL (A4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from recap.app.documents import layout
from recap.app.documents.layout import ACCENT, BARE, FAINT, GREY, INK, Command, say, style
from recap.app.documents.moments import day, moment
from recap.app.documents.papers import ObjectionLine, Place

_WIDE_MM = 186.0
_BOX: list[Command] = [
    ("BOX", (0, 0), (-1, -1), 0.6, INK),
    ("INNERGRID", (0, 0), (-1, -1), 0.3, FAINT),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
]
_NOTICE = "Hasil resmi adalah hasil yang ditetapkan dalam rapat pleno rekapitulasi berjenjang."


@dataclass(frozen=True, slots=True)
class ObjectionPaper:
    """Everything on the form: `model` as `C.KEJADIAN KHUSUS ...`, the place from the station up, the lines."""

    model: str
    contest: str
    code: str
    places: tuple[Place, ...]
    day: date
    lines: tuple[ObjectionLine, ...]
    chair: str
    author: str


def render(paper: ObjectionPaper) -> bytes:
    """Return the form as PDF; equal papers give equal bytes."""
    foot = (f"{paper.model} ({paper.code})", f"{len(paper.lines)} catatan" if paper.lines else "NIHIL", _NOTICE)
    title = "CATATAN KEJADIAN KHUSUS DAN/ATAU KEBERATAN"
    sheet = layout.Sheet(210, 297, 12, 25, paper.model, title, f"{paper.contest}, {day(paper.day)}", foot)

    def story() -> list[Flowable]:
        return [_where(paper), Spacer(0, 5 * mm), *_lines(paper.lines), Spacer(0, 8 * mm), _signatures(paper)]

    return layout.build(sheet, story, {})


def _where(paper: ObjectionPaper) -> Flowable:
    label, value = style(8.5, colour=GREY), style(9.5, bold=True)
    table = Table(
        [[say(place.label, label), say(":", label), say(place.name, value)] for place in paper.places],
        [46 * mm, 4 * mm, (_WIDE_MM - 50) * mm],
        hAlign="LEFT",
    )
    table.setStyle([*BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])
    return table


def _lines(lines: Sequence[ObjectionLine]) -> list[Flowable]:
    if not lines:
        nothing = Table([[say("NIHIL", style(26, bold=True, align="centre"))]], [_WIDE_MM * mm], [60 * mm])
        nothing.setStyle([*_BOX, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
        return [nothing]
    return [part for line in lines for part in (KeepTogether(_line(line)), Spacer(0, 4 * mm))]


def _line(line: ObjectionLine) -> list[Flowable]:
    small, plain, strong = style(7, colour=GREY), style(9.5), style(9.5, bold=True)
    stated = [say("Uraian kejadian khusus dan/atau keberatan", small), say(line.text, plain)]
    answered = [say("Tindak lanjut", small), say(line.outcome, strong), say(line.answer, plain)]
    head = f"No. {line.number}. {line.author}, {line.place}, {moment(line.filed_at)}"
    table = Table([[say(head, style(8, bold=True, colour=ACCENT))], [stated], [answered]], [_WIDE_MM * mm])
    table.setStyle(_BOX)
    return [table]


def _signatures(paper: ObjectionPaper) -> Flowable:
    middle = style(8.5, align="centre")
    line = "\n\n\n\n(.......................................................)"
    cells = [[say(f"{paper.author}{line}", middle), say(f"{paper.chair}{line}", middle)]]
    return KeepTogether([Table(cells, [_WIDE_MM / 2 * mm, _WIDE_MM / 2 * mm])])
