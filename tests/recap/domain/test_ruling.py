import pytest

from recap.domain.errors import Invalid, ReasonMissing, ValuesMissing
from recap.domain.reason import Reason
from recap.domain.refusals import CellsUnrelated, ReasonContradicts
from recap.domain.refusals.cases import NoteTooShort, PageIncomplete, ReasonUnfit
from recap.domain.rules import Relation, Severity
from recap.domain.ruling import changes, fitting, size_of
from recap.domain.settlement import Discrepancy

SUM = Discrepancy(
    "R10", Severity.HARD, ("TOT", "SAH", "TSAH"), (("TOT", 9), ("SAH", 5), ("TSAH", 3)), 9, Relation.EQUAL, 8
)
READERS = Discrepancy("READERS:PAS1", Severity.HARD, ("PAS1",), (("machine", 5), ("kpps", 6)))
PAGE = Discrepancy("MISSING:2", Severity.BOUND, ("PAS1", "PAS2"), (("PAS1", None), ("PAS2", None)))
LONG = "The paper was read aloud by the chair and shown to all."


def test_keeping_the_paper_gives_no_numbers() -> None:
    assert changes(SUM, Reason.PAPER_DOES_NOT_ADD_UP, "read aloud", {"TOT": 9}) == {}


def test_a_correction_gives_only_what_changes() -> None:
    assert changes(SUM, Reason.MISREAD, "it is an 8", {"TOT": 8, "SAH": 5}) == {"TOT": 8}


def test_between_readers_the_number_one_of_them_saw_is_an_answer() -> None:
    assert changes(READERS, Reason.MISKEYED, "a clear 5", {"PAS1": 5}) == {"PAS1": 5}


@pytest.mark.parametrize(
    ("found", "reason", "note", "values", "refusal"),
    [
        (SUM, Reason.MISREAD, "  ", {"TOT": 8}, ReasonMissing),
        (SUM, Reason.MISREAD, "seen", {}, ValuesMissing),
        (SUM, Reason.MISREAD, "seen", {"TOT": 9}, ValuesMissing),
        (SUM, Reason.CORRECTED_ON_PAPER, "seen", {"TOT": -8}, ValuesMissing),
        (SUM, Reason.CORRECTED_ON_PAPER, "seen", {"PAS1": 8}, CellsUnrelated),
        (SUM, Reason.PAPER_DOES_NOT_ADD_UP, "seen", {"TOT": 8}, ReasonContradicts),
        (READERS, Reason.PAPER_DOES_NOT_ADD_UP, "seen", {}, ReasonUnfit),
        (SUM, Reason.HINT_CHECKED, "seen", {}, ReasonUnfit),
        (SUM, Reason.OTHER, "too short", {}, NoteTooShort),
        (READERS, Reason.OTHER, LONG, {}, ValuesMissing),
        (PAGE, Reason.OTHER, LONG, {}, ValuesMissing),
        (PAGE, Reason.KEYED_FROM_PAPER, "read aloud", {"PAS1": 5}, PageIncomplete),
        (READERS, Reason.MISREAD, "seen", {}, ValuesMissing),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    found: Discrepancy, reason: Reason, note: str, values: dict[str, int], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        changes(found, reason, note, values)


def test_words_of_ones_own_may_keep_the_paper_or_change_it() -> None:
    assert changes(SUM, Reason.OTHER, LONG, {}) == {}
    assert changes(SUM, Reason.OTHER, LONG, {"TOT": 8}) == {"TOT": 8}


def test_a_page_keyed_from_the_paper_gives_every_number_of_it() -> None:
    assert changes(PAGE, Reason.KEYED_FROM_PAPER, "read aloud", {"PAS1": 5, "PAS2": 0}) == {"PAS1": 5, "PAS2": 0}


@pytest.mark.parametrize("key", ["READERS:PAS1", "R9", "R16:DP1-J", "R20:2", "R21:ab", "R23:DP1-L", "R24:turnout"])
def test_every_kind_of_case_has_reasons_and_room_for_words(key: str) -> None:
    reasons = fitting(Discrepancy(key, Severity.HARD, (), ()))

    assert len(reasons) >= 3
    assert reasons[-1] is Reason.OTHER


def test_the_size_of_a_change_is_the_largest_change_of_votes() -> None:
    before = {"TOT": 9, "SAH": 5, "TSAH": 3}

    assert size_of(SUM, {"TOT": 28, "SAH": 4}, before) == 19
    assert size_of(Discrepancy("R1:DP1", Severity.HARD, ("DP1-J",), (("DP1-J", 9),)), {"DP1-J": 400}, {"DP1-J": 9}) == 0


def test_between_readers_a_number_one_of_them_saw_changes_nothing() -> None:
    assert size_of(READERS, {"PAS1": 6}, {}) == 0
    assert size_of(READERS, {"PAS1": 26}, {}) == 20


def test_a_number_nobody_saw_changes_by_all_of_itself() -> None:
    assert size_of(PAGE, {"PAS1": 140, "PAS2": 3}, {}) == 140
