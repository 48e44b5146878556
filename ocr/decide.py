"""Decide what a reading is worth: accept, review by a person, or refuse the photo with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr.advice import advice
from ocr.fuse import Belief
from ocr.joint import Decoded
from recap.domain.message import Fact, Message
from recap.domain.reading import CellReading, Decision

SURE_ALONE = 0.5
"""The cell's own evidence must speak for the value more than for all others together: sums confirm, never choose.

A cell read wrong with own probability 1 - s is then sure only if the sums of the page hold for the wrong value too: if
the paper is broken by just that amount (0.03 / 200 a rule, see `joint`), at most 0.5 * 0.03 / 200, below 1 in 10,000;
or if another cell is wrong by the same amount, which `SURE_TOGETHER` weighs.
"""
SURE_TOGETHER = 0.9995
"""With some 10 such cells on a page, fewer than 1 page in 200 has a wrong one before a person confirms it."""
SURE_MARGIN = 6.0
"""Log-odds of the page's best assignment over the best one with another value in the cell (about 400 : 1)."""
LEAST_PX_PER_MM = 0.9
"""Below this a digit box has under 16 pixels: a person cannot read some digits either."""
DARK = 45.0
"""Median grey of the paper under which sensor noise is as strong as thin pen strokes."""
LEAST_CONTRAST = 0.03
"""Contrast of the printed borders on the flattened page; the faintest legible real photo has 0.05."""
LEAST_TRUSTED = 0.6
"""Part of the numbers whose borders must be found: with fewer the sheet lies elsewhere than thought."""

MOST_CUT_OFF = 0.12
"""Part of the sheet out of the picture: beyond, signatures or rows are gone and the photo is no evidence of a page."""
FAINT_EDGES = 0.03
"""Printed text leaves stronger edges than this in any photo that is in focus."""
DIM = 70.0
"""If the brightest tenth of a photo is darker, the lamp was off."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of the photo and of the sheet's place in it."""

    px_per_mm: float
    paper_grey: float
    contrast: float
    trusted: float
    outside: float
    cut_off: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be measured without a form: the brightest tenth's grey, and the strength of edges beside it."""

    light: float
    edges: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, its reason and what to do about it."""

    decision: Decision
    reason: str
    advice: Message | None = field(default=None)


def refuse(reason: str, **facts: Fact) -> Verdict:
    """Return a refusal with its advice."""
    return Verdict(Decision.REFUSE, reason, advice(reason, **facts))


def judge_photo(quality: Quality) -> Verdict | None:
    """Return why a photo cannot be read, None if it can; the first cause in the order a person would fix them."""
    lost = quality.trusted < LEAST_TRUSTED
    corner = quality.missing[0] if quality.missing else "bottom left"
    # A corner out of the picture matters only if much of the sheet, or a number, went with it.
    causes = (
        (quality.outside > 0 or quality.cut_off > MOST_CUT_OFF or (quality.missing and lost), "corner_missing"),
        (quality.px_per_mm < LEAST_PX_PER_MM, "too_small"),
        (quality.paper_grey < DARK, "too_dark"),
        (quality.contrast < LEAST_CONTRAST, "too_blurred"),
        (lost, "not_flat"),
    )
    return next((refuse(reason, corner=corner) for found, reason in causes if found), None)


def judge_glance(glance: Glance) -> Verdict:
    """Return why no form was found in a photo."""
    if glance.light < DIM:
        return refuse("too_dark")
    return refuse("too_blurred" if glance.edges < FAINT_EDGES else "no_form")


def is_sure(belief: Belief, decoded: Decoded | None) -> bool:
    """Say whether a cell may be shown to a person as read."""
    return (
        decoded is not None
        and belief.best == decoded.value
        and belief.score >= SURE_ALONE
        and decoded.marginal >= SURE_TOGETHER
        and decoded.margin >= SURE_MARGIN
    )


def judge_cells(
    cells: Mapping[str, CellReading], broken: tuple[str, ...], missing: tuple[str, ...], *, known_station: bool
) -> Verdict:
    """Return whether a readable page needs a person; a better photo is asked for where that would help."""
    if not known_station:
        reason = "no_station"
    elif missing and not all(cell.sure for cell in cells.values()):
        return Verdict(Decision.REVIEW, "corner_missing", advice("corner_missing", corner=missing[0]))
    elif not all(cell.sure for cell in cells.values()):
        reason = "unsure"
    elif broken:
        reason = "does_not_add_up"
    else:
        return Verdict(Decision.ACCEPT, "clear")
    return Verdict(Decision.REVIEW, reason, advice(reason))
