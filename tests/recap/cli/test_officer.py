"""`recap officer` on a real database: whole letters, single people, recovery, the end, the list."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from recap.app import examples
from recap.app.settings import settings
from recap.cli.main import app
from recap.domain.refusals.people import AppointmentsInvalid, AppointmentUnknown
from tests.recap.app.test_appointments import HEADER, NIK, OTHER_NIK, line

Recap = Callable[..., Result]

CODE = re.compile(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}")
PPK = ("officer", "add", "ppk-1", "--role", "ppk", "--area", "337401", "--identity", NIK)


@pytest.fixture(name="recap")
def recap_fixture(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> Recap:
    monkeypatch.setattr("recap.cli.officer.settings", lambda: _settings(database_url, tmp_path))
    monkeypatch.setattr("recap.cli.election.settings", lambda: _settings(database_url, tmp_path))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words)

    run("election", "load", str(examples.FOLDER / "semarang-2024"))
    return run


def _settings(url: str, folder: Path) -> object:
    return settings().model_copy(update={"database_url": url, "data_dir": folder, "language": "en"})


def letter(folder: Path, *lines: str) -> str:
    path = folder / "letter.csv"
    path.write_text("\n".join([HEADER, *lines]).replace("kecil-2024", "semarang-2024"))
    return str(path)


def test_one_person_is_appointed_once_and_gets_a_code(recap: Recap) -> None:
    first, second = recap(*PPK), recap(*PPK)

    assert CODE.search(first.output)
    assert isinstance(second.exception, AppointmentsInvalid)
    assert "1: the log-in name ppk-1 is taken" in second.output


def test_a_whole_letter_becomes_slips(recap: Recap, tmp_path: Path) -> None:
    file = letter(tmp_path, line("ppk", "337401", nik=NIK), line("ppk_chair", "337401", nik=OTHER_NIK))

    done = recap("officer", "appoint", file, "--slips", str(tmp_path / "slips.pdf"), "--base-url", "https://r.example")

    assert "2 appointed" in done.output
    assert not CODE.search(done.output)
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")


def test_a_wrong_line_appoints_nobody(recap: Recap, tmp_path: Path) -> None:
    file = letter(tmp_path, line("ppk", "337401", nik=NIK), line("ppk", "337499", nik=OTHER_NIK))

    done, listed = recap("officer", "appoint", file), recap("officer", "list")

    assert isinstance(done.exception, AppointmentsInvalid)
    assert "3: " in done.output
    assert "Nobody is appointed" in listed.output


def test_an_account_is_recovered_and_ended(recap: Recap) -> None:
    recap(*PPK)

    fresh = recap("officer", "reissue", "ppk-1")
    ended = recap("officer", "end", "ppk-1", "--reason", "Mengundurkan diri")
    nobody = recap("officer", "reissue", "ppk-2")

    assert CODE.search(fresh.output)
    assert "ppk-1: ended." in ended.output
    assert "ended" in recap("officer", "list").output
    assert isinstance(nobody.exception, AppointmentUnknown)


def test_an_identity_number_that_is_none_is_refused(recap: Recap) -> None:
    answer = recap(*PPK[:-1], "123")

    assert answer.exit_code == 2
    assert "16 digits" in answer.output
