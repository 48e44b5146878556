from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.cli import main
from tests.verifying import City


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path / "published")
    made.count(made.stations[0])
    made.publish()
    return made


def test_an_honest_folder_is_reported_in_the_language_of_the_house(city: City) -> None:
    done = CliRunner().invoke(main.app, ["verify", str(city.root), "--processes", "1"])

    assert done.exit_code == 0
    assert "SEMUA YANG DIPERIKSA BENAR" in done.output


def test_the_exit_status_is_that_of_the_checker(city: City) -> None:
    (city.root / "extra").write_bytes(b"x")
    options = ["--processes", "1", "--patience", "0", "--lang", "en"]

    done = CliRunner().invoke(main.app, ["verify", str(city.root), *options])

    assert done.exit_code == 16
    assert "There are files nobody answers for" in done.output


def test_the_checker_is_written_as_one_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(main.app, ["verify", "--build", str(tmp_path / "recap-verify.pyz")])

    assert done.exit_code == 0
    assert (tmp_path / "recap-verify.pyz").read_bytes().startswith(b"#!/usr/bin/env python3\nPK")
