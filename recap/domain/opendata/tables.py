"""Tables as CSV: UTF-8, a heading, line feeds, nothing where there is no value, flags as 1 and 0 (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Sequence

from recap.domain.opendata.columns import Column, Value, names

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names(columns))
    table.writerows([_said(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _said(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # Officers' words are published as they stand; in a spreadsheet they must stay words. One sign is no formula.
        return f"'{value}" if len(value) > 1 and value.startswith(_FORMULA) else value
    return str(int(value))
