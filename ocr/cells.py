"""Turn evidence into cell readings: what each number is by itself, and what it is under the form's arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ocr.beside import Beside
from ocr.bubbles import Bubbles
from ocr.decide import BAR, certainty
from ocr.flatten import PAGE_PX_PER_MM
from ocr.fuse import CLASSES, Belief, fuse
from ocr.joint import Decoded, decode_jointly
from ocr.kept import keep
from ocr.plane import centres_of
from ocr.refine import Placed
from recap.domain.form import NumberField, Page
from recap.domain.reading import BoxReading, CellReading, Spot
from recap.domain.rules import Rule

_STRUCK = CLASSES.index("?")
_MOST_STRUCK = 0.3
"""A box that may be struck out or dirty is a person's to read, whatever the sums say, unless bubbles speak too."""

_SAME_BOX_MM = 9.0
"""Half the smallest box: two boxes whose middles are closer are one and the same."""

_AROUND_MM = 4.0
"""A person sees this much paper around a number's boxes."""


class Encoding(StrEnum):
    """One way in which a number stands on the form, and the sums as one more witness of it."""

    BOXES = "boxes"
    BUBBLES = "bubbles"
    WORDS = "words"
    TALLY = "tally"
    SUMS = "sums"


ALL = frozenset(Encoding)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of one number: its boxes [k, 14], its bubbles, and what stands beside it."""

    boxes: NDArray[np.floating]
    bubbles: Bubbles | None
    beside: Beside = field(default_factory=Beside)

    @property
    def belief(self) -> Belief:
        """Return what all of it says together."""
        return fuse(self.boxes, self.bubbles, self.beside.said)

    @property
    def may_be_struck(self) -> bool:
        """Tell whether a box may be struck out or dirty, and nothing but the boxes speaks."""
        return self.bubbles is None and not self.beside.said and float(self.boxes[:, _STRUCK].max()) >= _MOST_STRUCK


def evidence_of(page: Page, boxes: NDArray[np.floating], bubbles: Mapping[str, Bubbles]) -> dict[str, Evidence]:
    """Return the evidence of every number on a page from its boxes [N, 14], in the layout's order, and bubbles."""
    ends = np.cumsum([len(number.boxes) for number in page.fields])
    rows = np.split(boxes, ends[:-1])
    return {code: Evidence(each, bubbles.get(code)) for code, each in zip(page.codes, rows, strict=True)}


def read_cells(
    page: Page,
    evidence: Mapping[str, Evidence],
    placed: Mapping[str, Placed],
    rules: Sequence[Rule],
    bar: float = BAR,
) -> dict[str, CellReading]:
    """Return a reading of every number on the page; a cell is sure from this certainty on."""
    beliefs = {code: each.belief for code, each in evidence.items()}
    decoded = decode_jointly(beliefs, rules)
    doubtful = misplaced(page, placed)
    cells = {
        number.code: _cell(
            evidence[number.code],
            beliefs[number.code],
            decoded.get(number.code),
            _spot(number, placed[number.code]),
        )
        for number in page.fields
    }
    held = {code: code in doubtful or evidence[code].may_be_struck for code in cells}
    known = {code: 0.0 if held[code] else cell.certainty for code, cell in cells.items()}
    return {
        code: replace(cell, certainty=known[code], sure=known[code] >= bar, held=held[code])
        for code, cell in cells.items()
    }


def misplaced(page: Page, placed: Mapping[str, Placed]) -> frozenset[str]:
    """Return the numbers whose borders were not found, or which were found on the boxes of another number.

    A whole row that slides by one number still adds up, so the sums alone would not notice.
    """
    owners = [number.code for number in page.fields for _ in number.boxes]
    middles = np.vstack([centres_of(number.boxes) + placed[number.code].shifts for number in page.fields])
    apart = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)
    shared = {
        code
        for one, other in np.argwhere(apart < _SAME_BOX_MM)
        if owners[one] != owners[other]
        for code in (owners[one], owners[other])
    }
    return frozenset(shared) | {code for code, place in placed.items() if not place.trusted}


def _cell(evidence: Evidence, belief: Belief, decoded: Decoded | None, spot: Spot) -> CellReading:
    rows, bubbles = evidence.boxes, evidence.bubbles
    return CellReading(
        as_read=belief.best,
        decoded=None if decoded is None else decoded.value,
        score=round(belief.score, 6),
        margin=0.0 if decoded is None else round(decoded.margin, 2),
        boxes=tuple(BoxReading(CLASSES[int(row.argmax())], round(float(row.max()), 4)) for row in rows),
        bubbles=None if bubbles is None else bubbles.text,
        spot=spot,
        certainty=round(certainty(belief, decoded), 2),
        chances=keep(belief),
    )


def _spot(number: NumberField, placed: Placed) -> Spot:
    lefts = [box.x_mm + shift[0] for box, shift in zip(number.boxes, placed.shifts, strict=True)]
    tops = [box.y_mm + shift[1] for box, shift in zip(number.boxes, placed.shifts, strict=True)]
    left, top = min(lefts) - _AROUND_MM, min(tops) - _AROUND_MM
    width = max(lefts) + number.boxes[-1].w_mm + _AROUND_MM - left
    height = max(tops) + number.boxes[-1].h_mm + _AROUND_MM - top
    x, y, w, h = (round(float(v) * PAGE_PX_PER_MM) for v in (left, top, width, height))
    return Spot(max(0, x), max(0, y), w, h)
