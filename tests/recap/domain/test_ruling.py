import pytest

from recap.domain.errors import Invalid, ReasonMissing, ValuesMissing
from recap.domain.refusals import CellsUnrelated, ReasonContradicts
from recap.domain.rules import Relation, Severity
from recap.domain.ruling import changes
from recap.domain.settlement import Discrepancy, Reason

SUM = Discrepancy(
    "R10", Severity.HARD, ("TOT", "SAH", "TSAH"), (("TOT", 9), ("SAH", 5), ("TSAH", 3)), 9, Relation.EQUAL, 8
)
READERS = Discrepancy("READERS:PAS1", Severity.HARD, ("PAS1",), (("machine", 5), ("kpps", 6)))


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
        (READERS, Reason.PAPER_DOES_NOT_ADD_UP, "seen", {}, ValuesMissing),
        (READERS, Reason.MISREAD, "seen", {}, ValuesMissing),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    found: Discrepancy, reason: Reason, note: str, values: dict[str, int], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        changes(found, reason, note, values)
