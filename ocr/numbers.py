"""Read every number of a sheet: boxes and bubbles first, words and tally marks where those and sums leave a doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.beside import Beside, look_beside
from ocr.bubbles import read_bubbles
from ocr.cells import Encoding, evidence_of, read_cells
from ocr.crowded import mark_crowded
from ocr.cut import cut
from ocr.digits import recognise
from ocr.rewritten import look_above
from ocr.settle import Settled
from ocr.signs import CLASSES
from recap.domain.reading import CellReading
from recap.domain.rules import Rule


def read_numbers(
    found: Settled, rules: Sequence[Rule], bar: float, using: frozenset[Encoding]
) -> Mapping[str, CellReading]:
    """Return every number by the encodings that are to be used; a cell is sure from this certainty on."""
    page, placed = found.sheet.page, found.placed
    rules = rules if Encoding.SUMS in using else ()
    bubbles = read_bubbles(found.shade, page, placed) if Encoding.BUBBLES in using else {}
    crops = cut(found.sheet, placed)
    seen = mark_crowded(page, recognise(crops), crops) if Encoding.BOXES in using else _unread(len(crops))
    boxes, crowded = seen
    evidence = evidence_of(page, boxes, bubbles)
    if Encoding.BOXES in using:
        above = look_above(found, {code: each.boxes for code, each in evidence.items()}, crowded)
        evidence |= {code: replace(evidence[code], above=each) for code, each in above.items()}
    cells = read_cells(page, evidence, placed, rules, bar)
    unsure = [code for code, cell in cells.items() if not cell.sure]
    if not unsure or using.isdisjoint({Encoding.WORDS, Encoding.TALLY}):
        return _marked(cells, crowded)
    more = {code: _only(each, using) for code, each in look_beside(found, unsure).items()}
    whole = {code: replace(each, beside=more.get(code, each.beside)) for code, each in evidence.items()}
    return _marked(read_cells(page, whole, placed, rules, bar) if more else cells, crowded)


def _marked(cells: Mapping[str, CellReading], crowded: frozenset[str]) -> Mapping[str, CellReading]:
    return {code: replace(cell, in_one_box=code in crowded) for code, cell in cells.items()}


def _unread(boxes: int) -> tuple[NDArray[np.floating], frozenset[str]]:
    """Return boxes [N, 15] of which nothing is known, none of them crowded."""
    return np.full((boxes, len(CLASSES)), 1 / len(CLASSES)), frozenset()


def _only(beside: Beside, using: frozenset[Encoding]) -> Beside:
    return Beside(
        beside.words if Encoding.WORDS in using else None,
        beside.tally if Encoding.TALLY in using else None,
    )
