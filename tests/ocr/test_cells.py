import numpy as np

from ocr.cells import misplaced
from ocr.refine import Placed
from recap.app import layouts
from recap.domain.form import Page


def placed_at(page: Page, shift_mm: float = 0.0, codes: tuple[str, ...] = ()) -> dict[str, Placed]:
    return {
        field.code: Placed(
            np.tile([shift_mm if field.code in codes else 0.0, 0.0], (len(field.boxes), 1)), 1.0, trusted=True
        )
        for field in page.fields
    }


def test_numbers_in_their_own_boxes_are_well_placed() -> None:
    page = layouts.load("C.HASIL-KWK", 2).page(1)

    assert misplaced(page, placed_at(page)) == frozenset()


def test_a_number_found_on_its_neighbours_boxes_makes_both_doubtful() -> None:
    page = layouts.load("C.HASIL-KWK", 2).page(1)
    left, right = page.fields[0], page.fields[1]
    away = right.boxes[0].x_mm - left.boxes[0].x_mm

    found = misplaced(page, placed_at(page, away, (left.code,)))

    assert found == {left.code, right.code}


def test_a_number_whose_borders_are_not_found_is_doubtful() -> None:
    page = layouts.load("C.HASIL-KWK", 2).page(1)
    placed = placed_at(page)
    first = page.fields[0]
    placed[first.code] = Placed(placed[first.code].shifts, 0.0, trusted=False)

    assert misplaced(page, placed) == {first.code}
