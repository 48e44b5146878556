"""`recap rebuild` as an officer of the machine room sees it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from typer.testing import CliRunner, Result

from aggregation.workplace import publisher
from recap.app import database
from recap.app.settings import Settings, settings
from recap.cli.main import app
from recap.domain.refusals.rebuild import NoLog
from tests import night

Recap = Callable[[], Result]


@pytest.fixture(name="recap")
def recap_fixture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, second_url: str) -> Iterator[Recap]:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("RECAP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("RECAP_DATABASE_URL", second_url)
    monkeypatch.setenv("RECAP_LANGUAGE", "en")
    settings.cache_clear()
    yield lambda: CliRunner().invoke(app, ["rebuild"])
    settings.cache_clear()


def publish(url: str, data: Path) -> None:
    """Publish a small city from this database."""

    async def work() -> None:
        engine = database.connect(url)
        async with database.transaction(engine) as session:
            await night.begin(session)
        await publisher(Settings(data_dir=data), engine).publish()
        await engine.dispose()

    asyncio.run(work())


def test_everything_lost_but_log_photos_and_keys_comes_back_and_the_next_steps_are_said(
    recap: Recap, database_url: str, tmp_path: Path
) -> None:
    publish(database_url, tmp_path)
    manifest = (tmp_path / "published" / "manifest.json").read_bytes()
    rmtree(tmp_path / "published")
    bundle = tmp_path / "log" / "tile" / "0"
    rmtree(bundle)

    first, second = recap(), recap()

    assert first.exit_code == second.exit_code == 0, first.exception
    assert "1 files of the log were lost or damaged and are whole again: tile/0/000.p/" in first.output
    assert "7 of 7 acts restored." in first.output
    assert "1 publications made again, each with the manifest that was logged." in first.output
    assert "`recap officer reissue NAME`" in first.output
    assert "`recap verify" in first.output
    assert "nothing was changed" in second.output
    assert (tmp_path / "published" / "manifest.json").read_bytes() == manifest


def test_without_a_log_one_sentence_says_what_is_missing(recap: Recap) -> None:
    refused = recap()

    assert isinstance(refused.exception, NoLog)
    assert "Copy the folder `log` of the lost machine there" in str(refused.exception)
