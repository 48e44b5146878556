"""`recap forms print` draws the forms of an area."""

from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from recap.cli.forms import app
from recap.domain.errors import AreaUnknown, ContestUnknown, StationUnknown


def test_the_forms_of_a_station_are_printed(tmp_path: Path) -> None:
    out = tmp_path / "new" / "forms.pdf"

    result = CliRunner().invoke(app, ["print", "--area", "3374011001001", "-o", str(out)])

    assert result.exit_code == 0, result.output
    assert "1 stations, 3 pages" in result.output
    assert len(pypdfium2.PdfDocument(out)) == 3


def test_a_single_pair_and_the_empty_column_are_printed_too(tmp_path: Path) -> None:
    out = tmp_path / "forms.pdf"

    command = ["print", "--area", "3374011001", "-o", str(out), "--election", "semarang-2020", "--contest", "pkwkk"]
    result = CliRunner().invoke(app, command)

    assert result.exit_code == 0, result.output
    assert "KOLOM KOSONG" in pypdfium2.PdfDocument(out)[1].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--area", "3399"], AreaUnknown),
        (["--area", "33740"], AreaUnknown),
        (["--area", "3374011001999"], StationUnknown),
        (["--area", "337401", "--contest", "pkwkp"], ContestUnknown),
    ],
)
def test_what_does_not_exist_is_refused(tmp_path: Path, arguments: list[str], refusal: type[Exception]) -> None:
    result = CliRunner().invoke(app, ["print", "-o", str(tmp_path / "forms.pdf"), *arguments])

    assert isinstance(result.exception, refusal)
    assert not (tmp_path / "forms.pdf").exists()
