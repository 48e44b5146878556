"""`recap layout check` tells what is wrong with a form before it is printed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from recap.app.layouts import FOLDER
from recap.cli.layout import app
from recap.domain.errors import DefinitionInvalid

SMALL = """\
name: SMALL
version: 1
choices: [2, 2]
paper: [100, 100]
styles:
  plain: {digits: 3, box: 10, pitch: 12}
pages:
  - title: Only page
    items:
      - {number: PAS1, style: plain, at: [20, 30]}
      - {number: PAS2, style: plain, at: [20, 60]}
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_form_is_free_of_faults(path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(path), "--lang", "en"])

    assert result.exit_code == 0, result.output
    assert "nothing wrong" in result.output


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("at: [20, 60]", "at: [20, 35]", "Page 1: PAS1 and PAS2 overlap."),
        ("at: [20, 60]", "at: [70, 60]", "Page 1: PAS2 leaves the paper."),
        ("number: PAS2", "number: PAS1", "PAS1 stands on the form twice"),
        ("number: PAS2", "number: VOTES", "VOTES is no number of a result form"),
        ("{digits: 3, box: 10, pitch: 12}", "{digits: 1, box: 10, pitch: 12}", "only 8 printed lines: it needs 12"),
    ],
)
def test_a_fault_is_told_and_fails(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    result = CliRunner().invoke(app, ["check", written(tmp_path, SMALL.replace(right, wrong)), "--lang", "en"])

    assert result.exit_code == 1
    assert said in result.output


def test_faults_are_told_in_indonesian(tmp_path: Path) -> None:
    wrong = SMALL.replace("at: [20, 60]", "at: [20, 35]")

    result = CliRunner().invoke(app, ["check", written(tmp_path, wrong), "--lang", "id"])

    assert "Halaman 1: PAS1 dan PAS2 bertumpuk." in result.output


def test_a_file_that_is_no_layout_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", written(tmp_path, SMALL.replace("paper", "papier"))])

    assert isinstance(result.exception, DefinitionInvalid)


def test_the_pages_are_drawn(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", written(tmp_path, SMALL), "--draw", str(tmp_path / "drawn")])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "drawn" / "SMALL-1.png").read_bytes().startswith(b"\x89PNG")
