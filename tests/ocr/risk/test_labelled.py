import pytest

from benchmarks.kept import as_line
from ocr.risk.labelled import forms, parse
from recap.domain.errors import DefinitionInvalid
from tests.ocr.risk.sheets import sheet


def test_a_sheet_comes_back_from_its_line() -> None:
    sheets = [sheet((9.5, True), (0.0, False)), sheet((3.25, True), page=2, quality="")]

    assert list(parse("\n".join(map(as_line, sheets)), "x.jsonl")) == sheets


@pytest.mark.parametrize("line", ["", "{}", "[1]", '{"cells": 3}', "not json"])
def test_a_damaged_line_is_named(line: str) -> None:
    with pytest.raises(DefinitionInvalid, match=r"x\.jsonl, line 2"):
        list(parse(f"{as_line(sheet((1.0, True)))}\n{line}\n", "x.jsonl"))


def test_a_form_passes_with_its_weakest_page_and_has_the_class_of_its_poorest_photo() -> None:
    (form,) = forms([sheet((9.0, True)), sheet((7.0, False), page=2, quality="poor")])

    assert (form.certainty, form.wrong, form.quality) == (7.0, True, "poor")
