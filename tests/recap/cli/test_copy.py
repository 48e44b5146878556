import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from recap.app import pades
from recap.app.documents import certificate, copy
from recap.app.documents.papers import SignedCopy
from recap.app.keys import TierKeys
from recap.app.settings import settings
from recap.cli import main
from tests import paperwork


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> TierKeys:
    return TierKeys(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def made(held: TierKeys) -> SignedCopy:
    return copy.make(paperwork.copy(), held.of(paperwork.STATION, "TPS 001 Tugurejo"))


@pytest.fixture
def folder(held: TierKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine that holds nothing but the certificates somebody gave it."""
    monkeypatch.setenv("RECAP_DATA_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("RECAP_LANGUAGE", "en")
    settings.cache_clear()
    held.write_certificates(tmp_path / "keys")
    (tmp_path / "photos").mkdir()
    for photo in paperwork.copy().photos:
        (tmp_path / "photos" / f"{photo.sha256}.jpg").write_bytes(photo.jpeg)
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(main.app, list(words))


def test_a_genuine_copy_ends_with_zero(folder: Path, made: SignedCopy) -> None:
    path = folder / "copy.pdf"
    path.write_bytes(made.pdf)

    answer = run("copy", "verify", str(path), "--root", str(folder / "keys" / "root.pem"), "--folder", str(folder))

    assert answer.exit_code == 0, answer.output
    assert answer.output.count("v ") == 11
    assert "This document is genuine." in answer.output


def test_a_code_is_checked_against_the_published_folder(folder: Path, made: SignedCopy) -> None:
    answer = run("copy", "verify", made.qr, "--folder", str(folder))

    assert answer.exit_code == 0, answer.output


def test_without_a_root_nothing_is_trusted(folder: Path, made: SignedCopy) -> None:
    path = folder / "copy.pdf"
    path.write_bytes(made.pdf)

    answer = run("copy", "verify", str(path))

    assert answer.exit_code == 3
    assert "Do not rely on this document." in answer.output


def test_a_changed_file_ends_with_one(folder: Path, made: SignedCopy) -> None:
    path = folder / "copy.pdf"
    path.write_bytes(made.pdf.replace(b"/Reason", b"/Xeason"))

    assert run("copy", "verify", str(path), "--folder", str(folder)).exit_code == 1


def test_another_photo_ends_with_four(folder: Path, made: SignedCopy) -> None:
    next((folder / "photos").iterdir()).write_bytes(b"another")
    path = folder / "copy.pdf"
    path.write_bytes(made.pdf)

    assert run("copy", "verify", str(path), "--folder", str(folder)).exit_code == 4


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("123456", "is not the signed statement of a copy"),
        ("https://rekap.example/periksa#123456", "is not the signed statement of a copy"),
        ("nowhere.pdf", "This file cannot be checked: there is no such file."),
        ("x" * 5000, "This file cannot be checked: there is no such file."),
        (__file__, "This file cannot be checked"),
    ],
)
def test_what_is_no_copy_ends_with_two(
    target: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["recap", "copy", "verify", target])

    with pytest.raises(SystemExit) as end:
        main.main()

    assert end.value.code == 2
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_certificates_are_written_for_everybody(folder: Path, held: TierKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECAP_DATA_DIR", str(held_folder(held)))
    settings.cache_clear()

    answer = run("copy", "keys", str(folder / "handed"))

    assert answer.exit_code == 0
    assert (folder / "handed" / "root.pem").read_text() == held.root_pem


def test_a_certificate_is_checked_from_its_pdf(folder: Path, held: TierKeys) -> None:
    key = held.of("337416", "Tugu")
    drawn = certificate.render(paperwork.certificate(key))
    path = folder / "d-hasil.pdf"
    path.write_bytes(pades.sign(drawn, key, "Penetapan", "Kecamatan Tugu", paperwork.AT))

    genuine = run("certificate", "verify", str(path), "--root", str(folder / "keys" / "root.pem"))
    untrusted = run("certificate", "verify", str(path))

    assert (genuine.exit_code, untrusted.exit_code) == (0, 3)


def held_folder(held: TierKeys) -> Path:
    return held._folder.parents[1]
