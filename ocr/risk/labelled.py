"""Readings whose truth is known, one line of JSON a page: `benchmarks` write them, `recap calibrate` reads them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recap.domain.errors import DefinitionInvalid

_CLASSES = ("good", "usual", "poor", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was read: the certainty of every number and whether it is right.

    `accepted` tells what the reader decided, `may_pass` whether another bar could let the page through. A refused photo
    has no cells.
    """

    form: str
    layout: str
    page: int
    quality: str
    accepted: bool
    may_pass: bool
    cells: Mapping[str, tuple[float, bool]]

    @property
    def certainty(self) -> float:
        """Return from which bar down the page is accepted; 0 where it goes to a person in any case."""
        return min((certainty for certainty, _ in self.cells.values()), default=0.0) if self.may_pass else 0.0

    @property
    def wrong(self) -> bool:
        """Tell whether a number on it was read wrong."""
        return not all(right for _, right in self.cells.values())


def parse(text: str, file: str) -> Iterator[Sheet]:
    """Yield the sheets of such lines; DefinitionInvalid at the first line that is none."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield _sheet(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DefinitionInvalid(file=file, line=number, reason=repr(error)) from error


def _sheet(row: Mapping[str, Any]) -> Sheet:
    cells = {str(code): (float(certainty), bool(right)) for code, (certainty, right) in row["cells"].items()}
    where = (str(row["form"]), str(row["layout"]), int(row["page"]), str(row["quality"]))
    return Sheet(*where, accepted=bool(row["accepted"]), may_pass=bool(row["may_pass"]), cells=cells)


def forms(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return whole forms: each passes if all its pages do, and its class is that of its poorest photo."""
    pages: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        pages[sheet.layout, sheet.form].append(sheet)
    return [_form(each) for each in pages.values()]


def _form(pages: Sequence[Sheet]) -> Sheet:
    cells = {f"{sheet.page}:{code}": cell for sheet in pages for code, cell in sheet.cells.items()}
    worst = max((sheet.quality for sheet in pages), key=_CLASSES.index)
    first = pages[0]
    return Sheet(
        first.form,
        first.layout,
        0,
        worst,
        accepted=all(sheet.accepted for sheet in pages),
        may_pass=all(sheet.may_pass for sheet in pages),
        cells=cells,
    )
