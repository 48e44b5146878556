import pytest

from benchmarks.kept import compare
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading


def reading(reason: str, *broken: str, decision: Decision = Decision.REVIEW) -> PageReading:
    cells = {"PAS1": CellReading(12, 12, 0.9, 9.0, certainty=9.0), "PAS2": CellReading(7, 7, 0.9, 3.0, certainty=3.0)}
    where = (digest(b"photo"), "C.HASIL-KWK", 2, None, None)
    return PageReading(*where, decision, reason, None, cells, discrepancies=broken, quality="usual")


def test_a_reading_is_compared_number_by_number() -> None:
    found = compare(reading("unsure"), {"PAS1": 12, "PAS2": 1}, "3374", "C.HASIL-KWK")

    assert dict(found.cells) == {"PAS1": (9.0, True), "PAS2": (3.0, False)}
    assert (found.certainty, found.wrong, found.may_pass, found.accepted) == (3.0, True, True, False)


@pytest.mark.parametrize("reason", ["does_not_add_up", "no_station", "wrong_page"])
def test_a_page_that_a_person_sees_in_any_case_has_no_certainty(reason: str) -> None:
    assert compare(reading(reason), {"PAS1": 12, "PAS2": 7}, "3374", "C.HASIL-KWK").certainty == 0.0


@pytest.mark.parametrize("reason", ["unsure", "corrected", "one_box", "corner_missing"])
def test_a_page_of_which_a_number_is_in_doubt_would_pass_at_a_lower_bar(reason: str) -> None:
    assert compare(reading(reason), {"PAS1": 12, "PAS2": 7}, "3374", "C.HASIL-KWK").may_pass


def test_an_unsure_page_that_breaks_a_sum_would_not_pass_at_a_lower_bar_but_a_warning_does_not_hold_it() -> None:
    written = {"PAS1": 12, "PAS2": 7}

    assert not compare(reading("unsure", "R9"), written, "3374", "C.HASIL-KWK").may_pass
    assert compare(reading("unsure", "R18:PAS1"), written, "3374", "C.HASIL-KWK").may_pass


def test_a_page_of_which_a_number_was_not_found_does_not_pass() -> None:
    assert not compare(reading("unsure"), {"PAS1": 12, "PAS2": 7, "PAS3": 1}, "3374", "C.HASIL-KWK").may_pass


def test_numbers_that_no_label_knows_are_not_compared() -> None:
    found = compare(reading("unsure"), {"PAS2": 7}, "3374", "C.HASIL-KWK")

    assert dict(found.cells) == {"PAS2": (3.0, True)}
    assert found.may_pass
