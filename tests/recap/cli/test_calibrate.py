from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from benchmarks.kept import as_line
from recap.cli.main import app
from recap.domain.errors import DefinitionInvalid
from tests.ocr.risk.sheets import honest


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "labelled.jsonl"
    file.write_text("".join(f"{as_line(sheet)}\n" for sheet in honest(400)), encoding="utf-8")
    return file


def test_bars_are_chosen_written_and_drawn(labelled: Path, tmp_path: Path) -> None:
    bars, plot = tmp_path / "bars.yaml", tmp_path / "risk.svg"

    options = ["--target", "0.01", "--bars", str(bars), "--plot", str(plot), "--lang", "en"]
    answer = CliRunner().invoke(app, ["calibrate", str(labelled), *options])

    assert answer.exit_code == 0, answer.output
    assert "Photos" in answer.output
    assert yaml.safe_load(bars.read_text())[0]["sheets"] == 400
    assert "labelled.jsonl, sha256" in bars.read_text()
    assert plot.read_text().startswith("<svg")


def test_the_bars_in_force_are_tried_on_other_readings(labelled: Path) -> None:
    answer = CliRunner().invoke(app, ["calibrate", "--check", str(labelled), "--lang", "id"])

    assert answer.exit_code == 0, answer.output
    assert "Formulir" in answer.output


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("nothing\n", encoding="utf-8")

    assert isinstance(CliRunner().invoke(app, ["calibrate", str(file)]).exception, DefinitionInvalid)
