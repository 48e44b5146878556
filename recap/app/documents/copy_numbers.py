"""The numbers on the first page of C.HASIL-SALINAN: administration on the left, votes large on the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from recap.app.documents.layout import ACCENT, FAINT, GREY, INK, Command, number, say, style
from recap.app.documents.papers import CopyPaper
from recap.domain import rows
from recap.domain.rows import Row
from recap.domain.spelling import words

_LINE: Command = ("LINEBELOW", (0, 0), (-1, -1), 0.3, FAINT)
_EDGE: list[Command] = [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
_FEW_CHOICES = 4


@dataclass(frozen=True, slots=True)
class _Room:
    """How generously the page can be set: padding in points, and sizes of type in points."""

    padding: float
    label: float
    number: float
    vote: float
    words: float


_ROOMY = _Room(padding=3.6, label=7.6, number=8.6, vote=20, words=6.6)
_TIGHT = _Room(padding=1.6, label=7, number=7.8, vote=12, words=5.8)


def administration(paper: CopyPaper) -> list[Flowable]:
    """Return the tables of voters, users, disability and ballots."""
    room = _room(paper)
    found: list[Flowable] = []
    groups = (
        ("I.A  DATA PEMILIH", rows.VOTERS),
        ("I.B  PENGGUNA HAK PILIH", rows.USERS),
        ("II  PEMILIH DISABILITAS", rows.DISABILITY),
        ("III  SURAT SUARA", rows.BALLOTS),
    )
    for title, group in groups:
        found += [_group(title, group, paper.values, room), Spacer(0, 2.2 * mm)]
    return found


def _group(title: str, group: Sequence[Row], values: Mapping[str, int | None], room: _Room) -> Table:
    head, label = _heading(), style(room.label)
    right, sum_right = style(room.number, align="right"), style(room.number + 0.6, bold=True, align="right")
    split = group[0].split
    heads = ["L", "P", "Jumlah"] if split else ["", "", "Jumlah"]
    cells: list[list[Flowable]] = [
        [say(title, head), *(say(text, style(6, align="right", colour=GREY)) for text in heads)]
    ]
    for row in group:
        numbers = [number(values.get(code)) for code in row.cells]
        padded = [""] * (3 - len(numbers)) + numbers
        cells.append([say(row.label_id, label), *(say(n, right) for n in padded[:2]), say(padded[2], sum_right)])
    table = Table(cells, [48 * mm, 13 * mm, 13 * mm, 16 * mm])
    table.setStyle(_usual(room))
    return table


def votes(paper: CopyPaper) -> list[Flowable]:
    """Return the tables of votes and of valid and invalid votes."""
    room = _room(paper)
    return [_choices(paper, room), Spacer(0, 2.2 * mm), _sums(paper, room)]


def _choices(paper: CopyPaper, room: _Room) -> Table:
    name, spelled = style(room.label), style(room.words, colour=GREY)
    large, ordinal = style(room.vote, bold=True, align="right"), style(room.vote * 0.8, bold=True, align="centre")
    cells: list[list[object]] = [[say("IV  PEROLEHAN SUARA PASANGAN CALON", _heading()), "", ""]]
    for choice in paper.choices:
        value = paper.values.get(f"PAS{choice.number}")
        label = "Kolom kosong (tidak bergambar)" if choice.empty_column else choice.name
        text = [say(label, name), say(_words(value), spelled)]
        cells.append([say(str(choice.number), ordinal), text, say(number(value), large)])
    table = Table(cells, [11 * mm, 56 * mm, 23 * mm])
    table.setStyle([*_usual(room), ("SPAN", (0, 0), (-1, 0)), ("BOX", (0, 1), (-1, -1), 0.8, INK)])
    return table


def _sums(paper: CopyPaper, room: _Room) -> Table:
    name, spelled = style(room.label), style(room.words, colour=GREY)
    large, usual = style(room.vote * 0.65, bold=True, align="right"), style(room.number, align="right")
    cells: list[list[object]] = [[say("V  SUARA SAH DAN TIDAK SAH", _heading()), ""]]
    for row in rows.VALIDITY:
        value = paper.values.get(row.code)
        cells.append([[say(row.label_id, name), say(_words(value), spelled)], say(number(value), large)])
    cells += [[say(row.label_id, name), say(number(paper.values.get(row.code)), usual)] for row in rows.REPEATS]
    table = Table(cells, [65 * mm, 25 * mm])
    table.setStyle(_usual(room))
    return table


def _heading() -> ParagraphStyle:
    return style(6.6, bold=True, colour=ACCENT)


def _room(paper: CopyPaper) -> _Room:
    return _ROOMY if len(paper.choices) <= _FEW_CHOICES else _TIGHT


def _usual(room: _Room) -> list[Command]:
    padding: list[Command] = [(side, (0, 0), (-1, -1), room.padding) for side in ("TOPPADDING", "BOTTOMPADDING")]
    return [_LINE, *_EDGE, *padding, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]


def _words(value: int | None) -> str:
    return "tidak tertulis" if value is None else words(value)
