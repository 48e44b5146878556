"""The pages of C.HASIL-SALINAN: first all numbers in two columns, then one photo of each page of the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, PageBreak, Paragraph, Spacer, Table

from recap.app.documents import copy_numbers, layout
from recap.app.documents.layout import ACCENT, BARE, FAINT, GREY, TINT, Command, say, style
from recap.app.documents.moments import day, moment
from recap.app.documents.papers import CopyPaper, Signatory
from recap.app.documents.symbols import Code, Photo, Picture

_MODEL = "C.HASIL-SALINAN-KWK"
_NOTICE = "Salinan digital ini alat bantu. Hasil resmi ditetapkan dalam rapat pleno rekapitulasi berjenjang."
_COLUMN_MM, _GAP_MM = 90.0, 6.0
_QR_MM = 62.0
_PHOTO_MM = (186.0, 236.0)
_LINE: Command = ("LINEBELOW", (0, 0), (-1, -1), 0.3, FAINT)
_TIGHT: list[Command] = [("TOPPADDING", (0, 0), (-1, -1), 1.6), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.9)]
_EDGE: list[Command] = [("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]


@dataclass(frozen=True, slots=True)
class Marks:
    """What makes the copy checkable: the text of the QR code, the digest of its content, the key and its office."""

    qr: str
    content: str
    key: str
    office: str


def draw(paper: CopyPaper, marks: Marks, shown: Sequence[Picture], files: Mapping[str, bytes]) -> bytes:
    """Return the unsigned PDF with these files attached."""
    subject = paper.subject
    where = " / ".join(place.name for place in paper.places)
    count = f"penghitungan ke-{subject.count}, revisi {subject.revision}"
    foot = (
        f"{paper.station_name} ({subject.station}), {where}; {count}",
        f"SHA-256 pernyataan: {marks.content}",
        _NOTICE,
    )
    sheet = layout.Sheet(
        210, 297, 12, 23, _MODEL, paper.title, f"Salinan hasil penghitungan suara, {day(paper.day)}", foot
    )

    def story() -> list[Flowable]:
        return [*_numbers(paper, marks), *_photos(paper, shown)]

    return layout.build(sheet, story, files)


def _numbers(paper: CopyPaper, marks: Marks) -> list[Flowable]:
    table = Table(
        [[copy_numbers.administration(paper), "", copy_numbers.votes(paper)]],
        [_COLUMN_MM * mm, _GAP_MM * mm, _COLUMN_MM * mm],
    )
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *BARE])
    return [_title(), _identity(paper), Spacer(0, 3 * mm), table, Spacer(0, 4 * mm), _proof(paper, marks)]


def _title() -> Paragraph:
    return say(
        "SALINAN BERITA ACARA, SERTIFIKAT DAN CATATAN HASIL\nPENGHITUNGAN PEROLEHAN SUARA DI TEMPAT PEMUNGUTAN SUARA",
        style(9.5, bold=True, align="centre", space=6),
    )


def _identity(paper: CopyPaper) -> Table:
    small, bold = style(6, colour=GREY), style(8.5, bold=True)
    facts = [(place.label, place.name) for place in paper.places]
    facts += [("TPS", paper.station_name), ("Kode TPS", paper.subject.station)]
    half = (len(facts) + 1) // 2
    lines = [facts[:half], facts[half:] + [("", "")] * (2 * half - len(facts))]
    cells = [[[say(label, small), say(name, bold)] for label, name in line] for line in lines]
    table = Table(cells, [186 / half * mm] * half)
    table.setStyle([("BACKGROUND", (0, 0), (-1, -1), TINT), *_TIGHT, ("LEFTPADDING", (0, 0), (-1, -1), 5)])
    return table


def _proof(paper: CopyPaper, marks: Marks) -> Table:
    head, small = style(6.6, bold=True, colour=ACCENT), style(6.4)
    lines = [say("PENGESAHAN DI TPS", head), _signatories(paper.signatories), Spacer(0, 2 * mm)]
    lines += [
        say("CARA MEMERIKSA SALINAN INI", head),
        say(
            "Pindai kode QR dengan kamera telepon. Kode memuat semua angka di halaman ini dan tanda tangan kunci TPS;"
            " dapat diperiksa tanpa internet. Satu angka diubah, pemeriksaan gagal.",
            small,
        ),
        say(f"Kunci: {marks.office}, {marks.key}\nDibuat {moment(paper.made_at)}", small),
    ]
    fitted = KeepInFrame(120 * mm, _QR_MM * mm, lines, mode="shrink")
    table = Table([[fitted, Code(marks.qr, _QR_MM)]], [122 * mm, 64 * mm])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (1, 0), (1, 0), "RIGHT"), *BARE])
    return table


def _signatories(people: Sequence[Signatory]) -> Table:
    small = style(6.4)
    cells = [[say(one.office, small), say(one.name, style(6.4, bold=True)), say(outcome(one), small)] for one in people]
    table = Table(cells or [[say("-", small), "", ""]], [38 * mm, 40 * mm, 42 * mm])
    table.setStyle([_LINE, ("TOPPADDING", (0, 0), (-1, -1), 0.8), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2), *_EDGE])
    return table


def outcome(one: Signatory) -> str:
    """Return whether somebody signed, in the words of the form."""
    if one.signed is None:
        return f"Tidak hadir{_because(one)}"
    return "Menandatangani" if one.signed else f"{one.instead or 'Tidak menandatangani'}{_because(one)}"


def _because(one: Signatory) -> str:
    return f": {one.reason}" if one.reason else ""


def _photos(paper: CopyPaper, shown: Sequence[Picture]) -> list[Flowable]:
    found: list[Flowable] = []
    for photo, picture in zip(paper.photos, shown, strict=True):
        found += [
            PageBreak(),
            say(f"Foto C.HASIL-KWK halaman {photo.page}", style(9, bold=True)),
            say(f"SHA-256 foto asli: {photo.sha256}", style(6.2, colour=GREY)),
            Spacer(0, 2 * mm),
            Photo(picture, _PHOTO_MM[0] * mm, _PHOTO_MM[1] * mm),
        ]
    return found
