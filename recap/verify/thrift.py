"""Thrift's compact protocol, as the heads of Parquet files are written in it (thrift-compact-protocol.md)."""

from dataclasses import dataclass

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_VARINTS = (4, 5, 6)
_WIDTHS = {_TRUE: 1, _FALSE: 1, _BYTE: 1, _DOUBLE: 8, _BINARY: 0}
"""How many bytes a value has; none: its length stands before it."""
_LONG = 15
"""The length that says that the length follows."""
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Struct:
    """One structure: its fields by number; a method raises ValueError where a field is missing or of another kind."""

    fields: dict[int, object]

    def number(self, field: int) -> int:
        """Return a whole number."""
        value = self.fields.get(field)
        if type(value) is not int:
            raise ValueError(field)
        return value

    def text(self, field: int) -> str:
        """Return a text."""
        value = self.fields.get(field)
        if not isinstance(value, bytes):
            raise ValueError(field)  # noqa: TRY004  a wrong value in a file, not a wrong call
        return value.decode()

    def struct(self, field: int) -> "Struct":
        """Return a structure within."""
        value = self.fields.get(field)
        if not isinstance(value, Struct):
            raise ValueError(field)  # noqa: TRY004  a wrong value in a file, not a wrong call
        return value

    def structs(self, field: int) -> "list[Struct]":
        """Return a list of structures."""
        return [each for each in self._list(field) if isinstance(each, Struct)]

    def texts(self, field: int) -> list[str]:
        """Return a list of texts."""
        return [each.decode() for each in self._list(field) if isinstance(each, bytes)]

    def _list(self, field: int) -> list[object]:
        value = self.fields.get(field)
        if not isinstance(value, list):
            raise ValueError(field)  # noqa: TRY004  a wrong value in a file, not a wrong call
        return value


class Reader:
    """Bytes read from a place on; every method raises ValueError where they end too early."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        """Begin at this byte."""
        if not 0 <= at <= len(content):
            raise ValueError(at)
        self._content = content
        self.at = at

    def take(self, length: int) -> bytes:
        """Return the next bytes."""
        if not 0 <= length <= len(self._content) - self.at:
            raise ValueError(length)
        self.at += length
        return self._content[self.at - length : self.at]

    def varint(self) -> int:
        """Return the next unsigned number."""
        number, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return number
            if shift > 63:  # noqa: PLR2004  bits of the longest number
                raise ValueError(number)

    def struct(self, depth: int = 0) -> Struct:
        """Return the structure that begins here."""
        if depth > _DEEPEST:
            raise ValueError(depth)
        fields: dict[int, object] = {}
        field = 0
        while (head := self.take(1)[0]) != 0:
            step, kind = head >> 4, head & 0x0F
            field = field + step if step else self._zigzag()
            fields[field] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return Struct(fields)

    def _value(self, kind: int, depth: int) -> object:
        if kind in _VARINTS:
            return self._zigzag()
        if kind in (_LIST, _SET):
            return self._items(depth + 1)
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind not in _WIDTHS:
            raise ValueError(kind)
        return self.take(_WIDTHS[kind] or self.varint())

    def _items(self, depth: int) -> list[object]:
        if depth > _DEEPEST:
            raise ValueError(depth)
        head = self.take(1)[0]
        length = head >> 4 if head >> 4 != _LONG else self.varint()
        return [self._value(head & 0x0F, depth) for _ in range(min(length, len(self._content)))]

    def _zigzag(self) -> int:
        number = self.varint()
        return (number >> 1) ^ -(number & 1)
