import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain.election import ContestId, StationCode
from recap.domain.pagecode import PageCode, decode, encode

CODE = PageCode(ContestId("semarang-2024.pkwkk"), StationCode("3374011001012"), 3)


@given(page=st.integers(1, 9), count=st.integers(1, 99))
def test_what_is_printed_is_read_again(page: int, count: int) -> None:
    code = PageCode(CODE.contest, CODE.station, page, count)

    assert decode(encode(code)) == code


def test_a_sheet_of_the_first_count_says_nothing_of_counts() -> None:
    assert encode(CODE).startswith("RECAP1/SEMARANG-2024.PKWKK/3374011001012/3/")


@pytest.mark.parametrize("change", [("/3C2/", "/3C3/"), ("/3C2/", "/3/"), ("/3C2/", "/C2/"), ("RECAP1", "RECAP2")])
def test_a_changed_text_is_not_ours(change: tuple[str, str]) -> None:
    text = encode(PageCode(CODE.contest, CODE.station, 3, 2))

    assert decode(text) is not None
    assert decode(text.replace(*change)) is None
