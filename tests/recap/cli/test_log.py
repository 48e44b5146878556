"""`recap log` on a real database and a real folder."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from recap.app import database
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.app.settings import settings
from recap.cli.main import app
from recap.domain.refusals.log import LogDamaged
from recap.verify import notes
from tests import logs

Recap = Callable[..., Result]


@pytest.fixture(name="recap")
def recap_fixture(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> Recap:
    chosen = settings().model_copy(update={"database_url": database_url, "data_dir": tmp_path, "language": "en"})
    monkeypatch.setattr("recap.cli.log.settings", lambda: chosen)

    async def begin() -> None:
        engine = database.connect(database_url)
        await logs.act(engine, "a", "b")
        log = logs.logbook(engine, tmp_path)
        await logs.absorb(engine, log)
        async with log.writing():
            await log.checkpoint()
        await logs.act(engine, "c")
        await engine.dispose()

    asyncio.run(begin())
    return lambda *words: CliRunner().invoke(app, ["log", *words])


def test_the_status_says_what_is_logged_what_waits_and_what_is_public(recap: Recap) -> None:
    said = recap("status").output

    assert f"{logs.ORIGIN}: 3 entries, 1 acts wait" in said
    assert "Made public: 3 entries, at 20" in said


def test_a_whole_log_is_said_to_be_whole(recap: Recap) -> None:
    assert recap("check").output.startswith("3 entries: log, journal and database tell the same story.")


def test_a_changed_line_of_the_journal_is_found(recap: Recap, tmp_path: Path) -> None:
    journal = tmp_path / "log" / "journal" / "000000000000.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"sha256":"b"', b'"sha256":"x"'))

    assert isinstance(recap("check").exception, LogDamaged)


def test_the_keys_are_printed_as_they_are_published(recap: Recap, tmp_path: Path) -> None:
    assert recap("keys").output == NoteKeys(tmp_path, logs.ORIGIN).current().verifier.text + "\n"


def test_a_new_key_signs_and_is_logged_at_once(recap: Recap, tmp_path: Path) -> None:
    said = recap("rotate").output

    old, new = NoteKeys(tmp_path, logs.ORIGIN).all()
    files = LogFiles.of(tmp_path)
    assert said.startswith(f"{new.verifier.text}\n")
    assert [entry.act for entry in files.entries(3, files.size)] == ["photo", "log_key"]
    assert notes.head(files.state_note() or b"", [new.verifier]).size == 5
    assert new.verifier.text in recap("keys").output
    assert old.verifier.text in recap("keys").output
