"""A struck-out box: what else must say the number before the machine reads it, and what is said of it in any case."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.beside import Beside
from ocr.bubbles import NONE, Bubbles
from ocr.cells import Evidence, evidence_of, read_cells
from ocr.signs import CLASSES
from ocr.station import decode_station
from recap.app import layouts
from recap.domain.reading import CellReading, Decision, PageReading
from recap.domain.rules import rules_for
from tests.ocr.pages import WRITTEN, belief, page
from tests.ocr.test_cells import placed_at

KWK = layouts.load("C.HASIL-KWK", 2)
RULES = rules_for(2)
VOTES = {"PAS1": "2?5", "PAS2": "150"}


def boxes(signs: str) -> NDArray[np.float64]:
    return np.array([np.where(np.arange(len(CLASSES)) == CLASSES.index(sign), 0.987, 0.001) for sign in signs])


def bubbles(digits: str, level: float = 0.98) -> Bubbles:
    columns = np.full((len(digits), NONE + 1), (1 - level) / NONE)
    columns[np.arange(len(digits)), [int(digit) for digit in digits]] = level
    return Bubbles(np.zeros((len(digits), NONE)), columns)


def said(number: int, chance: float = 0.95) -> NDArray[np.float64]:
    chances = np.full(1000, (1 - chance) / 999)
    chances[number] = chance
    return chances


def corrected(filled: Bubbles | None, beside: Beside, *, trusted: bool = True) -> CellReading:
    """Candidate 1 of a vote page whose middle box is struck out, beside a clear candidate 2."""
    sheet = KWK.page(2)
    rows = np.vstack([boxes(VOTES[code]) for code in sheet.codes])
    evidence = evidence_of(sheet, rows, {"PAS2": bubbles("150")})
    evidence["PAS1"] = Evidence(boxes(VOTES["PAS1"]), filled, beside)
    placed = placed_at(sheet)
    placed["PAS1"] = replace(placed["PAS1"], trusted=trusted)
    return read_cells(sheet, evidence, placed, RULES)["PAS1"]


@pytest.mark.parametrize(
    ("filled", "beside"),
    [
        (bubbles("215"), Beside(words=said(215))),
        (bubbles("215"), Beside(tally=said(215))),
        (None, Beside(said(215), said(215))),
        (bubbles("215"), Beside(said(215), said(215))),
    ],
)
def test_two_others_that_clearly_say_it_read_a_corrected_number(filled: Bubbles | None, beside: Beside) -> None:
    cell = corrected(filled, beside)

    assert (cell.as_read, cell.sure, cell.held) == (215, True, False)
    assert cell.corrected


@pytest.mark.parametrize(
    ("filled", "beside"),
    [
        (None, Beside()),
        (bubbles("215"), Beside()),
        (None, Beside(words=said(215))),
        (bubbles("215"), Beside(words=said(215, 0.01))),
        (bubbles("215", 0.5), Beside(words=said(215))),
        (bubbles("215"), Beside(words=said(295))),
        (bubbles("215"), Beside(said(215), said(295))),
    ],
    ids=["none", "bubbles", "words", "faint words", "faint bubbles", "other words", "two against one"],
)
def test_less_than_two_or_one_that_says_another_leaves_it_to_a_person(filled: Bubbles | None, beside: Beside) -> None:
    cell = corrected(filled, beside)

    assert (cell.certainty, cell.sure, cell.held, cell.corrected) == (0.0, False, True, True)


def test_what_stands_beside_another_numbers_boxes_says_nothing_of_a_correction() -> None:
    cell = corrected(bubbles("215"), Beside(words=said(215)), trusted=False)

    assert (cell.held, cell.agreeing) == (True, 0)


def struck(agreeing: int, number: int = 392) -> PageReading:
    """The last page with its total struck out, so many others saying what it is."""
    seen = page(3, {"TOT": belief(number, 0.99, n992=0.01)})
    cell = replace(
        seen.cells["TOT"], corrected=True, agreeing=agreeing, held=agreeing < 2, certainty=0.0, sure=agreeing > 1
    )
    cells = {**seen.cells, "TOT": cell}
    return replace(seen, decision=Decision.REVIEW, reason="corrected", cells=cells)


def first(users: int = 392, *, corrected: bool = False) -> PageReading:
    """A first page of which only the number of voters who came can be seen."""
    seen = page(2)
    cell = replace(seen.cells["PAS1"], as_read=users, decoded=users, chances=None, corrected=corrected, agreeing=2)
    return replace(seen, page=1, cells={"PHP4-J": cell})


def test_the_repeat_on_another_page_is_the_second_witness_of_a_correction() -> None:
    together = decode_station({1: first(), 2: page(2), 3: struck(1)}, RULES)[3]

    assert (together.cells["TOT"].held, together.cells["TOT"].sure) == (False, True)
    assert (together.decision, together.corrected) == (Decision.ACCEPT, ("TOT",))


@pytest.mark.parametrize(
    ("beside", "agreeing"),
    [
        (first(), 0),
        (first(393), 1),
        (first(corrected=True), 1),
        (page(2), 1),
    ],
    ids=["the repeat alone", "another number", "a repeat corrected itself", "no repeat"],
)
def test_without_a_second_witness_a_correction_stays_a_persons(beside: PageReading, agreeing: int) -> None:
    together = decode_station({beside.page or 0: beside, 3: struck(agreeing)}, RULES)[3]

    assert together.cells["TOT"].held
    assert not together.cells["TOT"].sure
    assert (together.decision, together.reason) == (Decision.REVIEW, "corrected")


def test_a_witness_that_is_gone_no_longer_frees_a_correction() -> None:
    freed = decode_station({1: first(), 3: struck(1)}, RULES)

    again = decode_station({1: first(393), 3: freed[3]}, RULES)

    assert not freed[3].cells["TOT"].held
    assert again[3].cells["TOT"].held


def test_a_number_on_the_same_page_is_no_repeat() -> None:
    assert WRITTEN[3]["PHP4-R"] == WRITTEN[3]["TOT"]
    assert decode_station({2: page(2), 3: struck(1)}, RULES)[3].cells["TOT"].held
