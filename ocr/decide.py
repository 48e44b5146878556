"""Decide what a reading is worth: accept, review by a person, or refuse the photo with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

from ocr.advice import advice
from ocr.fuse import Belief
from ocr.joint import Decoded
from recap.domain.message import Fact, Message
from recap.domain.reading import CellReading, Decision

SURE_ALONE = 0.5
"""The cell's own evidence must speak for the value more than for all others together: sums confirm, never choose.

A cell read wrong with own probability 1 - s is then sure only if the sums of the page hold for the wrong value too: if
the paper is broken by just that amount (0.01 / 200 a rule, 0.003 / 200 a slip, see `joint`), below 1 in 20,000;
or if another cell is wrong by the same amount, which the bar weighs.
"""
BAR = 7.6
"""From this certainty on a cell is sure, where `risk/bars.yaml` knows nothing of form or photo: about 2,000 : 1.

With some 10 such cells on a page, fewer than 1 page in 200 has a wrong one before a person confirms it.
"""
_FAINTEST = 1e-13
"""A chance of being wrong below this is not told from none."""
LEAST_PX_PER_MM = 0.9
"""Below this a digit box has under 16 pixels: a person cannot read some digits either."""
DARK = 45.0
"""Median grey of the paper under which sensor noise is as strong as thin pen strokes."""
LEAST_CONTRAST = 0.03
"""Contrast of the printed borders; the faintest legible real photo has 0.046 (`python -m benchmarks.measures`)."""
GOOD_PX_PER_MM, USUAL_PX_PER_MM = 3.0, 2.0
"""A phone's whole picture filled with the sheet has 4; a messenger leaves 2."""
GOOD_CONTRAST, USUAL_CONTRAST = 0.45, 0.25
"""Of 73 specimens (`benchmarks.measures`) 16 lie below `good`, 5 below `usual`; chosen before any bar was."""
LEAST_TRUSTED = 0.6
"""Part of the numbers whose borders must be found: with fewer the sheet lies elsewhere than thought."""

MOST_CUT_OFF = 0.12
"""Part of the sheet out of the picture: beyond, signatures or rows are gone and the photo is no evidence of a page."""
SCREEN = 17.0
"""Of `moire.screen_likeness`: paper stays below 14, the photos of screens begin at 20."""
HALF_CUT_OFF = 0.25
"""Beyond this it is not a corner that is missing but a part of the page."""
LEAST_RELIEF = 0.14
"""Walls and boards stay below, blurred forms above."""
RELIEF_OF_FORM, LINES_OF_FORM = 0.3, 30
"""Half a page of a form has more lines each way, a note by hand fewer; a tiled floor has the lines, but is paler."""
FAINT_EDGES = 0.03
"""Printed text leaves stronger edges than this in any photo that is in focus."""
MOST_WHITE = 0.5
"""A photo of paper is grey; with more than this part at the sensor's end, the light washed the ink out."""
DIM = 70.0
"""If the brightest tenth of a photo is darker, the lamp was off."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of the photo and of the sheet's place in it; `part` and `corner` name what is cut off.

    `rows` are the numbers whose boxes were not found, or are not in the picture, row by row.
    """

    px_per_mm: float
    paper_grey: float
    contrast: float
    trusted: float
    outside: float
    cut_off: float
    missing: tuple[str, ...]
    part: str = ""
    corner: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be measured without a form.

    The brightest tenth's grey, and beside it the strength of edges and of what is darker or brighter than its
    surroundings; how many printed lines there are in the direction that has fewer; and which part of it is white.
    """

    light: float
    edges: float
    relief: float
    lines: int
    white: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, its reason and what to do about it."""

    decision: Decision
    reason: str
    advice: Message | None = field(default=None)


def refuse(reason: str, **facts: Fact) -> Verdict:
    """Return a refusal with its advice."""
    return Verdict(Decision.REFUSE, reason, advice(reason, **facts))


