"""Choose bars: for each form and class of photo the lowest from which accepted forms are wrong as rarely as wished."""

from collections.abc import Iterator, Sequence
from math import inf

from ocr.decide import BAR
from ocr.risk.bars import ANY, Bar
from ocr.risk.curve import point
from ocr.risk.labelled import Sheet
from ocr.risk.tail import Tail, fit

TARGET = 1e-4
_LOWEST, _HIGHEST, _STEP = BAR, 14.0, 0.1
"""Labels may raise the bar that was set without them, never lower it: they hold too few of the errors to come."""
_ENOUGH = 100
"""A class with fewer labelled pages than this is not judged by itself: the wider class's bar holds for it."""


def tail_of(sheets: Sequence[Sheet], others: Sequence[Sheet] = ()) -> Tail:
    """Return how the risk falls with the certainty, from the sheets, and from others read with less evidence.

    The others, their boxes read alone for example, hold many numbers of a middling certainty, where errors can be seen.
    """
    return fit([cell for sheet in (*sheets, *others) if sheet.may_pass for cell in sheet.cells.values()])


def bars(sheets: Sequence[Sheet], tail: Tail, target: float, confidence: float) -> list[Bar]:
    """Return a bar for all sheets together, for each layout, and for each of its classes of which enough is known.

    The target is for whole forms; each of a form's pages may spend its part of it. A bar is infinite where none keeps
    to the target: then a person reads all.
    """
    return [
        _bar(names, of, tail, (share_of_page(of, target), confidence))
        for names, of in groups(sheets)
        if names == (ANY, ANY) or len(of) >= _ENOUGH
    ]


def groups(sheets: Sequence[Sheet]) -> Iterator[tuple[tuple[str, str], list[Sheet]]]:
    """Yield all sheets, those of each layout, and those of each of its classes of photo."""
    yield (ANY, ANY), list(sheets)
    for layout in _layouts(sheets):
        here = [sheet for sheet in sheets if sheet.layout == layout]
        yield (layout, ANY), here
        for quality in sorted({sheet.quality for sheet in here if sheet.quality}):
            yield (layout, quality), [sheet for sheet in here if sheet.quality == quality]


def fitted(sheets: Sequence[Sheet], tail: Tail, bar: float) -> float:
    """Return which share of the sheets that reach a bar is expected to be wrong."""
    passed = [sheet for sheet in sheets if sheet.certainty >= bar]
    cells = [certainty for sheet in passed for certainty, _ in sheet.cells.values()]
    return tail.wrong(cells) / len(passed) if passed else 0.0


def share_of_page(sheets: Sequence[Sheet], target: float) -> float:
    """Return what one page may spend of the target of a whole form, which has as many pages as were seen."""
    return target / max((sheet.page for sheet in sheets), default=1)


def _layouts(sheets: Sequence[Sheet]) -> list[str]:
    return sorted({sheet.layout for sheet in sheets})


def _bar(names: tuple[str, str], sheets: Sequence[Sheet], tail: Tail, wish: tuple[float, float]) -> Bar:
    """Return the lowest bar whose fitted risk is within the target and is not contradicted by what was counted."""
    target, confidence = wish
    steps = round((_HIGHEST - _LOWEST) / _STEP)
    for bar in (round(_LOWEST + step * _STEP, 1) for step in range(steps + 1)):
        counted = point(sheets, bar, confidence)
        share = fitted(sheets, tail, bar)
        if share <= target and (not counted.wrong or counted.proven <= target):
            at_most, expected = float(f"{counted.proven:.3g}"), float(f"{share:.3g}")
            return Bar(*names, bar, len(sheets), counted.accepted, counted.wrong, at_most, expected)
    return Bar(*names, inf, len(sheets), 0, 0, 1.0, 0.0)
