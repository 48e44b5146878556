from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from recap.app import examples
from recap.app.settings import settings
from recap.cli.election import app

Recap = Callable[..., Result]


@pytest.fixture(name="recap")
def recap_fixture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Recap]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, words)
    settings.cache_clear()


@pytest.fixture(name="loading")
def loading_fixture(monkeypatch: pytest.MonkeyPatch, database_url: str, recap: Recap) -> Recap:
    monkeypatch.setenv("RECAP_DATABASE_URL", database_url)
    return recap


def test_a_shipped_election_is_checked_by_name_or_by_path(recap: Recap) -> None:
    by_name = recap("check", "semarang-2020")
    by_path = recap("check", str(examples.FOLDER / "semarang-2020"))

    assert by_name.exit_code == by_path.exit_code == 0
    assert by_name.output == by_path.output
    assert "195 areas, 3,447 stations, 1,174,068 voters" in by_name.output


def test_every_fault_is_named_and_the_status_tells(recap: Recap, tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv"):
        (tmp_path / name).write_bytes((examples.FOLDER / "semarang-2024" / name).read_bytes())
    (tmp_path / "stations.csv").write_text("code,voters_male,voters_female\n3374011001001,1\n3374011001002,x,1\n")

    answer = recap("check", str(tmp_path))

    assert answer.exit_code == 2
    assert "stations.csv, line 2: 2 values for 3 columns" in answer.output
    assert "stations.csv, line 3: voters_male: input should be a valid integer" in answer.output
    assert "2 faults. Nothing was loaded" in answer.output


def test_thousands_of_faults_do_not_fill_the_screen(recap: Recap, tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "stations.csv"):
        (tmp_path / name).write_bytes((examples.FOLDER / "semarang-2024" / name).read_bytes())
    election = tmp_path / "election.yaml"
    election.write_text(election.read_text().replace("station_cap: 600", "station_cap: 1"))

    answer = recap("check", str(tmp_path))

    assert answer.exit_code == 2
    assert "2358 faults (the first 50 are shown)" in answer.output
    assert answer.output.count("more than station_cap") == 50


def test_an_election_is_loaded_once_and_listed(loading: Recap) -> None:
    before, first, second, after = (
        loading(*words) for words in (("list",), ("load", "semarang-2024"), ("load", "semarang-2024"), ("list",))
    )

    assert "No election is loaded" in before.output
    assert first.output.endswith("Loaded.\n")
    assert second.output.endswith("Already loaded; nothing changed.\n")
    assert "semarang-2024.pkwkk (2 choices)" in after.output
    assert "1,240,358" in after.output


def test_the_shipped_files_are_made_again_in_a_folder(recap: Recap, tmp_path: Path) -> None:
    answer = recap("examples", str(tmp_path / "new"))

    assert answer.exit_code == 0
    assert len(list((tmp_path / "new").glob("semarang-20*/*.csv"))) == 4
