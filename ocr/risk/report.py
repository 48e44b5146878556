"""What labelled readings show: what the bars in force do with them, and the curves from which bars are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.risk import choose
from ocr.risk.bars import ANY, Bar, bar_of, narrowest
from ocr.risk.curve import curve, point
from ocr.risk.labelled import Sheet, forms
from ocr.risk.plot import Panel, Strip, drawing
from ocr.risk.tail import Tail
from recap.domain.intervals import at_most

_PHOTOS = {ANY: "all photos", "good": "good photos", "usual": "usual photos", "poor": "poor photos"}


@dataclass(frozen=True, slots=True)
class Row:
    """What bars do with the pages, or whole forms, of a class: at most the share `proven` of those accepted errs."""

    layout: str
    quality: str
    whole_forms: bool
    n: int
    accepted: int
    wrong: int
    proven: float


def check(sheets: Sequence[Sheet], confidence: float) -> list[Row]:
    """Return what the bars in force do with sheets, which should be others than those that chose them."""
    judged = [_judged(sheet) for sheet in sheets]
    pages = [_row(names, of, confidence, whole_forms=False) for names, of in choose.groups(judged)]
    return [*pages, _row((ANY, ANY), forms(judged), confidence, whole_forms=True)]


def picture(sheets: Sequence[Sheet], bars: Sequence[Bar], tail: Tail, target: float, confidence: float) -> str:
    """Return the risk-coverage curves of every form and class of photo of which there are sheets, as SVG.

    A class without a bar of its own is shown at that of a wider one, which holds for it.
    """
    chosen = {(bar.layout, bar.quality): bar.bar for bar in bars}
    grouped = dict(choose.groups(sheets))
    panels = {
        (layout, quality): _panel(quality, of, tail, narrowest(chosen, layout, quality), confidence)
        for (layout, quality), of in grouped.items()
    }
    return drawing(
        [
            Strip(
                layout,
                [panels[layout, quality] for quality in _PHOTOS if (layout, quality) in panels],
                choose.share_of_page(grouped[layout, ANY], target),
            )
            for layout in sorted({layout for layout, _ in grouped} - {ANY})
        ]
    )


def _judged(sheet: Sheet) -> Sheet:
    accepted = sheet.certainty >= bar_of(sheet.layout, sheet.quality)
    where = (sheet.form, sheet.layout, sheet.page, sheet.quality)
    return Sheet(*where, accepted=accepted, may_pass=sheet.may_pass, cells=sheet.cells)


def _row(names: tuple[str, str], sheets: Sequence[Sheet], confidence: float, *, whole_forms: bool) -> Row:
    passed = [sheet for sheet in sheets if sheet.accepted]
    wrong = sum(sheet.wrong for sheet in passed)
    proven = at_most(wrong, len(passed), confidence) if passed else 1.0
    return Row(*names, whole_forms, len(sheets), len(passed), wrong, proven)


def _panel(quality: str, sheets: Sequence[Sheet], tail: Tail, bar: float, confidence: float) -> Panel:
    points = curve(sheets, confidence)
    expected = [choose.fitted(sheets, tail, each.bar) for each in points]
    return Panel(_PHOTOS[quality], points, expected, point(sheets, bar, confidence))
