from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregation.opendata import parquet as publisher
from recap.domain.opendata.columns import Column, Kind, Value
from recap.verify import parquet
from recap.verify.thrift import Reader

COLUMNS = [Column("name", Kind.TEXT), Column("votes", Kind.NUMBER), Column("counted", Kind.FLAG)]
ROW = st.tuples(
    st.none() | st.text(max_size=9),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
)


def rows(content: bytes, number: int) -> list[tuple[Value, ...]]:
    return list(zip(*(column.values for column in parquet.read(content, number, 3)), strict=True))


@given(st.lists(ROW, max_size=40))
def test_every_table_is_read_back_as_it_was_written(table: list[tuple[Value, ...]]) -> None:
    content = publisher.write(COLUMNS, table)

    assert rows(content, len(table)) == table
    assert [column.name for column in parquet.read(content, len(table), 3)] == ["name", "votes", "counted"]


def test_a_table_of_several_row_groups_is_read_as_one() -> None:
    table = [(str(n), n, n % 3 == 0) for n in range(publisher.ROW_GROUP + 10)]

    assert rows(publisher.write(COLUMNS, table), len(table)) == table


def test_a_moment_is_microseconds_since_1970() -> None:
    content = publisher.write([Column("at", Kind.MOMENT)], [("1970-01-01T00:00:01.5+00:00",), (None,)])

    assert parquet.read(content, 2, 1)[0].values == (1_500_000, None)


def test_damaged_tables_are_refused_and_nothing_else_is_raised() -> None:
    content = publisher.write(COLUMNS, [(str(n), n, True) for n in range(300)])
    choose = Random(5)  # noqa: S311  damage that a seed repeats

    for _ in range(2000):
        damaged = bytearray(content[: choose.randrange(1, len(content))] if choose.random() < 0.2 else content)
        for _ in range(choose.randrange(1, 4)):
            damaged[choose.randrange(len(damaged))] = choose.randrange(256)
        try:
            parquet.read(bytes(damaged), 300, 3)
        except ValueError:
            continue


@pytest.mark.parametrize(("number", "columns"), [(299, 3), (301, 3), (300, 2), (1 << 30, 3)])
def test_a_table_of_another_size_than_is_due_is_refused_unread(number: int, columns: int) -> None:
    content = publisher.write(COLUMNS, [(str(n), n, True) for n in range(300)])

    with pytest.raises(ValueError, match=r"."):
        parquet.read(content, number, columns)


def test_a_page_that_claims_more_rows_than_its_column_has_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = publisher.write(COLUMNS[:1], [(None,)] * 90)
    claimed = content.replace(b"\xb4\x01", b"\x80\x7d", 1)  # 90 and 8,000 as numbers of the protocol
    monkeypatch.setattr(parquet, "_page", lambda *_: pytest.fail("unpacked"))

    with pytest.raises(ValueError, match=r"."):
        parquet.read(claimed, 90, 1)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 4 + b"PAR1"])
def test_what_is_no_table_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parquet.read(content, 1, 1)


@pytest.mark.parametrize("content", [b"", b"\x15", b"\x19", b"\x1c\x1c\x1c" * 40, b"\x80" * 30, b"\x19" * 5000])
def test_a_broken_structure_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Reader(content).struct()
