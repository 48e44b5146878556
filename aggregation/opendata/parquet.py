"""Tables as Parquet files that also a small reader can read: plain values, gzip, pages of version 1, no dictionaries.

The bytes depend on the version of pyarrow, which requirements.lock names; the values on nothing but the rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from recap.domain.opendata.columns import Column, Kind, Value

ROW_GROUP = 65_536
"""Rows of one group: a city's stations and a kecamatan's cells fit in one."""

_LEVEL = 6
"""A city's cells take 0.3 s and 0.75 MB; the library's own level 9 takes 2.6 s and 0.70 MB."""
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.int64(),
    Kind.FLAG: pa.bool_(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
}


def write(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as a Parquet file with typed columns; moments are whole microseconds of UTC."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    schema = pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in columns])
    arrays = [
        pa.array([_typed(column, value) for value in each], _TYPES[column.kind])
        for column, each in zip(columns, values, strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        sink,
        row_group_size=ROW_GROUP,
        version="2.6",
        compression="gzip",
        compression_level=_LEVEL,
        use_dictionary=False,
        write_statistics=False,
        data_page_version="1.0",
        store_schema=False,
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _typed(column: Column, value: Value) -> Value | datetime:
    if column.kind is Kind.MOMENT and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value
