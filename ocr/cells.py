"""Turn evidence into cell readings: what each number is by itself, and what it is under the form's arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ocr.beside import Beside
from ocr.bubbles import Bubbles
from ocr.confirmed import confirmed
from ocr.decide import BAR, certainty
from ocr.flatten import PAGE_PX_PER_MM
from ocr.fuse import Belief, by_bubbles, fuse
from ocr.joint import Decoded, decode_jointly
from ocr.kept import keep
from ocr.plane import centres_of
from ocr.refine import Placed
from ocr.rewritten import MOST_STRUCK, Above
from ocr.signs import CLASSES, STRUCK
from recap.domain.form import NumberField, Page
from recap.domain.reading import BoxReading, CellReading, Spot
from recap.domain.rules import Rule

_CLEARLY = 20.0
"""An encoding clearly says a number that it holds for so much likelier than any other."""
WITNESSES = 2
"""So many others than the boxes must clearly say a corrected number; fewer leave it to a person, whatever sums say."""

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
    """What was seen of one number: its boxes [k, 15], its bubbles, and what stands beside it and above its boxes."""

    boxes: NDArray[np.floating]
    bubbles: Bubbles | None
    beside: Beside = field(default_factory=Beside)
    above: Above | None = None

    @property
    def belief(self) -> Belief:
        """Return what all of it says together."""
        rows = self.boxes if self.above is None else self.above.read_into(self.boxes)
        return fuse(rows, self.bubbles, self.beside.said)

    @property
    def corrected(self) -> bool:
        """Tell whether a box may be struck out."""
        return float(self.boxes[:, STRUCK].max()) >= MOST_STRUCK

    @property
    def agreeing(self) -> int:
        """Return how many of bubbles, words and tally marks clearly say the best number.

        None does if one of them, or the digit above a struck-out one, clearly says another.
        """
        if self.above is not None and self.above.denies(self.belief.best, len(self.boxes)):
            return 0
        clear = self._clearly_said()
        return len(clear) if set(clear) == {self.belief.best} else 0

    @property
    def rewritten(self) -> bool:
        """Tell whether the right digit clearly stands above the only struck-out one, and nothing clearly denies it."""
        if self.above is None or not self.above.clear or self.above.denies(self.belief.best, len(self.boxes)):
            return False
        return all(number == self.belief.best for number in self._clearly_said())

    def contested(self, best: int | None) -> bool:
        """Tell whether as many of bubbles, words and tally marks clearly deny this number as clearly say it."""
        denied = [best is not None and bool(said.max() >= _CLEARLY * said[best]) for said in self._others()]
        return any(denied) and sum(denied) >= sum(said == best for said in self._clearly_said())

    def _clearly_said(self) -> list[int]:
        """Return the number that each of bubbles, words and tally marks says, of those that clearly say one."""
        return [int(said.argmax()) for said in self._others() if _is_clear(said)]

    def _others(self) -> tuple[NDArray[np.float64], ...]:
        """Return the chances of each number by its bubbles, words and tally marks, of those that there are."""
        return (*(() if self.bubbles is None else (by_bubbles(self.bubbles),)), *self.beside.said)


def evidence_of(page: Page, boxes: NDArray[np.floating], bubbles: Mapping[str, Bubbles]) -> dict[str, Evidence]:
    """Return the evidence of every number on a page from its boxes [N, 15], in the layout's order, and bubbles."""
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
    # Boxes that lie on the printed zeros of the bubbles below them read as zeros, and may even add up.
    contested = {code for code, each in evidence.items() if each.contested(beliefs[code].best)}
    doubtful = misplaced(page, placed) | contested
    cells = {
        number.code: _cell(
            evidence[number.code],
            beliefs[number.code],
            decoded.get(number.code),
            _spot(number, placed[number.code]),
        )
        for number in page.fields
    }
    weighed = {code: _weighed(cell, bar, doubtful=code in doubtful) for code, cell in cells.items()}
    freed = {code for code, cell in weighed.items() if cell.rewritten and cell.held and confirmed(code, weighed, rules)}
    return weighed | {code: _freed(weighed[code], cells[code].certainty, bar) for code in freed}


def _weighed(cell: CellReading, bar: float, *, doubtful: bool) -> CellReading:
    """Return a cell with what its place, a correction and others that deny it leave of its certainty."""
    # Beside the boxes of another number stand that number's words.
    agreeing = 0 if doubtful else cell.agreeing
    held = doubtful or (cell.corrected and agreeing < WITNESSES)
    known = 0.0 if held else cell.certainty
    rewritten = cell.rewritten and not doubtful
    return replace(cell, certainty=known, sure=known >= bar, held=held, agreeing=agreeing, rewritten=rewritten)


def _freed(cell: CellReading, certainty: float, bar: float) -> CellReading:
    """Return a corrected number that sums confirm with the certainty it has by itself."""
    return replace(cell, certainty=certainty, sure=certainty >= bar, held=False)


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
        corrected=evidence.corrected,
        agreeing=evidence.agreeing if evidence.corrected else 0,
        rewritten=evidence.corrected and evidence.rewritten,
    )


def _is_clear(said: NDArray[np.float64]) -> bool:
    second, best = np.partition(said, -2)[-2:]
    return bool(best >= _CLEARLY * second)


def _spot(number: NumberField, placed: Placed) -> Spot:
    lefts = [box.x_mm + shift[0] for box, shift in zip(number.boxes, placed.shifts, strict=True)]
    tops = [box.y_mm + shift[1] for box, shift in zip(number.boxes, placed.shifts, strict=True)]
    left, top = min(lefts) - _AROUND_MM, min(tops) - _AROUND_MM
    width = max(lefts) + number.boxes[-1].w_mm + _AROUND_MM - left
    height = max(tops) + number.boxes[-1].h_mm + _AROUND_MM - top
    x, y, w, h = (round(float(v) * PAGE_PX_PER_MM) for v in (left, top, width, height))
    return Spot(max(0, x), max(0, y), w, h)
