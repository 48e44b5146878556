from recap.domain.provenance import chains
from recap.domain.reading import Reader
from recap.domain.reason import Reason
from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy
from tests.filled import answer, both, photo

SLIP = Discrepancy("R9", Severity.HARD, ("PAS1",), (("PAS1", 201),))


def test_the_way_of_a_number_names_who_when_where_and_why() -> None:
    ruling = answer(SLIP, Reason.CORRECTED_ON_PAPER, {"PAS1": 200})

    steps = chains(both(2, {"PAS1": 201}), [ruling], {SLIP.fingerprint: 12})["PAS1"]

    assert [(step.reader, step.value) for step in steps] == [(Reader.MACHINE, 201), (Reader.KPPS, 201), (None, 200)]
    assert [step.photo for step in steps] == [photo(2), photo(2), None]
    assert (steps[2].role, steps[2].reason, steps[2].case) == ("ppk", Reason.CORRECTED_ON_PAPER, 12)
    assert steps[2].note == "seen on the paper"


def test_a_cell_nobody_decided_has_its_readings_only() -> None:
    ruling = answer(SLIP, Reason.CORRECTED_ON_PAPER, {"PAS1": 200})

    assert len(chains(both(2), [ruling], {})["PAS2"]) == 2
