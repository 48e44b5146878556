"""The worked examples of docs/open-data.md run, and say what they should of a small city."""

import json
import re
from pathlib import Path

import pytest

from aggregation.opendata import exports
from tests import openfolder

DOCS = Path(__file__).parents[4] / "docs/open-data.md"
SCRIPTS = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
ENTRY = {"id": "kecil-2024", "name": "Kecil", "day": "2024-11-27"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files, contest, area = openfolder.folder(openfolder.contest(), openfolder.stations())
    paths = {}
    for kind, content in exports.of_root(files.__getitem__, ENTRY, contest, area).items():
        paths[kind] = f"semarang-2024.pkwkk.{kind}"
        (tmp_path / paths[kind]).write_bytes(content)
    manifest = {"contests": {"semarang-2024.pkwkk": {"exports": paths}}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def run(script: str, site: Path) -> dict[str, object]:
    known: dict[str, object] = {}
    exec(script.replace("https://rekap.example/data/", f"{site.as_uri()}/"), known)  # noqa: S102  it is our own text
    return known


def test_the_first_example_adds_up_the_table(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = run(SCRIPTS[0], site)

    assert capsys.readouterr().out == "2 of 4 TPS; 400 votes for no. 1\n"
    assert known["wrong_on_paper"] == [openfolder.TWO]


def test_the_last_example_compares_machine_and_paper(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)

    run(SCRIPTS[1], site)

    assert capsys.readouterr().out.startswith("0 of 82 cells\n")
