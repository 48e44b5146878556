import numpy as np
import pytest

from ocr.paper.identity import Identity
from ocr.read import read
from ocr.specimen.conditions import GOOD
from ocr.specimen.make import Order, make
from recap.app import layouts
from recap.cli.read import known_forms
from recap.domain.election import Choice, ContestId, StationCode


def photo(choices: int, page: int) -> tuple[bytes, dict[str, int]]:
    layout = layouts.load("C.HASIL-KWK", choices)
    people = tuple(Choice(n, f"Pasangan {n}") for n in range(1, choices + 1))
    names = ("Jawa Tengah", "Kota Semarang", "Tugu", "Jerakah")
    identity = Identity(
        ContestId("semarang-2024.pkwkk"), StationCode("3374161001001"), *names, number=1, choices=people
    )
    rng = np.random.default_rng(choices * 10 + page)
    values = {code: int(rng.integers(1, 400)) for code in layout.page(page).codes}
    return make(Order(layout, page, identity, values, 5, GOOD)).photo, values


@pytest.mark.parametrize(("choices", "page"), [(1, 2), (2, 2), (3, 2), (4, 3), (5, 3), (7, 4), (4, 4), (10, 6)])
def test_a_page_tells_how_many_choices_there_are(choices: int, page: int) -> None:
    content, values = photo(choices, page)

    reading = read(content, known_forms(None, None)).reading

    assert (reading.layout, reading.page) == ("C.HASIL-KWK", page)
    assert set(reading.cells) == set(values)
    right = sum(cell.as_read == values[code] for code, cell in reading.cells.items())
    assert right >= len(values) - 1
