"""Decode the pages of one station together: a number that one page leaves in doubt may be settled by another.

What was read stays as it was read. Only what follows from it is said anew: the decoded number, its certainty, the
rules that do not hold across pages, the decision, and the fewest cells to ask a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp

from ocr.asking import Doubts, fewest
from ocr.decide import BAR, SURE_ALONE, certainty, judge_cells
from ocr.fuse import Belief
from ocr.joint import Decoded, decode_jointly
from ocr.kept import belief_of
from ocr.risk.bars import bar_of
from recap.domain.reading import CellReading, Decision, PageReading
from recap.domain.rules import Rule, Severity, Violation, check

_FROM_CELLS = frozenset({"clear", "unsure", "does_not_add_up"})
"""Reasons that follow from the numbers alone; all others stay, whatever another page says."""


def decode_station(pages: Mapping[int, PageReading], rules: Sequence[Rule]) -> dict[int, PageReading]:
    """Return each page's reading as it is beside the others; a page that was refused says nothing and stays."""
    said = {number: page for number, page in pages.items() if page.decision is not Decision.REFUSE}
    cells = {code: cell for page in said.values() for code, cell in page.cells.items()}
    beliefs = {code: belief_of(cell.chances) for code, cell in cells.items() if cell.chances is not None}
    decoded = decode_jointly(beliefs, rules)
    bars = {code: bar_of(page.layout, page.quality) for page in said.values() for code in page.cells}
    cells |= {code: _again(cells[code], belief, decoded.get(code), bars[code]) for code, belief in beliefs.items()}
    broken = check({code: cell.as_read for code, cell in cells.items() if cell.as_read is not None}, rules)
    asked = frozenset(to_ask(cells, rules, max(bars.values(), default=BAR)))
    return {number: _judged(page, cells, broken, asked) if number in said else page for number, page in pages.items()}


def differs(before: PageReading, after: PageReading) -> bool:
    """Tell whether two readings of a page say different things to a person: numbers, doubts, rules or decision."""
    return _told(before) != _told(after)


def to_ask(cells: Mapping[str, CellReading], rules: Sequence[Rule], bar: float) -> tuple[str, ...]:
    """Return the fewest cells that make all others sure if a person reads in them what was decoded."""
    unsure = {code: cell for code, cell in cells.items() if not cell.sure}
    if not unsure:
        return ()
    beliefs = {code: belief_of(cell.chances) for code, cell in cells.items() if cell.chances is not None}
    may = [code for code, cell in unsure.items() if code in beliefs and _may_be_sure(cell, beliefs[code])]
    clearest_first = sorted(may, key=lambda code: (-cells[code].certainty, code))
    doubts = Doubts(frozenset(unsure) - frozenset(may), tuple(clearest_first))
    decoded = {code: cell.decoded for code, cell in cells.items() if cell.decoded is not None}
    return fewest(beliefs, rules, decoded, doubts, 1 / (1 + exp(bar)))


def _told(page: PageReading) -> tuple[object, ...]:
    cells = {code: (cell.decoded, cell.sure) for code, cell in page.cells.items()}
    return page.decision, page.reason, page.discrepancies, page.ask, cells


def _may_be_sure(cell: CellReading, belief: Belief) -> bool:
    """Say whether sums could make a cell sure: they confirm what it says by itself, and never choose for it."""
    return not cell.held and cell.decoded is not None and cell.as_read == cell.decoded and belief.score >= SURE_ALONE


def _again(cell: CellReading, belief: Belief, decoded: Decoded | None, bar: float) -> CellReading:
    known = 0.0 if cell.held else round(certainty(belief, decoded), 2)
    return replace(
        cell,
        decoded=None if decoded is None else decoded.value,
        margin=0.0 if decoded is None else round(decoded.margin, 2),
        certainty=known,
        sure=known >= bar,
    )


def _judged(
    page: PageReading, cells: Mapping[str, CellReading], broken: Sequence[Violation], asked: frozenset[str]
) -> PageReading:
    here = [each for each in broken if any(code in page.cells for code, _ in each.values)]
    page = replace(
        page,
        cells={code: cells[code] for code in page.cells},
        discrepancies=tuple(each.key for each in here),
        ask=tuple(code for code in page.cells if code in asked),
    )
    if page.reason not in _FROM_CELLS:
        return page
    # A number that is in doubt is asked first: until then its sums say nothing against the others.
    clear = [each for each in here if all(cells[code].sure for code, _ in each.values)]
    serious = tuple(each.key for each in clear if each.severity is not Severity.WARNING)
    verdict = judge_cells(page.cells, serious, (), known_station=True)
    return replace(page, decision=verdict.decision, reason=verdict.reason, advice=verdict.advice)
