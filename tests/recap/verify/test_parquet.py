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


def rows(content: bytes) -> list[tuple[Value, ...]]:
    return list(zip(*(column.values for column in parquet.read(content)), strict=True))


@given(st.lists(ROW, max_size=40))
def test_every_table_is_read_back_as_it_was_written(table: list[tuple[Value, ...]]) -> None:
    content = publisher.write(COLUMNS, table)

    assert rows(content) == table
    assert [column.name for column in parquet.read(content)] == ["name", "votes", "counted"]


def test_a_table_of_several_row_groups_is_read_as_one() -> None:
    table = [(str(n), n, n % 3 == 0) for n in range(publisher.ROW_GROUP + 10)]

    assert rows(publisher.write(COLUMNS, table)) == table


def test_a_moment_is_microseconds_since_1970() -> None:
    content = publisher.write([Column("at", Kind.MOMENT)], [("1970-01-01T00:00:01.5+00:00",), (None,)])

    assert parquet.read(content)[0].values == (1_500_000, None)


def test_damaged_tables_are_refused_and_nothing_else_is_raised() -> None:
    content = publisher.write(COLUMNS, [(str(n), n, True) for n in range(300)])
    choose = Random(5)  # noqa: S311  damage that a seed repeats

    for _ in range(2000):
        damaged = bytearray(content[: choose.randrange(1, len(content))] if choose.random() < 0.2 else content)
        for _ in range(choose.randrange(1, 4)):
            damaged[choose.randrange(len(damaged))] = choose.randrange(256)
        try:
            parquet.read(bytes(damaged))
        except ValueError:
            continue


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 4 + b"PAR1"])
def test_what_is_no_table_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parquet.read(content)


@pytest.mark.parametrize("content", [b"", b"\x15", b"\x19", b"\x1c\x1c\x1c" * 40, b"\x80" * 30])
def test_a_broken_structure_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Reader(content).struct()
