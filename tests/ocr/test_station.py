from dataclasses import replace

import numpy as np
import pytest

from ocr.fuse import Belief
from ocr.kept import keep
from ocr.station import decode_station
from recap.domain.photo import PhotoDigest
from recap.domain.reading import CellReading, Decision, PageReading
from recap.domain.rules import codes_of, rules_for
from tests.ocr.pages import WRITTEN, belief, page

RULES = rules_for(2)
ELSEWHERE = [code for code in codes_of(2) if not any(code in written for written in WRITTEN.values())]


def garbage(kind: str, *, held: bool = False) -> PageReading:
    """A first page that lies elsewhere than thought: nothing, little or something wrong is seen in each cell."""
    dice = np.random.default_rng(7)
    cells = {}
    for code in ELSEWHERE:
        numbers = np.full(1000, {"nothing": 1e-3, "little": 1e-5, "wrong": 1e-7}[kind])
        seen = dice.integers(1000, size={"nothing": 1, "little": 5, "wrong": 1}[kind])
        numbers[seen] += {"nothing": 0.0, "little": 0.2, "wrong": 1.0}[kind]
        said = Belief(numbers / numbers.sum(), 0.0)
        cells[code] = CellReading(said.best, said.best, said.score, 0.0, held=held, chances=keep(said))
    return replace(page(2), page=1, decision=Decision.REVIEW, reason="unsure", cells=cells)


def test_a_number_in_doubt_on_one_page_is_settled_by_another() -> None:
    alone = page(2, {"PAS2": belief(155, 0.9, n165=0.1)})

    together = decode_station({2: alone, 3: page(3)}, RULES)

    assert not alone.cells["PAS2"].sure
    assert together[2].cells["PAS2"].sure
    assert (together[2].decision, together[2].reason) == (Decision.ACCEPT, "clear")


def test_what_was_read_is_never_changed() -> None:
    pages = {2: page(2, {"PAS2": belief(165, 0.7, n155=0.3)}), 3: page(3)}

    together = decode_station(pages, RULES)

    cell = together[2].cells["PAS2"]
    assert (cell.as_read, cell.decoded, cell.sure) == (165, 155, False)
    assert [replace(c, decoded=None, margin=0.0, certainty=0.0, sure=False) for c in together[2].cells.values()] == [
        replace(c, decoded=None, margin=0.0, certainty=0.0, sure=False) for c in pages[2].cells.values()
    ]


def test_clear_pages_that_contradict_each_other_go_to_a_person() -> None:
    wrong = page(3, {"SAH": belief(385, 1.0), "TOT": belief(412, 1.0), "PHP4-R": belief(412, 1.0)})

    together = decode_station({2: page(2), 3: wrong}, RULES)

    assert together[2].cells["PAS1"].decoded == 210
    assert "R9" in together[2].discrepancies
    assert "R9" in together[3].discrepancies
    assert {together[2].decision, together[3].decision} == {Decision.REVIEW}


def test_numbers_that_another_page_speaks_against_are_less_sure_than_before() -> None:
    wrong = page(3, {"SAH": belief(385, 1.0), "TOT": belief(412, 1.0), "PHP4-R": belief(412, 1.0)})
    pages = {2: page(2, {"PAS1": belief(210, 0.99999, n230=0.00001)}), 3: wrong}

    together = decode_station(pages, RULES)

    assert pages[2].cells["PAS1"].sure
    assert not together[2].cells["PAS1"].sure
    assert together[2].cells["PAS1"].certainty < 6


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("kind", ["nothing", "little", "wrong"])
def test_a_page_of_garbage_changes_nothing_on_the_clear_pages_beside_it(kind: str, *, held: bool) -> None:
    pages = {1: garbage(kind, held=held), 2: page(2), 3: page(3)}

    together = decode_station(pages, RULES)

    for number in (2, 3):
        assert (together[number].decision, together[number].reason) == (Decision.ACCEPT, "clear")
        for code, cell in pages[number].cells.items():
            assert together[number].cells[code].decoded == cell.decoded
            assert together[number].cells[code].certainty >= cell.certainty


def test_what_was_not_looked_at_lowers_no_certainty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ocr.joint._EFFORTS", ((1e-2, 1),))
    pages = {2: page(2), 3: page(3, {"TSAH": belief(27, 0.9, n29=0.1)})}

    together = decode_station(pages, RULES)

    for number, clear in pages.items():
        for code, cell in clear.cells.items():
            assert together[number].cells[code].certainty >= cell.certainty


def test_where_all_is_sure_and_adds_up_nothing_is_decoded_again() -> None:
    pages = {2: page(2), 3: page(3)}

    assert {number: each.cells for number, each in decode_station(pages, RULES).items()} == {
        number: each.cells for number, each in pages.items()
    }


def test_a_number_in_doubt_says_nothing_against_a_clear_page_whose_sum_it_breaks() -> None:
    doubtful = page(3, {"SAH": belief(385, 0.6, n365=0.4)})

    together = decode_station({2: page(2), 3: doubtful}, RULES)

    assert (together[2].decision, together[2].reason) == (Decision.ACCEPT, "clear")
    assert (together[3].reason, together[3].ask) == ("unsure", ("SAH",))
    assert "R9" in together[2].discrepancies


def test_a_held_cell_is_a_persons_to_read_whatever_the_sums_say() -> None:
    alone = page(2)
    held = replace(alone.cells["PAS1"], held=True, sure=False)

    together = decode_station({2: replace(alone, cells={**alone.cells, "PAS1": held}), 3: page(3)}, RULES)

    assert not together[2].cells["PAS1"].sure
    assert together[2].ask == ("PAS1",)


@pytest.mark.parametrize("reason", ["unsure", "corrected", "one_box", "does_not_add_up"])
def test_a_reason_that_follows_from_numbers_goes_with_the_doubt(reason: str) -> None:
    doubtful = replace(page(2, {"PAS2": belief(155, 0.9, n165=0.1)}), reason=reason)

    together = decode_station({2: doubtful, 3: page(3)}, RULES)

    assert (together[2].decision, together[2].reason) == (Decision.ACCEPT, "clear")


@pytest.mark.parametrize("reason", ["no_station", "screen", "corner_missing"])
def test_a_reason_that_does_not_follow_from_numbers_stays(reason: str) -> None:
    other = replace(page(2), decision=Decision.REVIEW, reason=reason)

    together = decode_station({2: other, 3: page(3)}, RULES)

    assert (together[2].decision, together[2].reason) == (Decision.REVIEW, reason)


def test_a_refused_page_says_nothing() -> None:
    refused = PageReading(PhotoDigest("0" * 64), None, 2, None, None, Decision.REFUSE, "too_dark", None)

    together = decode_station({2: refused, 3: page(3)}, RULES)

    assert together[2] == refused
    assert together[3].decision is Decision.ACCEPT


def test_one_answer_that_settles_two_doubts_is_the_only_one_asked() -> None:
    doubtful = page(2, {"PAS1": belief(210, 0.6, n240=0.4), "PAS2": belief(155, 0.6, n125=0.4)})

    together = decode_station({2: doubtful, 3: page(3)}, RULES)

    assert not together[2].cells["PAS1"].sure
    assert len(together[2].ask) == 1


def test_readings_made_before_chances_were_kept_are_left_alone() -> None:
    old = page(2)
    old = replace(old, cells={code: replace(cell, chances=None) for code, cell in old.cells.items()})

    together = decode_station({2: old, 3: page(3)}, RULES)

    assert together[2].cells == old.cells
