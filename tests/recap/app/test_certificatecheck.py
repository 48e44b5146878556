from dataclasses import replace
from pathlib import Path

import pytest

from recap.app import certificatecheck, pades
from recap.app.documents import certificate
from recap.app.keys import TierKey, TierKeys
from recap.domain.proof import Class, status
from recap.domain.refusals.documents import DocumentUnreadable
from tests import paperwork


@pytest.fixture
def held(tmp_path: Path) -> TierKeys:
    return TierKeys(tmp_path)


def signed(key: TierKey, statement: str = '{"area":"337416"}') -> bytes:
    paper = replace(paperwork.certificate(key), statement=statement)
    return pades.sign(certificate.render(paper), key, "Penetapan", "Kecamatan Tugu", paperwork.AT)


def test_a_genuine_certificate_is_right_from_its_pdf_alone(held: TierKeys) -> None:
    proofs = certificatecheck.of_pdf(signed(held.of("337416", "Tugu")), [held.root_pem])

    assert [one.good for one in proofs] == [True] * 4
    assert status(proofs) == 0


def test_the_key_of_another_area_is_named(held: TierKeys) -> None:
    proofs = certificatecheck.of_pdf(signed(held.of("337401", "Semarang Tengah")), [held.root_pem])

    assert status(proofs) == Class.KEY
    assert "PPK Semarang Tengah (337401), not to the area 337416" in str(proofs[2].message)


def test_another_house_is_not_trusted(held: TierKeys, tmp_path: Path) -> None:
    proofs = certificatecheck.of_pdf(signed(held.of("337416", "Tugu")), [TierKeys(tmp_path / "other").root_pem])

    assert status(proofs) == Class.KEY


def test_a_changed_byte_is_found(held: TierKeys) -> None:
    pdf = signed(held.of("337416", "Tugu"))
    at = pdf.index(b"stream") + 400

    proofs = certificatecheck.of_pdf(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], [held.root_pem])

    assert status(proofs) == Class.CONTENT


@pytest.mark.parametrize("statement", ["", "[]", "{}", "no json"])
def test_a_pdf_without_a_certificates_statement_is_refused(held: TierKeys, statement: str) -> None:
    with pytest.raises(DocumentUnreadable):
        certificatecheck.of_pdf(signed(held.of("337416", "Tugu"), statement), [held.root_pem])
