"""The right digit above a struck-out one: what is taken for it, and what is not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image
from numpy.typing import NDArray

from ocr.cells import Evidence, read_cells
from ocr.confirmed import confirmed
from ocr.corrections import heard_out
from ocr.flatten import Sheet
from ocr.rewritten import Above, read_above
from ocr.signs import STRUCK
from recap.app import layouts
from recap.domain.form import Box
from recap.domain.photo import PhotoDigest
from recap.domain.reading import CellReading, Decision, PageReading
from recap.domain.rules import rules_for
from tests.ocr.test_cells import placed_at
from tests.ocr.test_corrections import boxes

PAGE = layouts.load("C.HASIL-KWK", 2).page(1)
RULES = rules_for(2)
BOX = Box(20.0, 30.0, 18.0, 18.0)
SCALE = 6.0
SHEET = np.diag([SCALE, SCALE, 1.0])
ROW = {"DP1-L": "100", "DP1-P": "120", "DP1-J": "220", "DP2-L": "001", "DP2-P": "002", "DP2-J": "003"}
ROWS = ROW | {"DP3-L": "000", "DP3-P": "001", "DP3-J": "001", "DP4-L": "101", "DP4-P": "123", "DP4-J": "224"}


def paper(text: str, at: tuple[float, float] = (26.0, 28.3), size: float = 1.0) -> Image:
    """Return a piece of paper with the box, the lower border of the box above, and something written between."""
    picture = np.full((360, 360), 215, np.uint8)
    for top in (BOX.y_mm, BOX.y_mm - 23):
        corners = [(int(x * SCALE), int(y * SCALE)) for x, y in ((20, top), (38, top + 18))]
        cv2.rectangle(picture, corners[0], corners[1], 50, 4)
    cv2.putText(picture, text, (int(at[0] * SCALE), int(at[1] * SCALE)), cv2.FONT_HERSHEY_SIMPLEX, size, 40, 4)
    return cv2.GaussianBlur(picture, (0, 0), 1)


def read(picture: Image) -> NDArray[np.float64] | None:
    return read_above(Sheet(picture, PAGE, SHEET), BOX)


@pytest.mark.parametrize("digit", "230")
def test_a_digit_above_a_box_is_read_through_the_border_it_crosses(digit: str) -> None:
    chances = read(paper(digit, (25.5, 28.9), 1.6))

    assert chances is not None
    assert int(chances.argmax()) == int(digit)
    assert chances.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "picture",
    [paper(""), paper("2 3", (22.0, 28.3)), paper("mw", (21.0, 28.3)), paper("5", (26.0, 31.0)), paper("5", size=2.6)],
    ids=["nothing", "two digits", "initials", "in the box", "from the box above"],
)
def test_what_is_not_one_thing_of_a_digits_size_says_nothing(picture: Image) -> None:
    assert read(picture) is None


def chances_of(digit: int, chance: float = 0.98) -> NDArray[np.float64]:
    digits = np.full(10, (1 - chance) / 9)
    digits[digit] = chance
    return digits


def test_the_digit_above_takes_the_place_of_the_struck_out_one() -> None:
    rows = Above({1: chances_of(2)}, clear=True).read_into(boxes("1?0"))

    assert int(rows[1].argmax()) == 2
    assert rows[1, STRUCK] == 0
    assert rows.sum() == pytest.approx(boxes("1?0").sum())


def cells_with(above: Above | None, signs: str = "1?0", **others: str) -> dict[str, CellReading]:
    """The number of women's voters has a struck-out box; all others are clear."""
    written = {code: ROWS.get(code, "000") for code in PAGE.codes} | others | {"DP1-P": signs}
    evidence = {code: Evidence(boxes(each), None) for code, each in written.items()}
    evidence["DP1-P"] = replace(evidence["DP1-P"], above=above)
    return read_cells(PAGE, evidence, placed_at(PAGE), RULES)


def test_sums_of_sure_numbers_free_a_number_whose_right_digit_is_clear() -> None:
    cell = cells_with(Above({1: chances_of(2)}, clear=True))["DP1-P"]

    assert (cell.as_read, cell.held, cell.sure, cell.corrected) == (120, False, True, True)


@pytest.mark.parametrize(
    ("above", "others"),
    [
        (None, {}),
        (Above({1: chances_of(2)}, clear=False), {}),
        (Above({1: chances_of(3)}, clear=True), {}),
        (Above({1: chances_of(2)}, clear=True), {"DP2-P": "00?", "DP1-L": "10?"}),
        (Above({1: chances_of(2)}, clear=True), {"DP1-J": "221"}),
    ],
    ids=[
        "nothing above",
        "not clear",
        "another digit",
        "sums over corrected numbers alone",
        "a sum that does not hold",
    ],
)
def test_otherwise_it_is_held_for_a_person(above: Above | None, others: dict[str, str]) -> None:
    cell = cells_with(above, **others)["DP1-P"]

    assert (cell.held, cell.sure, cell.certainty) == (True, False, 0.0)


def test_a_number_that_no_sum_speaks_of_is_not_confirmed() -> None:
    cells = cells_with(Above({1: chances_of(2)}, clear=True))

    assert confirmed("DP1-P", {code: cells[code] for code in ("DP1-L", "DP1-P", "DP1-J")}, RULES)
    assert not confirmed("DP1-P", {code: cells[code] for code in ("DP1-P", "DP1-J")}, RULES)


def test_a_freed_number_stays_free_among_its_pages_until_a_sum_denies_it() -> None:
    cells = cells_with(Above({1: chances_of(2)}, clear=True))
    page = PageReading(PhotoDigest("1" * 64), "C.HASIL-KWK", 1, None, None, Decision.ACCEPT, "clear", None, cells)
    denied = replace(page, cells={**cells, "DP4-P": replace(cells["DP4-P"], as_read=124)})

    assert not heard_out({1: page}, RULES)[1].cells["DP1-P"].held
    assert heard_out({1: denied}, RULES)[1].cells["DP1-P"].held
