"""The risk-coverage curve: how many pass without a person, and how many of those are wrong, from every bar on."""

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.risk.labelled import Sheet
from recap.domain.intervals import CONFIDENCE, at_most

_POINTS = 120


@dataclass(frozen=True, slots=True)
class Point:
    """What a bar does: of all sheets `accepted` reach it, `wrong` of them wrongly.

    At most the share `proven` of what it accepts is wrong; this holds for a bar that was set before these sheets were
    looked at (Clopper and Pearson, one-sided).
    """

    bar: float
    sheets: int
    accepted: int
    wrong: int
    proven: float

    @property
    def coverage(self) -> float:
        """Return the share of all sheets that is accepted."""
        return self.accepted / self.sheets if self.sheets else 0.0


def point(sheets: Sequence[Sheet], bar: float, confidence: float = CONFIDENCE) -> Point:
    """Return what a bar does with these sheets."""
    passed = [sheet for sheet in sheets if sheet.certainty >= bar]
    wrong = sum(sheet.wrong for sheet in passed)
    return Point(bar, len(sheets), len(passed), wrong, at_most(wrong, len(passed), confidence) if passed else 1.0)


def curve(sheets: Sequence[Sheet], confidence: float = CONFIDENCE) -> list[Point]:
    """Return points of the curve from the highest bar down, at most 120 of them; sheets that never pass make none."""
    known = sorted({sheet.certainty for sheet in sheets if sheet.certainty > 0}, reverse=True)
    every = max(1, -(-len(known) // _POINTS))
    return [point(sheets, bar, confidence) for bar in [*known[:-1:every], *known[-1:]]]
