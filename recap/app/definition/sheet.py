"""CSV whose every row remembers its line and is checked against a pydantic model.

Lines that begin with `#` are remarks. A file saved by a spreadsheet with semicolons is read as well.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from recap.app.definition.faults import Fault, decoded, reasons

RowT = TypeVar("RowT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Line(Generic[RowT]):
    """One valid row and where it stands."""

    number: int
    row: RowT


def load(path: Path, model: type[RowT], faults: list[Fault]) -> list[Line[RowT]]:
    """Return the valid rows of a CSV file, after naming every line that is not valid."""
    text = decoded(path, faults)
    if text is None:
        return []
    # Not splitlines: a form feed or a Unicode line end inside a name is no new line to an editor.
    numbered = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    lines = [(number, line) for number, line in numbered if line.strip() and not line.startswith("#")]
    if not lines:
        faults.append(Fault(str(path), 1, f"the file is empty; its first line names the columns {_wanted(model)}"))
        return []
    (top, header), *body = lines
    sheet = _Sheet(str(path), ";" if ";" in header and "," not in header else ",", faults)
    columns = [name.strip() for name in sheet.cells(top, header) or []]
    if wrong := _wrong_columns(columns, model):
        sheet.refuse(top, wrong)
        return []
    return list(_rows(sheet, columns, body, model))


@dataclass(frozen=True, slots=True)
class _Sheet:
    file: str
    delimiter: str
    faults: list[Fault]

    def refuse(self, number: int, reason: str) -> None:
        self.faults.append(Fault(self.file, number, reason))

    def cells(self, number: int, line: str) -> list[str] | None:
        """Return the values of a line; one by one, so that a quote that is never closed is named where it stands."""
        try:
            return next(csv.reader([line], delimiter=self.delimiter, strict=True))
        except csv.Error as failure:
            self.refuse(number, f"a quotation mark is out of place ({failure})")
            return None


def _rows(sheet: _Sheet, columns: list[str], body: list[tuple[int, str]], model: type[RowT]) -> Iterator[Line[RowT]]:
    for number, line in body:
        cells = sheet.cells(number, line)
        if cells is None:
            continue
        if len(cells) != len(columns):
            sheet.refuse(number, f"{len(cells)} values for {len(columns)} columns ({', '.join(columns)})")
            continue
        try:
            yield Line(number, model.model_validate(dict(zip(columns, cells, strict=True))))
        except ValidationError as refusal:
            for _, reason in reasons(refusal):
                sheet.refuse(number, reason)


def _wrong_columns(columns: list[str], model: type[BaseModel]) -> str:
    wanted = list(model.model_fields)
    missing = [name for name in wanted if name not in columns]
    if missing:
        return f"the column {missing[0]} is missing; the columns are {_wanted(model)}"
    extra = [name for name in columns if name not in wanted] or [n for n in wanted if columns.count(n) > 1]
    return f"the column {extra[0]!r} is unknown or given twice; the columns are {_wanted(model)}" if extra else ""


def _wanted(model: type[BaseModel]) -> str:
    return ", ".join(model.model_fields)
