"""Numbers are spelled as Indonesian forms spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.spelling import words

_UNITS = ["NOL", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN"]
_SE = {"SEPULUH": "SATU PULUH", "SEBELAS": "SATU BELAS", "SERATUS": "SATU RATUS", "SERIBU": "SATU RIBU"}


def number(text: str) -> int:
    """Read a number the way it is said: units collect, PULUH and RATUS lift the unit, RIBU and JUTA what was said."""
    whole, said, unit = 0, 0, 0
    for word in " ".join(_SE.get(word, word) for word in text.split()).split():
        match word:
            case "BELAS":
                said, unit = said + 10 + unit, 0
            case "PULUH" | "RATUS":
                said, unit = said + unit * (10 if word == "PULUH" else 100), 0
            case "RIBU" | "JUTA":
                whole, said, unit = whole + (said + unit) * (1000 if word == "RIBU" else 1_000_000), 0, 0
            case _:
                unit = _UNITS.index(word)
    return whole + said + unit


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "NOL"),
        (1, "SATU"),
        (10, "SEPULUH"),
        (11, "SEBELAS"),
        (12, "DUA BELAS"),
        (20, "DUA PULUH"),
        (69, "ENAM PULUH SEMBILAN"),
        (100, "SERATUS"),
        (117, "SERATUS TUJUH BELAS"),
        (211, "DUA RATUS SEBELAS"),
        (999, "SEMBILAN RATUS SEMBILAN PULUH SEMBILAN"),
        (1000, "SERIBU"),
        (2005, "DUA RIBU LIMA"),
        (110_600, "SERATUS SEPULUH RIBU ENAM RATUS"),
        (1_000_000, "SATU JUTA"),
        (1_001_001, "SATU JUTA SERIBU SATU"),
        (21_000_011, "DUA PULUH SATU JUTA SEBELAS"),
        (100_100_100, "SERATUS JUTA SERATUS RIBU SERATUS"),
    ],
)
def test_a_number_is_spelled_in_capitals(value: int, expected: str) -> None:
    assert words(value) == expected


def test_every_number_up_to_twenty_thousand_is_read_back_from_its_words() -> None:
    assert all(number(words(value)) == value for value in range(20_000))


@given(st.integers(0, 999_999_999))
def test_any_number_is_read_back_from_its_words(value: int) -> None:
    assert number(words(value)) == value


@pytest.mark.parametrize("value", [-1, 1_000_000_000])
def test_what_no_document_holds_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        words(value)
