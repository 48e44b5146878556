from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.labels import Truth
from benchmarks.looks import Look
from benchmarks.together import beside, on_paper
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading

FORM = "C.HASIL-PPWP-2024"
VOTES, SUMS = {"PAS1": 123, "PAS2": 274, "PAS3": 32}, {"SAH": 427, "TSAH": 3, "TOT": 430}


def truth(name: str, page: int, values: Mapping[str, int]) -> Truth:
    return Truth(Path("folder", name), f"folder/{name}", FORM, page, 3, values, {})


def look(page: int, values: Mapping[str, int]) -> Look:
    cells = {code: CellReading(value, value, 1.0, 20.0, sure=True, certainty=20.0) for code, value in values.items()}
    return Look(PageReading(digest(b"photo"), FORM, page, None, None, Decision.ACCEPT, "clear", None, cells))


def test_pages_whose_names_differ_in_the_page_are_one_form_and_their_paper_is_held_against_each_other() -> None:
    pages = beside([truth("a-hal2.jpg", 2, VOTES), truth("a-hal3.jpg", 3, SUMS)], [look(2, VOTES), look(3, SUMS)], 1)

    assert {page.form for page in pages} == {f"{FORM} folder/a"}
    assert [page.reading.reason for page in pages] == ["does_not_add_up"] * 2
    assert on_paper(pages) == {"forms": 1, "read": 1, "told": 1, "made_to_fit": 0, "accepted": 0}


def test_a_paper_that_is_wrong_and_read_as_if_it_were_right_is_made_to_fit() -> None:
    fitting = {**SUMS, "SAH": 429, "TOT": 432}
    pages = beside([truth("X2.jpg", 2, VOTES), truth("X3.jpg", 3, SUMS)], [look(2, VOTES), look(3, fitting)], 1)

    assert on_paper(pages) == {"forms": 1, "read": 1, "told": 0, "made_to_fit": 1, "accepted": 1}


def test_a_sum_of_which_a_number_was_not_read_is_neither_told_nor_made_to_fit() -> None:
    tops = {code: value for code, value in SUMS.items() if code != "SAH"}
    pages = beside([truth("X2.jpg", 2, VOTES), truth("X3.jpg", 3, SUMS)], [look(2, VOTES), look(3, tops)], 1)

    assert on_paper(pages) == {"forms": 1, "read": 1, "told": 0, "made_to_fit": 0, "accepted": 1}


def test_photos_of_other_names_are_forms_of_their_own_and_so_is_a_page_photographed_again() -> None:
    names = [("TPS_0002.jpg", 2), ("TPS_0003.jpg", 3), ("b_X02.jpg", 2), ("b_X02.png", 2)]
    truths = [truth(name, page, {}) for name, page in names]

    forms = [page.form for page in beside(truths, [look(page, {}) for _, page in names])]

    assert forms == [f"{FORM} folder/{name}" for name in ("TPS_0002.jpg", "TPS_0003.jpg", "b", "b #2")]


def test_the_station_that_a_photo_tells_names_its_form() -> None:
    seen = look(2, VOTES)
    told = replace(seen, reading=replace(seen.reading, contest="ppwp", station="3374011001001"))

    (page,) = beside([truth("any.jpg", 2, VOTES)], [told])

    assert page.form == f"{FORM} ppwp 3374011001001"
