import pytest
from typer.testing import CliRunner

from recap.app.settings import Settings
from recap.cli.officer import app
from recap.domain.refusals import OfficerExists

APPOINT = ["add", "ppk-1", "--role", "ppk", "--area", "337401", "--password", "enough letters"]


def test_an_officer_is_appointed_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recap.cli.officer.settings", lambda: Settings(database_url=database_url))

    first, second = CliRunner().invoke(app, APPOINT), CliRunner().invoke(app, APPOINT)

    assert first.exit_code == 0
    assert "ppk-1 may sign in as ppk of 337401" in first.output
    assert isinstance(second.exception, OfficerExists)
