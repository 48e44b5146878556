"""A number that bubbles, words or tally marks deny is for a person: its boxes may have been found on something else."""

import pytest

from ocr.beside import Beside
from ocr.bubbles import Bubbles
from ocr.cells import Evidence, evidence_of, read_cells
from recap.app import layouts
from recap.domain.reading import CellReading
from recap.domain.rules import rules_for
from tests.ocr.test_cells import placed_at
from tests.ocr.test_corrections import boxes, bubbles, said

PAGE = layouts.load("C.HASIL-KWK", 2).page(2)


def cell(written: str, filled: Bubbles | None, beside: Beside | None = None) -> CellReading:
    evidence = evidence_of(PAGE, boxes(written + "150"), {"PAS2": bubbles("150")})
    evidence["PAS1"] = Evidence(boxes(written), filled, beside or Beside())
    return read_cells(PAGE, evidence, placed_at(PAGE), rules_for(2))["PAS1"]


@pytest.mark.parametrize(
    ("filled", "beside"),
    [
        (bubbles("116"), Beside()),
        (bubbles("116"), Beside(tally=said(0))),
        (bubbles("116"), Beside(words=said(116), tally=said(0))),
        (None, Beside(words=said(116))),
    ],
    ids=["bubbles", "bubbles against tally marks", "two against tally marks", "words"],
)
def test_boxes_that_as_many_deny_as_say_are_held(filled: Bubbles | None, beside: Beside) -> None:
    found = cell("000", filled, beside)

    assert (found.held, found.sure, found.certainty) == (True, False, 0.0)


@pytest.mark.parametrize(
    ("filled", "beside"),
    [
        (bubbles("116"), Beside()),
        (bubbles("115"), Beside(said(116), said(116))),
        (bubbles("116"), Beside(said(116), said(115))),
        (None, Beside()),
    ],
    ids=["bubbles", "one wrong bubble", "a tally mark more", "nothing beside"],
)
def test_boxes_that_more_say_than_deny_are_read(filled: Bubbles | None, beside: Beside) -> None:
    found = cell("116", filled, beside)

    assert (found.as_read, found.held) == (116, False)


def test_what_hardly_prefers_another_number_denies_none() -> None:
    assert not cell("116", bubbles("115", 0.5)).held
