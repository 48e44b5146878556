"""Turn evidence into cell readings: what each number is by itself, and what it is under the form's arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.bubbles import Bubbles
from ocr.decide import is_sure
from ocr.flatten import PAGE_PX_PER_MM
from ocr.fuse import CLASSES, Belief, fuse
from ocr.joint import Decoded, decode_jointly
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


def read_cells(
    page: Page,
    boxes: NDArray[np.floating],
    bubbles: Mapping[str, Bubbles],
    placed: Mapping[str, Placed],
    rules: Sequence[Rule],
) -> dict[str, CellReading]:
    """Return a reading of every number on the page from its boxes [N, 14] and bubbles."""
    chances = _by_field(page, boxes)
    beliefs = {code: fuse(rows, bubbles.get(code)) for code, rows in chances.items()}
    decoded = decode_jointly(beliefs, rules)
    doubtful = misplaced(page, placed)
    cells = {
        field.code: _cell(
            (chances[field.code], bubbles.get(field.code)),
            beliefs[field.code],
            decoded.get(field.code),
            _spot(field, placed[field.code]),
        )
        for field in page.fields
    }
    return {code: replace(cell, sure=cell.sure and code not in doubtful) for code, cell in cells.items()}


def misplaced(page: Page, placed: Mapping[str, Placed]) -> frozenset[str]:
    """Return the numbers whose borders were not found, or which were found on the boxes of another number.

    A whole row that slides by one number still adds up, so the sums alone would not notice.
    """
    owners = [field.code for field in page.fields for _ in field.boxes]
    middles = np.vstack([centres_of(field.boxes) + placed[field.code].shifts for field in page.fields])
    apart = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)
    shared = {
        code
        for one, other in np.argwhere(apart < _SAME_BOX_MM)
        if owners[one] != owners[other]
        for code in (owners[one], owners[other])
    }
    return frozenset(shared) | {code for code, place in placed.items() if not place.trusted}


def _by_field(page: Page, boxes: NDArray[np.floating]) -> dict[str, NDArray[np.floating]]:
    ends = np.cumsum([len(field.boxes) for field in page.fields])
    return dict(zip(page.codes, np.split(boxes, ends[:-1]), strict=True))


def _cell(
    evidence: tuple[NDArray[np.floating], Bubbles | None], belief: Belief, decoded: Decoded | None, spot: Spot
) -> CellReading:
    rows, bubbles = evidence
    return CellReading(
        as_read=belief.best,
        decoded=None if decoded is None else decoded.value,
        score=round(belief.score, 6),
        margin=0.0 if decoded is None else round(decoded.margin, 2),
        boxes=tuple(BoxReading(CLASSES[int(row.argmax())], round(float(row.max()), 4)) for row in rows),
        bubbles=None if bubbles is None else bubbles.text,
        spot=spot,
        sure=is_sure(belief, decoded) and (bubbles is not None or float(rows[:, _STRUCK].max()) < _MOST_STRUCK),
    )


def _spot(field: NumberField, placed: Placed) -> Spot:
    lefts = [box.x_mm + shift[0] for box, shift in zip(field.boxes, placed.shifts, strict=True)]
    tops = [box.y_mm + shift[1] for box, shift in zip(field.boxes, placed.shifts, strict=True)]
    left, top = min(lefts) - _AROUND_MM, min(tops) - _AROUND_MM
    width = max(lefts) + field.boxes[-1].w_mm + _AROUND_MM - left
    height = max(tops) + field.boxes[-1].h_mm + _AROUND_MM - top
    x, y, w, h = (round(float(v) * PAGE_PX_PER_MM) for v in (left, top, width, height))
    return Spot(max(0, x), max(0, y), w, h)
