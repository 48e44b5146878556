"""Numbers are spelled as Indonesian forms spell them."""

import pytest

from ocr.specimen.spelling import words


@pytest.mark.parametrize(
    ("number", "expected"),
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
    ],
)
def test_a_number_is_spelled_in_capitals(number: int, expected: str) -> None:
    assert words(number) == expected


def test_all_numbers_of_a_form_are_spelled_differently() -> None:
    assert len({words(number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_what_no_form_holds_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        words(number)
