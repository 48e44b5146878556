from dataclasses import replace
from hashlib import sha256

import pytest
from pypdfium2 import PdfDocument

from recap.app.documents import attached, certificate
from recap.app.documents.papers import ObjectionLine
from recap.app.keys import TierKey, TierKeys
from tests import paperwork


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> TierKey:
    return TierKeys(tmp_path_factory.mktemp("keys")).of("337416", "Tugu")


def words(pdf: bytes) -> list[str]:
    with PdfDocument(pdf) as document:
        return [" ".join(document[n].get_textpage().get_text_range().split()) for n in range(len(document))]


def test_equal_papers_give_equal_bytes(key: TierKey) -> None:
    paper = paperwork.certificate(key)

    assert certificate.render(paper) == certificate.render(paper)


def test_every_row_stands_beside_every_child_and_the_sum(key: TierKey) -> None:
    paper = paperwork.certificate(key)

    _, voters, votes, *_ = words(certificate.render(paper))

    for sheet, codes in ((voters, ("DP1-L", "PHP4-J", "DPD2-P")), (votes, ("PSS1", "PAS1", "SAH", "TOT", "PSS4-R"))):
        assert all(child.name in sheet for child in paper.children)
        assert all(sheet.count(f" {paper.children[0].values[code]}") >= len(paper.children) for code in codes)
        assert all(f"{paper.total[code]:,}".replace(",", ".") in sheet for code in codes)


@pytest.mark.parametrize(("children", "sheets"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3), (50, 7)])
def test_more_than_eight_children_go_on_further_sheets_with_the_rows_named_again(
    key: TierKey, children: int, sheets: int
) -> None:
    pages = words(certificate.render(paperwork.certificate(key, children)))

    assert (
        sum("DATA PEMILIH DAN PENGGUNA HAK PILIH" in page and "Pemilih dalam DPT" in page for page in pages) == sheets
    )
    assert sum("SURAT SUARA DAN PEROLEHAN SUARA" in page and "Suara tidak sah" in page for page in pages) == sheets


def test_totals_are_written_in_words(key: TierKey) -> None:
    pages = words(certificate.render(paperwork.certificate(key)))

    assert sum("DUA RIBU EMPAT RATUS LIMA BELAS" in page for page in pages) == 2


def test_the_page_says_what_it_rests_on_and_who_signed_or_refused(key: TierKey) -> None:
    paper = paperwork.certificate(key)
    text = " ".join(words(certificate.render(paper)))

    assert all(child.digest in text for child in paper.children)
    assert "Hadi Wijaya Menandatangani" in text
    assert "Dewi Lestari Tidak menandatangani: keberatan belum diterima" in text
    assert key.id in text


def test_every_page_has_the_model_its_number_and_the_notice(key: TierKey) -> None:
    pages = words(certificate.render(paperwork.certificate(key)))

    for number, text in enumerate(pages, 1):
        assert "D.HASIL KECAMATAN-KWK" in text
        assert f"Halaman {number} dari {len(pages)}" in text
        assert "Hasil resmi adalah hasil yang ditetapkan dalam rapat pleno" in text


def test_without_objections_the_annex_says_nihil(key: TierKey) -> None:
    last = words(certificate.render(paperwork.certificate(key)))[-1]

    assert "D.KEJADIAN KHUSUS" in last
    assert "NIHIL" in last


def test_every_objection_is_annexed(key: TierKey) -> None:
    text = " ".join(words(certificate.render(paperwork.certificate(key, objections=40))))

    assert "NIHIL" not in text
    assert all(f"TPS 00{n} Saksi paslon 2" in text for n in range(1, 41))


def test_an_objection_longer_than_a_page_is_printed_whole(key: TierKey) -> None:
    long = ObjectionLine(
        1, "TPS 001", "Saksi <paslon> & 2", paperwork.AT, "Angka berbeda. " * 900 + "AKHIR.", "Ditolak"
    )

    text = " ".join(words(certificate.render(replace(paperwork.certificate(key), objections=(long,)))))

    assert "AKHIR." in text
    assert "Saksi <paslon> & 2" in text


def test_the_statement_is_attached_and_its_digest_printed(key: TierKey) -> None:
    paper = paperwork.certificate(key)
    pdf = certificate.render(paper)

    assert attached.files(pdf) == {"statement.json": paper.statement.encode()}
    assert sha256(paper.statement.encode()).hexdigest() in words(pdf)[0]


@pytest.mark.parametrize("choices", [1, 3, 10])
def test_any_number_of_choices_fits(key: TierKey, choices: int) -> None:
    pages = words(certificate.render(paperwork.certificate(key, count=choices)))

    assert len(pages) <= 6
    assert f"Calon Nomor {choices}" in pages[0]
