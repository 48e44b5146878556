from math import inf

import pytest

from ocr.decide import BAR
from ocr.risk import choose
from ocr.risk.curve import curve, point
from ocr.risk.tail import fit
from tests.ocr.risk.sheets import honest, sheet


def test_the_curve_counts_what_passes_and_what_of_it_is_wrong() -> None:
    sheets = [sheet((9.0, True)), sheet((8.0, True)), sheet((7.0, False)), sheet((6.0, True)), sheet((0.0, False))]

    assert [(p.bar, p.accepted, p.wrong) for p in curve(sheets)] == [(9, 1, 0), (8, 2, 0), (7, 3, 1), (6, 4, 1)]
    assert point(sheets, 8.0).coverage == pytest.approx(0.4)


def test_nothing_that_passes_proves_nothing() -> None:
    assert point([sheet((1.0, True))], 9.0).proven == 1.0
    assert curve([]) == []


def test_a_decoder_that_means_what_it_says_is_found_out_to_do_so() -> None:
    certainties = [9.0] * 100_000
    tail = fit([cell for each in honest(4_000) for cell in each.cells.values()])

    assert tail.wrong(certainties) / len(certainties) == pytest.approx(1.2e-4, rel=0.7)


def test_a_decoder_that_errs_more_often_than_it_says_is_believed_less() -> None:
    cells = [cell for each in honest(4_000) for cell in each.cells.values()]
    boastful = [(certainty * 1.5, right) for certainty, right in cells]

    assert fit(boastful).wrong([9.0]) > 5 * fit(cells).wrong([9.0])


def test_the_bar_rises_until_so_few_are_wrong_and_every_class_has_its_own() -> None:
    sheets = honest(3_000, least=6.0)
    tail = choose.tail_of(sheets)
    strict, lax = (choose.bars(sheets, tail, target, 0.95) for target in (1e-4, 1e-1))

    assert [(bar.layout, bar.quality) for bar in strict] == [
        ("any", "any"),
        ("C.HASIL-KWK", "any"),
        ("C.HASIL-KWK", "good"),
        ("C.HASIL-KWK", "usual"),
    ]
    assert all(bar.fitted <= 1e-4 for bar in strict)
    assert strict[0].bar > lax[0].bar >= BAR


def test_a_bar_is_never_below_a_wrong_page_that_counting_does_not_excuse() -> None:
    sheets = [*honest(300, least=12.0), sheet((11.0, True), (10.95, False))]

    assert choose.bars(sheets, choose.tail_of(sheets), 1e-2, 0.95)[0].bar > 10.9


def test_where_no_bar_is_high_enough_a_person_reads_all() -> None:
    sheets = [sheet((15.0, False)), *honest(50)]

    assert choose.bars(sheets, choose.tail_of(sheets), 1e-4, 0.95)[0].bar == inf


def test_a_class_of_a_few_pages_is_left_to_the_wider_one() -> None:
    sheets = [*honest(400), sheet((9.0, True), quality="poor")]

    assert "poor" not in {bar.quality for bar in choose.bars(sheets, choose.tail_of(sheets), 1e-2, 0.95)}


def test_a_page_spends_its_part_of_what_the_form_may() -> None:
    assert choose.share_of_page([sheet(page=1), sheet(page=3)], 3e-4) == pytest.approx(1e-4)
