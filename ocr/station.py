"""Decode the pages of one station together: a number that one page leaves in doubt may be settled by another.

What was read stays as it was read. Only what follows from it is said anew: the decoded number, its certainty, the
rules that do not hold across pages, the decision, and the fewest cells to ask a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp

from ocr.asking import Doubts, fewest
from ocr.corrections import heard_out
from ocr.decide import BAR, SURE_ALONE, certainty, judge_cells
from ocr.fuse import Belief
from ocr.joint import Decoded, decode_jointly
from ocr.kept import belief_of
from ocr.risk.bars import bar_of
from recap.domain.reading import CellReading, Decision, PageReading
from recap.domain.rules import Rule, Severity, Violation, check

_FROM_CELLS = frozenset({"clear", "unsure", "corrected", "one_box", "does_not_add_up"})
"""Reasons that follow from the numbers alone; all others stay, whatever another page says."""
_NEXT_TO_NOTHING = 0.25
"""A page of which fewer of the numbers speak for themselves lies elsewhere than thought, or cannot be seen."""


def decode_station(pages: Mapping[int, PageReading], rules: Sequence[Rule]) -> dict[int, PageReading]:
    """Return each page's reading as it is beside the others; a page that was refused says nothing and stays."""
    spoken = {number: page for number, page in pages.items() if page.decision is not Decision.REFUSE}
    said = heard_out(spoken, rules)
    cells = {code: cell for page in said.values() for code, cell in page.cells.items()}
    bars = {code: bar_of(page.layout, page.quality) for page in said.values() for code in page.cells}
    heard = {code: cell for page in said.values() for code, cell in _heard(page).items()}
    # A number in doubt is asked first: until then its sums say nothing against the others.
    against = check(_as_read({code: cell for code, cell in heard.items() if cell.sure}), rules)
    # Where all numbers are sure and all sums hold, more sums would only confirm them.
    if against or not all(cell.sure for cell in cells.values()):
        for code, decoded in _together(heard, rules).items():
            cells[code] = _again(cells[code], decoded, bars[code], spoken_against=bool(against))
    broken = check(_as_read(cells), rules)
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
    beliefs = _beliefs(cells)
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


def _heard(page: PageReading) -> dict[str, CellReading]:
    """Return the cells that say something to other pages: none that is held, and of a bad page the sure ones alone."""
    free = {code: cell for code, cell in page.cells.items() if cell.chances is not None and not cell.held}
    if sum(cell.score >= SURE_ALONE for cell in free.values()) >= _NEXT_TO_NOTHING * len(page.cells):
        return free
    return {code: cell for code, cell in free.items() if cell.sure}


def _together(heard: Mapping[str, CellReading], rules: Sequence[Rule]) -> Mapping[str, Decoded]:
    """Return what is decoded of the cells; where too much may stand in them, of the clearer ones, else of none."""
    favoured = {code: cell for code, cell in heard.items() if cell.score >= SURE_ALONE}
    sure = {code: cell for code, cell in favoured.items() if cell.sure}
    for chosen in (heard, favoured, sure):
        decoded = decode_jointly(_beliefs(chosen), rules)
        if all(each.is_fair for each in decoded.values()):
            return decoded
    return {}


def _again(cell: CellReading, decoded: Decoded, bar: float, *, spoken_against: bool) -> CellReading:
    """Return a cell as it is beside the others: surer by what is proved, less sure only by what speaks against it.

    Where the sums of sure numbers hold nothing does; nor does what was not looked at, as too much may stand elsewhere.
    """
    if cell.sure and not spoken_against and decoded.value != cell.decoded:
        return cell
    own = cell.certainty if decoded.value == cell.as_read else 0.0
    if spoken_against:
        own = min(own, decoded.leaning)
    proved = certainty(belief_of(cell.chances), decoded) if cell.chances else 0.0
    known = round(max(own, proved), 2)
    return replace(cell, decoded=decoded.value, margin=round(decoded.margin, 2), certainty=known, sure=known >= bar)


def _beliefs(cells: Mapping[str, CellReading]) -> dict[str, Belief]:
    return {code: belief_of(cell.chances) for code, cell in cells.items() if cell.chances is not None}


def _as_read(cells: Mapping[str, CellReading]) -> dict[str, int]:
    return {code: cell.as_read for code, cell in cells.items() if cell.as_read is not None}


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
    # Here too a number in doubt is asked first.
    clear = [each for each in here if all(cells[code].sure for code, _ in each.values)]
    serious = tuple(each.key for each in clear if each.severity is not Severity.WARNING)
    verdict = judge_cells(page.cells, serious, (), known_station=True)
    return replace(page, decision=verdict.decision, reason=verdict.reason, advice=verdict.advice)
