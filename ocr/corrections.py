"""Corrected numbers beside the other pages of their form: the same number, written there once more, speaks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ocr.cells import WITNESSES
from ocr.confirmed import confirmed
from recap.domain.reading import CellReading, PageReading
from recap.domain.rules import Relation, Rule


def heard_out(pages: Mapping[int, PageReading], rules: Sequence[Rule]) -> dict[int, PageReading]:
    """Return the pages with exactly those corrected numbers held that too few others than their boxes clearly say.

    A repeat on another page, if it is sure and was not corrected itself, is one of those others. A number that nothing
    on its own page says stays held, as does one whose boxes were not found. One whose right digit is clearly written
    above is not held while the sums of its form, over all its pages, confirm it.
    """
    everywhere = {code: cell for page in pages.values() for code, cell in page.cells.items()}
    freed = frozenset(code for code in everywhere if confirmed(code, everywhere, rules))
    return {
        number: replace(page, cells={**page.cells, **_settled(page, _beside(number, pages), rules, freed)})
        for number, page in pages.items()
    }


def _settled(
    page: PageReading, elsewhere: Mapping[str, CellReading], rules: Sequence[Rule], freed: frozenset[str]
) -> dict[str, CellReading]:
    """Return the cells of a page of which its other pages may have something to say."""
    few = {code: cell for code, cell in page.cells.items() if cell.corrected and cell.agreeing < WITNESSES}
    return {
        code: replace(cell, held=False) if code in freed else _cell(cell, _repeats(code, cell, elsewhere, rules))
        for code, cell in few.items()
    }


def _cell(cell: CellReading, repeats: int) -> CellReading:
    if cell.agreeing and cell.agreeing + repeats >= WITNESSES:
        return replace(cell, held=False)
    return replace(cell, held=True, certainty=0.0, sure=False)


def _beside(number: int, pages: Mapping[int, PageReading]) -> dict[str, CellReading]:
    return {code: cell for other, page in pages.items() if other != number for code, cell in page.cells.items()}


def _repeats(code: str, cell: CellReading, elsewhere: Mapping[str, CellReading], rules: Sequence[Rule]) -> int:
    """Return 1 if the number stands elsewhere again, however often: whoever copies it copies it from one place."""
    pairs = (rule.codes for rule in rules if rule.relation is Relation.EQUAL and len(rule.left) == len(rule.right) == 1)
    others = {other for pair in pairs if code in pair for other in pair} & elsewhere.keys()
    sure = (elsewhere[other] for other in others if elsewhere[other].sure and not elsewhere[other].corrected)
    return int(any(other.as_read == cell.as_read for other in sure))
