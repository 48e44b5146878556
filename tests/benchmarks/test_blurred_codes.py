"""How alike codes are at most, and what is said of blurred ones."""

import numpy as np
import pytest

from benchmarks.blurred_codes import Compared, figures, modules, pairs
from ocr.codelook import LEAST
from recap.domain.election import ContestId, StationCode
from recap.domain.pagecode import PageCode


def code(station: int) -> PageCode:
    return PageCode(ContestId("semarang-2024.pkwkk"), StationCode(str(3374010001000 + station)), 2)


def test_two_codes_that_differ_in_a_quarter_of_their_modules_explain_a_quarter_of_each_other() -> None:
    one = np.ones(8, np.float32)
    far, near = one.copy(), one.copy()
    far[:4], near[:2] = -1, -1

    found = pairs(np.stack([one, far, near]))

    assert found["pairs_of_codes"] == 3
    assert found["modules_that_differ_at_least"] == 2
    assert found["one_explains_of_another_at_most"] == pytest.approx(0.25)


def test_codes_of_real_stations_differ_by_more_than_the_reader_lets_pass() -> None:
    found = pairs(np.stack([modules(code(station)) for station in range(1, 60)]))

    assert found["modules_that_say_something"] == 567
    assert isinstance(found["one_explains_of_another_at_most"], float)
    assert found["one_explains_of_another_at_most"] < LEAST


def test_a_code_is_known_or_mistaken_from_the_bar_in_force_on() -> None:
    found = figures([Compared(LEAST + 0.1, 0.4), Compared(LEAST - 0.1, LEAST)])

    assert (found["codes_not_decoded"], found["known_for_the_one_due"], found["another_taken_for_it"]) == (2, 1, 1)
