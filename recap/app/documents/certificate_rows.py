"""The large tables of D.HASIL: every cell of the form down the page, the child areas and their sum across it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, Table

from recap.app.documents.layout import ACCENT, FAINT, GREY, INK, TINT, Command, number, say, style
from recap.app.documents.papers import CertificatePaper, Column
from recap.domain import rows
from recap.domain.rows import Row

_MOST_ACROSS = 8
_WIDE_MM, _LABEL_MM, _PART_MM, _COLUMN_MM, _SUM_MM = 273.0, 66.0, 9.0, 44.0, 26.0
_HIGH_PT, _LINE_PT = 445.0, 10.6
"""The height of a sheet under its heading, and of a line of type."""

_LONG = 44
"""A longer label takes two lines."""

_PARTS = ("L", "P", "Jml")
_Section = tuple[str, Sequence[tuple[str, str, tuple[str, ...]]]]


def tables(paper: CertificatePaper) -> list[Flowable]:
    """Return the sheets: for each group of children first voters and users, then ballots and votes."""
    found: list[Flowable] = []
    groups = list(_groups(paper.children))
    for first, last in groups:
        for title, sections in _halves(paper):
            heading = f"{title}: {paper.children_title} {first + 1}-{last} dari {len(paper.children)}"
            found += [
                say(heading, style(8.5, bold=True, space=4)),
                _table(paper, paper.children[first:last], sections, last=last == len(paper.children)),
                PageBreak(),
            ]
    return found[:-1]


def _groups(children: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Yield from and to of as few groups as fit the paper, of nearly equal size."""
    count = max(-(-len(children) // _MOST_ACROSS), 1)
    return pairwise(len(children) * n // count for n in range(count + 1))


def _halves(paper: CertificatePaper) -> list[tuple[str, list[_Section]]]:
    names = {f"PAS{choice.number}": "Kolom kosong" if choice.empty_column else choice.name for choice in paper.choices}
    votes = [(f"{row.code.removeprefix('PAS')}. {names[row.code]}", row) for row in _vote_rows(paper)]
    return [
        (
            "DATA PEMILIH DAN PENGGUNA HAK PILIH",
            [
                _section("I.A  DATA PEMILIH", rows.VOTERS),
                _section("I.B  PENGGUNA HAK PILIH", rows.USERS),
                _section("II  DATA PEMILIH DISABILITAS", rows.DISABILITY),
            ],
        ),
        (
            "SURAT SUARA DAN PEROLEHAN SUARA",
            [
                _section("III  DATA PENGGUNAAN SURAT SUARA", rows.BALLOTS),
                ("IV  RINCIAN PEROLEHAN SUARA PASANGAN CALON", [(name, row.code, row.cells) for name, row in votes]),
                _section("V  SUARA SAH DAN TIDAK SAH", (*rows.VALIDITY, *rows.REPEATS)),
            ],
        ),
    ]


def _vote_rows(paper: CertificatePaper) -> tuple[Row, ...]:
    return rows.vote_rows(len(paper.choices))


def _section(title: str, group: Sequence[Row]) -> _Section:
    return title, [(row.label_id, row.code, row.cells) for row in group]


def _table(paper: CertificatePaper, columns: Sequence[Column], sections: list[_Section], *, last: bool) -> Table:
    room = _WIDE_MM - _LABEL_MM - _PART_MM - (_SUM_MM if last else 0)
    widths = [
        _LABEL_MM,
        _PART_MM,
        *[min(room / max(len(columns), 1), 40.0)] * len(columns),
        *([_SUM_MM] if last else []),
    ]
    cells = [_head(columns, last=last)]
    commands: list[Command] = []
    for title, lines in sections:
        commands += [
            ("SPAN", (0, len(cells)), (-1, len(cells))),
            ("BACKGROUND", (0, len(cells)), (-1, len(cells)), TINT),
        ]
        cells.append([say(title, style(6.6, bold=True, colour=ACCENT)), *[""] * (len(widths) - 1)])
        for label, _, codes in lines:
            if len(codes) > 1:
                commands.append(("SPAN", (0, len(cells)), (0, len(cells) + len(codes) - 1)))
            cells += _lines(label, codes, columns, paper.total if last else None)
    lines_of_type = len(cells) + 1 + sum(len(label) > _LONG for _, lines in sections for label, _, _ in lines)
    table = Table(cells, [width * mm for width in widths], repeatRows=1)
    table.setStyle([*_usual(_padding(lines_of_type), last=last), *commands])
    return table


def _head(columns: Sequence[Column], *, last: bool) -> list[Paragraph | str]:
    look = style(7, bold=True, align="centre")
    cells: list[Paragraph | str] = [say("URAIAN", look), ""]
    cells += [say(f"{column.name}\n{column.code}", style(6.4, bold=True, align="centre")) for column in columns]
    return [*cells, say("JUMLAH AKHIR", look)] if last else cells


def _lines(
    label: str, codes: tuple[str, ...], columns: Sequence[Column], total: Mapping[str, int] | None
) -> Iterator[list[Paragraph | str]]:
    plain, right, bold = style(6.8), style(7.2, align="right"), style(7.6, bold=True, align="right")
    for n, code in enumerate(codes):
        part = say(_PARTS[n] if len(codes) > 1 else "", style(6, align="centre", colour=GREY))
        whole = n == len(codes) - 1
        look = style(7.2, bold=True, align="right") if whole and len(codes) > 1 else right
        line = [
            say(label, plain) if n == 0 else "",
            part,
            *(say(number(one.values.get(code)), look) for one in columns),
        ]
        yield [*line, say(number(total.get(code)), bold)] if total is not None else line


def _padding(lines: int) -> float:
    """Return what fills the sheet: as much as its lines leave, in points above and below each."""
    return min(max((_HIGH_PT / lines - _LINE_PT) / 2, 0.4), 5)


def _usual(padding: float, *, last: bool) -> list[Command]:
    usual: list[Command] = [
        ("GRID", (0, 0), (-1, -1), 0.3, FAINT),
        ("BOX", (0, 0), (-1, -1), 0.8, INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("SPAN", (0, 0), (1, 0)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding + 0.8),
        ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
    ]
    return [*usual, ("LINEBEFORE", (-1, 0), (-1, -1), 0.8, INK)] if last else usual
