"""`recap read` prints what was read, how certain it is, and what to ask a person; pages of one station together."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from recap.app.texts import Language
from recap.cli import read, reading_table
from recap.cli.main import app
from recap.domain.reading import PageReading
from tests.ocr.pages import belief, page

READINGS = {
    "a.jpg": page(2, {"PAS2": belief(155, 0.9, n165=0.1)}),
    "b.jpg": page(3, {"TSAH": belief(29, 0.6, n27=0.4)}),
}
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `recap read` in a folder of two photos, of which it is known what is read."""
    for name in READINGS:
        (tmp_path / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(read, "_read_file", _known)

    def command(*arguments: str) -> str:
        answer = CliRunner().invoke(app, ["read", *arguments])
        assert answer.exit_code == 0, answer.output
        return answer.stdout

    return command


def _known(file: Path, _: object) -> PageReading:
    return READINGS[file.name]


def test_a_photo_is_printed_with_its_certainty_and_what_to_ask(run: Run) -> None:
    said = json.loads(run("a.jpg", "--json"))

    assert said["cells"]["PAS1"]["certainty"] == READINGS["a.jpg"].cells["PAS1"].certainty
    assert not said["cells"]["PAS2"]["sure"]
    assert said["ask"] == []


@pytest.mark.parametrize("photos", [(".",), ("a.jpg", "b.jpg")])
def test_pages_of_one_station_are_decoded_together(run: Run, photos: tuple[str, ...]) -> None:
    two, three = [json.loads(line) for line in run(*photos, "--json").splitlines()]

    assert Path(two["photo"]).name == "a.jpg"
    assert two["cells"]["PAS2"]["sure"]
    assert two["decision"] == "accept"
    assert three["ask"] == ["TSAH"]
    assert (three["cells"]["TSAH"]["as_read"], three["cells"]["TSAH"]["decoded"]) == (29, 27)


@pytest.mark.parametrize(("language", "said"), [("en", "Check these first"), ("id", "Periksa ini dulu")])
def test_a_table_names_what_to_ask_in_the_readers_language(language: Language, said: str) -> None:
    paper = StringIO()
    reading = replace(READINGS["b.jpg"], ask=("TSAH",))

    reading_table.show(Console(file=paper, width=120), Path("b.jpg"), reading, language)

    assert said in paper.getvalue()
    assert paper.getvalue().splitlines()[-1].endswith(": TSAH")
    assert f"{reading.cells['SAH'].certainty:.1f}" in paper.getvalue()


def test_a_table_of_a_clear_page_asks_for_nothing() -> None:
    paper = StringIO()

    reading_table.show(Console(file=paper, width=120), Path("c.jpg"), page(3), "en")

    assert "Check these first" not in paper.getvalue()
