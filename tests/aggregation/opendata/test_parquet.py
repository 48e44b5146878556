"""The Parquet files, read back by a reader that is not ours: the same values as the CSV, typed."""

import io
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aggregation.opendata import exports, parquet
from recap.domain.opendata import columns
from recap.domain.opendata.columns import Column, Kind
from tests import openfolder

ENTRY = {"id": "kecil-2024", "name": "Pemilihan Kecil 2024", "day": "2024-11-27", "definition": "ab" * 32}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    files, contest, area = openfolder.folder(openfolder.contest(), openfolder.stations())
    return exports.of_root(files.__getitem__, ENTRY, contest, area)


def table(content: bytes) -> Any:  # noqa: ANN401  pyarrow is not typed
    return pq.read_table(io.BytesIO(content))


def test_all_files_of_the_standard_library_are_among_them(made: dict[str, bytes]) -> None:
    files, contest, area = openfolder.folder(openfolder.contest(), openfolder.stations())

    assert made.items() >= openfolder.remade(files.__getitem__, contest, area).items()
    assert made.keys() - {"stations.parquet", "cells.parquet"} == {
        "stations.csv",
        "exceptions.csv",
        "nist.json",
        "nist.xml",
    }


def test_a_stations_row_has_typed_values(made: dict[str, bytes]) -> None:
    found = table(made["stations.parquet"])

    two = found.to_pylist()[1]

    assert found.column_names == columns.names(columns.stations(openfolder.contest()))
    assert (two["station"], two["PAS1"], two["counted"], two["valid_written"], two["valid_computed"]) == (
        openfolder.TWO,
        200,
        True,
        301,
        300,
    )
    assert two["changed_at"] == datetime.fromisoformat(openfolder.LATER)
    assert found.to_pylist()[3]["PAS1"] is None


def test_every_cell_has_its_five_forms_in_a_row_of_its_own(made: dict[str, bytes]) -> None:
    found = table(made["cells.parquet"]).to_pylist()

    assert [row for row in found if row["station"] == openfolder.TWO and row["cell"] == "SAH"] == [
        {
            "station": openfolder.TWO,
            "cell": "SAH",
            "read": 301,
            "keyed": 301,
            "written": 301,
            "corrected": 300,
            "counted": 300,
            "readers": "kpps+machine",
        }
    ]
    assert len(found) == 2 * len(columns.codes(openfolder.contest()))


def test_a_table_is_written_so_that_a_small_reader_can_read_it(made: dict[str, bytes]) -> None:
    file = pq.ParquetFile(io.BytesIO(made["stations.parquet"]))

    group = file.metadata.row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]

    assert {chunk.compression for chunk in chunks} == {"GZIP"}
    assert {chunk.has_dictionary_page for chunk in chunks} == {False}
    assert {encoding for chunk in chunks for encoding in chunk.encodings} <= {"PLAIN", "RLE", "BIT_PACKED"}
    assert {chunk.physical_type for chunk in chunks} == {"BYTE_ARRAY", "INT64", "BOOLEAN"}


def test_equal_rows_make_equal_bytes() -> None:
    kinds = [Column("a", Kind.TEXT), Column("b", Kind.NUMBER), Column("c", Kind.FLAG), Column("d", Kind.MOMENT)]
    rows = [("x", 1, True, openfolder.EVENING), (None, None, None, None)]

    assert parquet.write(kinds, rows) == parquet.write(kinds, iter(rows))
    assert table(parquet.write(kinds, rows)).schema.field("d").type == pa.timestamp("us", tz="UTC")


def test_a_table_without_rows_has_its_columns() -> None:
    assert table(parquet.write(columns.CELLS, [])).column_names == columns.names(columns.CELLS)
