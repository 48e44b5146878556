"""Parquet files as the publisher writes them, read back: plain values, gzip, data pages of version 1, optional columns.

Just enough of the format (github.com/apache/parquet-format, Thrift compact protocol) to compare a table cell by cell;
whatever else a file may hold is refused with ValueError.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from struct import error as StructError  # noqa: N812  a class of the standard library with a function's name
from struct import unpack, unpack_from

from recap.verify.thrift import Reader, Struct

Value = str | int | bool | None

_MAGIC = b"PAR1"
_BOOL, _INT64, _TEXT = 0, 2, 6
_GZIP, _PLAIN, _RLE = 2, 0, 3
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_LEAST = 12
"""Bytes of the marks at both ends and of the length between them."""
_CHILDREN, _DICTIONARY = 5, 11
"""Fields of a schema element and of a column chunk: columns within columns, and dictionaries, which we do not write."""
_LARGEST = 1 << 30
"""A page that unpacks to more is refused: no honest page does."""
_A_VALUE, _SPARE = 1 << 10, 1 << 20
"""Bytes that a value may unpack to on the average of a file, and what any file may unpack to."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name and its values, None where there is none."""

    name: str
    values: tuple[Value, ...]


def read(content: bytes, rows: int, columns: int) -> tuple[Column, ...]:
    """Return the columns of a file in their order; ValueError unless it is such a file with so many rows and columns.

    What is unpacked is bound by these numbers: a small file can claim millions of rows, and unpack to gigabytes.
    """
    if len(content) < _LEAST or content[:4] != _MAGIC or content[-4:] != _MAGIC:
        raise ValueError(content[:4])
    try:
        return _columns(content, rows, columns)
    except StructError as error:
        raise ValueError(len(content)) from error


def _columns(content: bytes, rows: int, columns: int) -> tuple[Column, ...]:
    (length,) = unpack("<I", content[-8:-4])
    footer = Reader(content[-8 - length : -8]).struct()
    leaves = [leaf for leaf in footer.structs(2) if _CHILDREN not in leaf.fields]
    names = [leaf.text(4) for leaf in leaves]
    kinds = [leaf.number(1) for leaf in leaves]
    groups = footer.structs(4)
    _demand(rows, footer.number(3), _sum(group.number(3) for group in groups))
    _demand(columns, len(names))
    found: list[list[Value]] = [[] for _ in names]
    left = _SPARE + rows * columns * _A_VALUE
    for group in groups:
        chunks = [chunk.struct(3) for chunk in group.structs(1)]
        if [".".join(chunk.texts(3)) for chunk in chunks] != names:
            raise ValueError(names)
        for column, kind, chunk in zip(found, kinds, chunks, strict=True):
            _demand(group.number(3), chunk.number(5))
            left -= chunk.number(6)
            if left < 0:
                raise ValueError(left)
            column.extend(_chunk(content, chunk, kind))
    _demand(rows, *map(len, found))
    return tuple(Column(name, tuple(column)) for name, column in zip(names, found, strict=True))


def _chunk(content: bytes, chunk: Struct, kind: int) -> Iterator[Value]:
    """Yield the values of one column chunk, page by page."""
    if chunk.number(4) != _GZIP or _DICTIONARY in chunk.fields:
        raise ValueError(chunk.number(4))
    start = at = chunk.number(9)
    left, unpacked, most = chunk.number(5), 0, chunk.number(6)
    while left > 0:
        reader = Reader(content, at)
        head = reader.struct()
        page = head.struct(5)
        packed = content[reader.at : reader.at + head.number(3)]
        unpacked += reader.at - at + head.number(2)
        at, left = reader.at + head.number(3), left - page.number(1)
        if page.number(1) <= 0 or left < 0 or unpacked > most:
            raise ValueError(unpacked)
        if (head.number(1), page.number(2), page.number(3)) != (0, _PLAIN, _RLE):
            raise ValueError(page.number(2))
        yield from _page(_unpacked(packed, head.number(2)), page.number(1), kind)
    _demand(at - start, chunk.number(7))
    _demand(unpacked, chunk.number(6))


def _sum(numbers: Iterable[int]) -> int:
    """Return the sum of numbers none of which may be less than nothing; ValueError otherwise."""
    known = list(numbers)
    if any(each < 0 for each in known):
        raise ValueError(known)
    return sum(known)


def _demand(first: int, *others: int) -> None:
    """Raise ValueError unless all are the same: other readers may believe any of them."""
    if set(others) - {first}:
        raise ValueError(first)


def _unpacked(packed: bytes, size: int) -> bytes:
    if not 0 <= size <= _LARGEST:
        raise ValueError(size)
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    try:
        content = unpacking.decompress(packed, size + 1)
    except zlib.error as error:
        raise ValueError(size) from error
    # At its end stands a sum over all that was packed, which is only looked at when it is reached.
    if len(content) != size or not unpacking.eof or unpacking.unused_data:
        raise ValueError(size)
    return content


def _page(content: bytes, count: int, kind: int) -> Iterator[Value]:
    (length,) = unpack_from("<I", content)
    there = _bits(content[4 : 4 + length], count)
    values = _plain(content[4 + length :], sum(there), kind)
    for is_there in there:
        yield next(values) if is_there else None


def _bits(content: bytes, count: int) -> list[bool]:
    """Return definition levels of one bit each, from runs and from groups of eight (the RLE hybrid)."""
    levels: list[bool] = []
    reader = Reader(content)
    while len(levels) < count:
        head = reader.varint()
        if head & 1:
            packed = reader.take(head >> 1)
            levels += [bool(byte >> bit & 1) for byte in packed for bit in range(8)]
        else:
            levels += [bool(reader.take(1)[0])] * min(head >> 1, count - len(levels))
    return levels[:count]


def _plain(content: bytes, count: int, kind: int) -> Iterator[Value]:
    if kind == _INT64:
        yield from unpack_from(f"<{count}q", content)
    elif kind == _BOOL:
        yield from (bool(content[index >> 3] >> (index & 7) & 1) for index in range(count))
    elif kind == _TEXT:
        reader = Reader(content)
        for _ in range(count):
            (length,) = unpack("<I", reader.take(4))
            yield reader.take(length).decode()
    else:
        raise ValueError(kind)
