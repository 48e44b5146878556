import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.specimen.numbers import plausible
from ocr.specimen.slips import paper_error
from recap.domain.election import Station, StationCode
from recap.domain.rules import check, rules_for


def make_values(seed: int, voters: int = 500) -> dict[str, int]:
    station = Station(StationCode("3374011001001"), 1, voters // 2, voters - voters // 2, cap=600)
    return plausible(station, 2, np.random.default_rng(seed))


@given(st.integers(0, 2**32), st.integers(0, 600))
def test_a_paper_error_changes_one_cell_and_names_the_rules_it_breaks(seed: int, voters: int) -> None:
    values = make_values(seed, voters)

    error = paper_error(values, np.random.default_rng(seed))

    assert [code for code in values if values[code] != error.values[code]] == [error.cell]
    assert error.broken == tuple(v.key for v in check(error.values, rules_for(2)))
    assert error.broken
    assert 0 <= error.values[error.cell] <= 999


def test_paper_errors_are_of_many_kinds() -> None:
    rng = np.random.default_rng(3)

    kinds = {(error.cell, error.slip) for n in range(100) for error in [paper_error(make_values(n), rng)]}

    assert len(kinds) >= 8
