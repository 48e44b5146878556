"""What stands around the tables of D.HASIL: opening, totals in words, what it rests on, signatures and the annex."""

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from recap.app.documents.copy_pages import outcome
from recap.app.documents.layout import ACCENT, BARE, FAINT, GREY, INK, TINT, Command, number, say, style
from recap.app.documents.moments import day, moment
from recap.app.documents.papers import CertificatePaper, ChoiceLine, ObjectionLine, Signatory
from recap.app.documents.symbols import Code
from recap.domain import rows
from recap.domain.election import Tier, tier_of
from recap.domain.spelling import words

_WIDE_MM = 273.0


class _Size(NamedTuple):
    """Sizes of type on the first page in points, and the room above and below a line."""

    vote: float
    name: float
    words: float
    padding: float


_SIZES = ((3, _Size(24, 11, 8, 6)), (6, _Size(17, 9, 6.8, 3)), (99, _Size(12, 9, 6.6, 0.2)))
"""By the number of choices up to which a size fits the page."""

_LINES: list[Command] = [
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, FAINT),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]


def opening(paper: CertificatePaper, digest: str) -> list[Flowable]:
    """Return the first page: what this is, for which area, the votes, and the code that leads to its statement."""
    area = paper.places[-1]
    head = say(f"{paper.title}\n{area.label} {area.name}".upper(), style(11, bold=True, align="centre", space=8))
    left = [_places(paper), Spacer(0, 4 * mm), say(_preamble(paper), style(8.6)), Spacer(0, 4 * mm), _votes(paper)]
    code = f"{paper.address}#{digest}" if paper.address else digest
    right = [
        Code(code, 52),
        say("Periksa dokumen ini", style(7, bold=True, colour=ACCENT)),
        say(_how(paper, digest), style(6.6, colour=GREY)),
    ]
    table = Table([[left, "", right]], [205 * mm, 12 * mm, 56 * mm])
    table.setStyle([*BARE, ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [Spacer(0, 3 * mm), head, table]


def totals(paper: CertificatePaper) -> list[Flowable]:
    """Return the totals in figures and in words."""
    names = {f"PAS{one.number}": f"{one.number}. {_named(one)}" for one in paper.choices}
    lines = [(names[row.code], row.code) for row in rows.vote_rows(len(paper.choices))]
    lines += [(row.label_id, row.code) for row in (*rows.USERS[-1:], *rows.BALLOTS[-1:], *rows.VALIDITY)]
    cells = [_header("URAIAN", "JUMLAH AKHIR", "TERBILANG")]
    for label, code in lines:
        value = paper.total.get(code, paper.total.get(f"{code}-J", 0))
        cells.append(
            [
                say(label, style(7.4)),
                say(number(value), style(9, bold=True, align="right")),
                say(words(value), style(7, colour=GREY)),
            ]
        )
    return [_title("JUMLAH AKHIR DENGAN HURUF"), _table(cells, (105, 34, _WIDE_MM - 139)), Spacer(0, 5 * mm)]


def children(paper: CertificatePaper) -> list[Flowable]:
    """Return the documents this certificate rests on, by their digests."""
    head, plain, small = paper.children_title.upper(), style(7), style(6.6, colour=GREY)
    cells = [_header(head, "KODE", "SHA-256 SERTIFIKAT ATAU SALINAN")]
    cells += [[say(c.name, plain), say(c.code, plain), say(c.digest or "tidak ada", small)] for c in paper.children]
    return [_title("DOKUMEN YANG DIREKAPITULASI"), _table(cells, (90, 40, _WIDE_MM - 130)), Spacer(0, 5 * mm)]


def remarks(paper: CertificatePaper) -> list[Flowable]:
    """Return what must be known of single stations; nothing where there is nothing to say."""
    lines = [[say(one.place, style(7)), say(one.text, style(7))] for one in paper.remarks]
    table = _table([_header("TPS", "CATATAN"), *lines], (90, _WIDE_MM - 90))
    return [_title("CATATAN TENTANG TPS"), table, Spacer(0, 5 * mm)] if lines else []


def signatures(paper: CertificatePaper) -> list[Flowable]:
    """Return who had to sign, who did, and the electronic signature of the office."""
    seal = say(
        f"Ditandatangani secara elektronik dengan kunci {paper.office}, nomor kunci {paper.key},\n"
        f"pada {moment(paper.signed_at)}. Tanda tangan terdapat dalam berkas PDF ini (PAdES) dan dapat diperiksa"
        " dengan pembaca PDF atau perintah pdfsig.",
        style(7.4),
    )
    box = Table([[seal]], [_WIDE_MM * mm])
    box.setStyle([("BOX", (0, 0), (-1, -1), 1, ACCENT), ("BACKGROUND", (0, 0), (-1, -1), TINT)])
    people = [*_people("PENYELENGGARA", paper.officers), *_people("SAKSI DAN PENGAWAS", paper.witnesses)]
    return [KeepTogether([_title("PENGESAHAN"), *people, box])]


def annex(paper: CertificatePaper) -> list[Flowable]:
    """Return the annex of objections and special events; NIHIL where there is none."""
    head = _title("LAMPIRAN: MODEL D.KEJADIAN KHUSUS DAN/ATAU KEBERATAN SAKSI-KWK")
    if not paper.objections:
        return [head, Spacer(0, 20 * mm), say("NIHIL", style(30, bold=True, align="centre", colour=GREY))]
    cells = [_header("NO.", "TEMPAT DAN PENGAJU", "ISI KEBERATAN ATAU KEJADIAN", "TINDAK LANJUT")]
    return [head, _table([*cells, *map(_objection, paper.objections)], (12, 60, 121, 80))]


def _objection(one: ObjectionLine) -> list[Flowable]:
    plain = style(7)
    who = say(f"{one.place}\n{one.author}\n{moment(one.filed_at)}", plain)
    return [say(str(one.number), plain), who, say(one.text, plain), say(f"{one.outcome}\n{one.answer}".strip(), plain)]


def _places(paper: CertificatePaper) -> Table:
    label, bold = style(6.4, colour=GREY), style(9, bold=True)
    cells = [[[say(place.label, label), say(place.name, bold)] for place in paper.places]]
    table = Table(cells, [205 / len(paper.places) * mm] * len(paper.places))
    table.setStyle([("BACKGROUND", (0, 0), (-1, -1), TINT), ("LEFTPADDING", (0, 0), (-1, -1), 5)])
    return table


def _preamble(paper: CertificatePaper) -> str:
    area = paper.places[-1]
    act = (
        "selesai pengecekan hasil penghitungan perolehan suara setiap TPS"
        if tier_of(paper.area) is Tier.VILLAGE
        else "ditutup rapat pleno rekapitulasi hasil penghitungan perolehan suara"
    )
    return (
        f"Pada {moment(paper.signed_at)} {act} {paper.contest}, hari pemungutan suara {day(paper.day)}, untuk"
        f" {area.label.lower()} {area.name}, dari {paper.stations_in} di antara {paper.stations_total} TPS."
        f" Dokumen ini memuat setiap baris formulir untuk setiap {paper.children_title}."
    )


def _votes(paper: CertificatePaper) -> Table:
    size = next(size for most, size in _SIZES if len(paper.choices) <= most)
    ordinal, large = style(size.vote * 0.8, bold=True, align="centre"), style(size.vote, bold=True, align="right")
    sums = style(size.vote * 0.7, bold=True, align="right")
    cells: list[list[object]] = [
        [say(str(one.number), ordinal), _spelled(_named(one), value, size), say(number(value), large)]
        for one in paper.choices
        for value in [paper.total.get(f"PAS{one.number}", 0)]
    ]
    cells += [
        ["", _spelled(row.label_id, value, size), say(number(value), sums)]
        for row in rows.VALIDITY
        for value in [paper.total.get(row.code, 0)]
    ]
    table = Table(cells, [14 * mm, 141 * mm, 50 * mm])
    box: Command = ("BOX", (0, 0), (-1, len(paper.choices) - 1), 0.8, INK)
    roomy: list[Command] = [(f"{side}PADDING", (0, 0), (-1, -1), size.padding) for side in ("TOP", "BOTTOM")]
    table.setStyle([*_LINES[:1], *_LINES[2:], *roomy, box])
    return table


def _named(one: ChoiceLine) -> str:
    return "Kolom kosong (tidak bergambar)" if one.empty_column else one.name


def _spelled(label: str, value: int, size: _Size) -> list[Flowable]:
    return [say(label, style(size.name)), say(words(value), style(size.words, colour=GREY))]


def _how(paper: CertificatePaper, digest: str) -> str:
    return (
        "Kode memuat sidik jari pernyataan yang ditandatangani; pernyataan itu terlampir dalam berkas ini sebagai"
        f" statement.json.\nKunci {paper.key}\n{digest[:32]}\n{digest[32:]}"
    )


def _people(title: str, people: Sequence[Signatory]) -> list[Flowable]:
    plain, bold = style(7), style(7.4, bold=True)
    cells = [_header(title, "NAMA", "KETERANGAN")]
    cells += [[say(one.office, plain), say(one.name, bold), say(outcome(one), plain)] for one in people]
    return [_table(cells, (85, 85, _WIDE_MM - 170)), Spacer(0, 3 * mm)]


def _title(text: str) -> Flowable:
    return say(text, style(9, bold=True, space=4, colour=ACCENT))


def _header(*titles: str) -> list[Flowable]:
    return [say(title, style(6.6, bold=True)) for title in titles]


def _table(cells: Sequence[Sequence[object]], widths_mm: Sequence[float]) -> Table:
    # An objection may be longer than a page: its row goes on on the next one.
    table = Table([list(line) for line in cells], [width * mm for width in widths_mm], repeatRows=1, splitInRow=1)
    table.setStyle(_LINES)
    return table
