from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.domain import statement
from recap.domain.refusals.documents import StatementInvalid, StatementUnreadable
from recap.domain.statement import CopyStatement

SIGNATURE = bytes(range(64))
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)


def made(choices: int = 2) -> CopyStatement:
    return CopyStatement(
        contest="semarang-2024.pkwkk",
        station="3374011001001",
        count=1,
        revision=1,
        made_at=datetime(2024, 11, 27, 14, 30, tzinfo=UTC),
        values={code: 100 + n for n, code in enumerate(statement.cells(choices))},
        photos={page: f"{page:064x}" for page in (1, 2, 3)},
        content="ab" * 32,
        key="0123456789abcdef",
    )


@st.composite
def statements(draw: st.DrawFn) -> CopyStatement:
    order = statement.cells(draw(st.integers(1, 12)))
    number = st.none() | st.integers(0, 3_000_000)
    return CopyStatement(
        contest=draw(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.-", min_size=1, max_size=40)),
        station=f"{draw(st.integers(11_00_00_0000_000, 96_99_99_9999_999)):013d}",
        count=draw(st.integers(1, 9)),
        revision=draw(st.integers(1, 500)),
        made_at=datetime.fromtimestamp(draw(st.integers(1_500_000_000, 4_000_000_000)), UTC),
        values={code: draw(number) for code in order},
        photos=draw(st.dictionaries(st.integers(1, 32), DIGEST, max_size=8)),
        content=draw(DIGEST),
        key=draw(st.binary(min_size=8, max_size=8).map(bytes.hex)),
    )


@given(statements(), st.binary(min_size=64, max_size=64))
def test_what_was_written_is_read_back(said: CopyStatement, signature: bytes) -> None:
    found, signed, read_signature = statement.decode(statement.encode(said, signature))

    assert found == said
    assert signed == statement.pack(said)
    assert read_signature == signature


@given(statements(), statements())
def test_different_statements_have_different_bytes(one: CopyStatement, other: CopyStatement) -> None:
    assert (one == other) == (statement.pack(one) == statement.pack(other))


@given(st.binary(max_size=600))
def test_bytes_of_another_kind_are_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(StatementUnreadable):
        statement.decode(str(int.from_bytes(content)))


@given(st.text(max_size=50))
def test_text_of_another_kind_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(StatementUnreadable):
        statement.decode(text)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_is_another_statement_or_none(place: int, byte: int) -> None:
    content = bytearray(statement.pack(made()) + SIGNATURE)
    at = place % len(content)
    changed = content[at] != byte
    content[at] = byte

    try:
        _, signed, signature = statement.decode(str(int.from_bytes(content)))
    except StatementUnreadable:
        assert changed
    else:
        assert ((signed, signature) != (statement.pack(made()), SIGNATURE)) == changed


def test_the_digits_may_follow_an_address() -> None:
    text = statement.encode(made(), SIGNATURE)

    assert statement.decode(f"https://rekap.example/verify#{text}") == statement.decode(text)


def test_a_number_that_is_not_on_the_paper_stays_missing() -> None:
    said = replace(made(), values={**made().values, "DP2-L": None, "PAS1": 0})

    found, _, _ = statement.decode(statement.encode(said, SIGNATURE))

    assert found.values["DP2-L"] is None
    assert found.values["PAS1"] == 0


def test_a_cell_no_form_has_is_refused() -> None:
    with pytest.raises(StatementInvalid, match="PAS9"):
        statement.pack(replace(made(), values={**made().values, "PAS9": 1}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "ab"},
        {"key": "xyz"},
        {"station": "123456789012345678"},
        {"count": -1},
        {"photos": {1: "00"}},
        {"values": {"PAS1": -1}},
    ],
)
def test_what_has_no_spelling_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(StatementInvalid):
        statement.pack(replace(made(), **wrong))  # type: ignore[arg-type]


def test_a_signature_of_another_length_is_refused() -> None:
    with pytest.raises(StatementInvalid):
        statement.encode(made(), b"short")


@pytest.mark.parametrize("choices", [1, 3, 10])
def test_the_statement_of_the_largest_form_fits_the_code(choices: int) -> None:
    large = replace(made(choices), photos=dict.fromkeys(range(1, 7), "f" * 64))

    assert len(statement.encode(large, SIGNATURE)) < 1_400
