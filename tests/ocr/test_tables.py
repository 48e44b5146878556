"""Numbers that stand wall to wall are told from those that stand apart."""

from ocr.tables import free_sides
from recap.app import layouts


def test_in_a_table_the_next_box_belongs_to_the_neighbour() -> None:
    page = layouts.load("C1-PPWP-2019", 2).page(1)
    men, women, all_ = page.fields[:3]

    assert free_sides(page, men) == (-1,)
    assert free_sides(page, women) == ()
    assert free_sides(page, all_) == (1,)


def test_numbers_of_a_plano_stand_apart() -> None:
    page = layouts.load("C.HASIL-KWK", 2).page(1)

    assert {free_sides(page, field) for field in page.fields} == {(-1, 1)}
