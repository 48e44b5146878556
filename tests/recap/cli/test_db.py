from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.app.settings import settings
from recap.cli.db import app


@pytest.fixture
def _settings_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    monkeypatch.setattr("recap.cli.db.settings", settings.__wrapped__)


@pytest.mark.usefixtures("_settings_read_again")
def test_upgrade_brings_the_named_database_up_to_date(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECAP_DATABASE_URL", database_url)

    done = CliRunner().invoke(app, ["upgrade"])

    assert done.exit_code == 0
    assert "schema" in done.output


@pytest.mark.usefixtures("_settings_read_again")
def test_url_is_what_psql_understands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECAP_DATABASE_URL", raising=False)
    monkeypatch.setenv("RECAP_DATA_DIR", str(tmp_path))

    done = CliRunner().invoke(app, ["url"])

    assert done.output.startswith("postgresql://postgres@/postgres?host=")
    assert done.output.count("\n") == 1
