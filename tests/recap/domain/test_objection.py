from datetime import UTC, datetime

import pytest

from recap.domain.election import ContestId
from recap.domain.objection import Objection, ObjectionKind, dispute, must_fit, words_of
from recap.domain.refusals.plenary import ObjectionCellsUnknown, ObjectionEmpty
from recap.domain.rules import Severity

OBJECTION = Objection(
    number=7,
    contest=ContestId("kecil-2024.pkwkk"),
    area="3374011001001",
    kind=ObjectionKind.OBJECTION,
    text="Salah.",
    values={"PAS1": 199, "SAH": 299},
    officer=3,
    name="Budi",
    role="witness",
    choice=1,
    filed_at=datetime(2024, 11, 29, tzinfo=UTC),
)


def test_an_accepted_objection_puts_what_counts_beside_what_is_claimed() -> None:
    found = dispute(OBJECTION, {"PAS1": 200})

    assert (found.key, found.severity, found.cells) == ("OBJECTION:7", Severity.HARD, ("PAS1", "SAH"))
    assert found.values == (("PAS1", 200), ("SAH", None), ("claimed:PAS1", 199), ("claimed:SAH", 299))


def test_the_case_is_another_one_when_other_numbers_count() -> None:
    assert dispute(OBJECTION, {"PAS1": 200}).fingerprint != dispute(OBJECTION, {"PAS1": 201}).fingerprint


@pytest.mark.parametrize("values", [{"PAS9": 1}, {"PAS1": -1}, {"PAS1": 1, "": 2}])
def test_only_numbers_of_the_form_can_be_claimed(values: dict[str, int]) -> None:
    with pytest.raises(ObjectionCellsUnknown):
        must_fit(values, ("PAS1", "SAH"))


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_objection_says_something(text: str) -> None:
    with pytest.raises(ObjectionEmpty):
        words_of(text)
    assert words_of(" Salah. ") == "Salah."
