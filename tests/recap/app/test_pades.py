import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.pdfgen.canvas import Canvas

from recap.app import pades
from recap.app.keys import TierKey, TierKeys
from recap.domain.refusals.documents import DocumentUnreadable

AT = datetime(2024, 11, 30, 9, 15, tzinfo=UTC)
WITHOUT_PDFSIG = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is missing: install poppler-utils")


@pytest.fixture
def held(tmp_path: Path) -> TierKeys:
    return TierKeys(tmp_path, "KPU Kota Semarang")


@pytest.fixture
def key(held: TierKeys) -> TierKey:
    return held.of("337416", "Tugu")


def plain(text: str = "12 suara") -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=0)
    canvas.drawString(100, 700, text)
    canvas.save()
    return out.getvalue()


def signed(key: TierKey) -> bytes:
    return pades.sign(plain(), key, "Penetapan rekapitulasi", "Kecamatan Tugu", AT)


def appended(pdf: bytes) -> bytes:
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    writer.root["/Catatan"] = pdf_string("21 suara")
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def outside(pdf: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False, timeout=30).stdout  # noqa: S603, S607


def test_a_signed_file_is_intact_trusted_and_whole(held: TierKeys, key: TierKey) -> None:
    checked = pades.check(signed(key), [held.root_pem])

    assert checked.good
    assert (checked.signer, checked.area, checked.key) == ("PPK Tugu (337416)", "337416", key.id)
    assert checked.signed_at == AT


def test_signing_keeps_the_file_byte_for_byte(key: TierKey) -> None:
    assert signed(key).startswith(plain())


def test_a_changed_digit_is_found(held: TierKeys, key: TierKey) -> None:
    checked = pades.check(signed(key).replace(b"12 suara", b"21 suara"), [held.root_pem])

    assert not checked.intact
    assert not checked.good


def test_an_unknown_root_is_not_trusted(key: TierKey, tmp_path: Path) -> None:
    checked = pades.check(signed(key), [TierKeys(tmp_path / "other").root_pem])

    assert checked.intact
    assert not checked.trusted


def test_an_appended_revision_is_found(held: TierKeys, key: TierKey) -> None:
    checked = pades.check(appended(signed(key)), [held.root_pem])

    assert checked.intact
    assert not checked.covers_whole
    assert checked.changed_after


@pytest.mark.parametrize("content", [b"", b"no pdf", plain()])
def test_what_is_not_signed_is_refused(held: TierKeys, content: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        pades.check(content, [held.root_pem])


def test_a_file_cut_short_anywhere_is_refused_or_not_good(held: TierKeys, key: TierKey) -> None:
    whole = signed(key)

    for length in range(0, len(whole), 997):
        try:
            assert not pades.check(whole[:length], [held.root_pem]).good
        except DocumentUnreadable:
            continue


@WITHOUT_PDFSIG
def test_an_outside_tool_calls_the_genuine_file_valid(key: TierKey, tmp_path: Path) -> None:
    answer = outside(signed(key), tmp_path)

    assert "Signature is Valid" in answer
    assert "Total document signed" in answer
    assert "CN=PPK Tugu (337416)" in answer


@WITHOUT_PDFSIG
def test_an_outside_tool_calls_the_changed_file_invalid(key: TierKey, tmp_path: Path) -> None:
    answer = outside(signed(key).replace(b"12 suara", b"21 suara"), tmp_path)

    assert "Signature is Valid" not in answer
    assert "Digest Mismatch" in answer


@WITHOUT_PDFSIG
def test_an_outside_tool_sees_the_appended_revision(key: TierKey, tmp_path: Path) -> None:
    assert "Not total document signed" in outside(appended(signed(key)), tmp_path)
