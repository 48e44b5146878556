from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.app.settings import settings
from recap.cli.main import app

LIST = "kind,name,choice\nwitness,Saksi Satu,1\nboard,Papan di kelurahan,\n"


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("RECAP_DATABASE_URL", database_url)
    settings.cache_clear()
    CliRunner().invoke(app, ["election", "load", "semarang-2024"])


def test_without_a_file_the_default_of_32_is_shown() -> None:
    answer = CliRunner().invoke(app, ["copy", "recipients", "semarang-2024.pkwkk"])

    assert "Saksi paslon nomor urut 2" in answer.output
    assert "Penerima lain 32" in answer.output


def test_a_file_takes_the_place_of_the_default(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")

    answer = CliRunner().invoke(app, ["copy", "recipients", "semarang-2024.pkwkk", str(tmp_path / "list.csv")])

    assert answer.exit_code == 0, answer.output
    assert "Papan di kelurahan" in answer.output
    assert "Penerima lain" not in answer.output