def judge_photo(quality: Quality, sheets: int = 1) -> Verdict | None:
    """Return why a photo cannot be read, None if it can; the first cause in the order a person would fix them.

    With several sheets in it, they are the cause.
    """
    lost = quality.trusted < LEAST_TRUSTED
    corner = quality.corner if quality.corner in quality.missing else next(iter(quality.missing), quality.corner)
    # A corner out of the picture matters only if much of the sheet, or a number, went with it.
    causes = (
        (quality.cut_off > HALF_CUT_OFF and quality.part, "part_of_page"),
        (quality.outside > 0 or quality.cut_off > MOST_CUT_OFF or (quality.missing and lost), "corner_missing"),
        (quality.px_per_mm < LEAST_PX_PER_MM, "too_small"),
        (quality.paper_grey < DARK, "too_dark"),
        (quality.contrast < LEAST_CONTRAST, "too_blurred"),
        (lost, "not_flat"),
    )
    reason = next((reason for found, reason in causes if found), None)
    if reason is None:
        return None
    if sheets > 1:
        return refuse("two_forms")
    named = "rows_missing" if reason == "corner_missing" and quality.rows else reason
    facts = {"corner": corner, "part": quality.part, "rows": ", ".join(quality.rows)}
    return Verdict(Decision.REFUSE, reason, advice(named, **facts))


def judge_trust(sheets: int, page: int, screen: float) -> Verdict | None:
    """Return why a readable photo is for a person however clear its numbers are, None if nothing speaks against it."""
    if sheets > 1:
        return Verdict(Decision.REVIEW, "two_forms", advice("another_sheet", page=page))
    return Verdict(Decision.REVIEW, "screen", advice("screen")) if screen > SCREEN else None


def class_of(quality: Quality) -> str:
    """Return how good a photo is as measured: `good`, `usual` or `poor`; bars are calibrated for each."""
    whole = not quality.missing and quality.trusted >= 1.0
    classes = (("good", GOOD_PX_PER_MM, GOOD_CONTRAST), ("usual", USUAL_PX_PER_MM, USUAL_CONTRAST))
    reached = (name for name, px, contrast in classes if quality.px_per_mm >= px and quality.contrast >= contrast)
    return next(reached, "poor") if whole else "poor"


def judge_glance(glance: Glance, *, tagged: bool = True) -> Verdict:
    """Return why no form was found in a photo; forms without tag and QR code are looked for by their lines alone."""
    causes = (
        (glance.light < DIM, "too_dark"),
        (glance.relief < LEAST_RELIEF and glance.white > MOST_WHITE, "too_bright"),
        (glance.relief < LEAST_RELIEF, "empty"),
        (glance.edges < FAINT_EDGES, "too_blurred"),
        (glance.lines >= LINES_OF_FORM and glance.relief > RELIEF_OF_FORM and tagged, "no_tag"),
    )
    reason = next((reason for found, reason in causes if found), "no_form")
    return Verdict(Decision.REFUSE, reason, advice(reason if tagged or reason != "no_form" else "no_lines"))


def certainty(belief: Belief, decoded: Decoded | None) -> float:
    """Return the log-odds that a cell says what was read, by its marginal or its margin, whichever speaks less for it.

    It is 0 where the cell's own evidence says something else, or less than all other numbers together.
    """
    if decoded is None or belief.best != decoded.value or belief.score < SURE_ALONE:
        return 0.0
    return max(0.0, min(decoded.margin, log(decoded.marginal / max(1 - decoded.marginal, _FAINTEST))))


def judge_cells(
    cells: Mapping[str, CellReading], broken: tuple[str, ...], missing: tuple[str, ...], *, known_station: bool
) -> Verdict:
    """Return whether a readable page needs a person; a better photo is asked for where that would help."""
    if not known_station:
        reason = "no_station"
    elif missing and not all(cell.sure for cell in cells.values()):
        return Verdict(Decision.REVIEW, "corner_missing", advice("corner_missing", corner=missing[0]))
    elif not all(cell.sure for cell in cells.values()):
        return _unsure(cells)
    elif broken:
        reason = "does_not_add_up"
    else:
        return Verdict(Decision.ACCEPT, "clear")
    return Verdict(Decision.REVIEW, reason, advice(reason))


def _unsure(cells: Mapping[str, CellReading]) -> Verdict:
    """Return why a person has to read some numbers: corrected, squeezed into one box, or hard to read."""
    struck = {code: cell for code, cell in cells.items() if not cell.sure and cell.corrected}
    squeezed = [code for code, cell in struck.items() if cell.in_one_box]
    reason = "one_box" if squeezed else "corrected" if struck else "unsure"
    return Verdict(Decision.REVIEW, reason, advice(reason, cells=", ".join(squeezed or struck)))
