"""Forms as PDF: vector, complete, and small however many stations."""

from pathlib import Path

import pypdfium2
import pytest

from ocr.paper import pdf
from ocr.paper.identity import Identity, of
from recap.app import layouts
from recap.domain.election import AreaCode, Choice, ChoiceKind, Contest, ContestId, Station, StationCode

NAMES = {"33": "Jawa Tengah", "3374": "Kota Semarang", "337401": "Semarang Tengah", "3374011001": "Miroto"}
CONTEST = Contest(
    id=ContestId("semarang-2020.pkwkk"),
    office="pkwkk",
    title="Pemilihan Wali Kota dan Wakil Wali Kota Semarang Tahun 2020",
    area=AreaCode("3374"),
    layout="C.HASIL-KWK",
    choices=(
        Choice(1, "Hendrar Prihadi - Hevearita Gunaryanti Rahayu"),
        Choice(2, "Kolom kosong", ChoiceKind.EMPTY_COLUMN),
    ),
)
TEXT_OBJECT = 1


def identity(number: int) -> Identity:
    return of(CONTEST, Station(StationCode(f"3374011001{number:03d}"), number, 150, 160, 500), NAMES)


@pytest.fixture
def printed(tmp_path: Path) -> pypdfium2.PdfDocument:
    layout = layouts.load("C.HASIL-KWK", 2, witnesses=1)
    pdf.draw([(layout, identity(1)), (layout, identity(2))], tmp_path / "forms.pdf")
    return pypdfium2.PdfDocument(tmp_path / "forms.pdf")


def words(document: pypdfium2.PdfDocument, index: int) -> str:
    return str(document[index].get_textpage().get_text_bounded())


def test_every_sheet_bears_its_station_and_page(printed: pypdfium2.PdfDocument) -> None:
    assert len(printed) == 6
    for index in range(6):
        text = words(printed, index)
        assert f"3374011001{index // 3 + 1:03d}" in text
        assert f"Halaman {index % 3 + 1} dari 3" in text
        assert "MIROTO" in text
        assert "PEMILIHAN WALI KOTA DAN WAKIL WALI KOTA SEMARANG TAHUN 2020" in text


def test_a_sheet_has_the_size_of_the_official_one(printed: pypdfium2.PdfDocument) -> None:
    assert [round(side * 25.4 / 72, 2) for side in printed[0].get_size()] == [600, 900]


def test_the_empty_column_is_named_as_such(printed: pypdfium2.PdfDocument) -> None:
    text = words(printed, 1)

    assert "KOLOM KOSONG" in text
    assert "(TIDAK BERGAMBAR)" in text
    assert text.count("HENDRAR PRIHADI") == 2
    assert text.count("KOLOM KOSONG") == 1


def test_fonts_are_in_the_file(tmp_path: Path) -> None:
    pdf.draw([(layouts.load("C.HASIL-KWK", 2), identity(1))], tmp_path / "forms.pdf")

    content = (tmp_path / "forms.pdf").read_bytes()

    assert content.count(b"/FontFile2") >= 3
    assert b"/Subtype /Image" not in content


def test_what_all_stations_share_is_stored_once(tmp_path: Path) -> None:
    layout = layouts.load("C.HASIL-KWK", 2, witnesses=1)
    pdf.draw([(layout, identity(1))], tmp_path / "one.pdf")
    pdf.draw([(layout, identity(number)) for number in range(1, 41)], tmp_path / "forty.pdf")

    one, forty = ((tmp_path / name).stat().st_size for name in ("one.pdf", "forty.pdf"))

    assert (forty - one) / 39 < 12_000
    assert forty < 10 * one


def test_the_same_forms_are_the_same_bytes(tmp_path: Path) -> None:
    layout = layouts.load("C.HASIL-KWK", 2)
    for name in ("first.pdf", "second.pdf"):
        pdf.draw([(layout, identity(1))], tmp_path / name)

    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
