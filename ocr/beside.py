"""What stands beside a number on the paper: the same number in words, and as tally marks with the sum of each row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocr.cut import cut_boxes
from ocr.digits import recognise
from ocr.flatten import window
from ocr.plane import Points
from ocr.settle import Settled
from ocr.shade import shade
from ocr.tally.grid import Found, cut_cells, find_grid, surroundings
from ocr.tally.marks import read_marks
from ocr.tally.weigh import in_place, weigh_marks, weigh_totals
from ocr.words.letters import read_letters
from ocr.words.line import SCALE, find_line
from ocr.words.weigh import weigh
from recap.domain.form import Box, NumberField, TallyGrid

_LEAST_CONTRAST, _CLEAR = 0.1, 0.25
"""A grid whose lines stand out by less was not found, and says nothing; clear lines also say where the words are."""

_LOOSE_MM = 4.0
"""So much more is shown above and below words whose place is known from far away boxes only."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The probability of each number by its words and by its tally marks; None where nothing can be said."""

    words: NDArray[np.float64] | None = None
    tally: NDArray[np.float64] | None = None

    @property
    def said(self) -> tuple[NDArray[np.float64], ...]:
        """Return what there is."""
        return tuple(each for each in (self.words, self.tally) if each is not None)


def look_beside(found: Settled, codes: Collection[str]) -> Mapping[str, Beside]:
    """Return what stands beside these numbers, where the form has room for words or tally marks."""
    beside = {}
    for field in found.sheet.page.fields:
        if field.code in codes and (field.words or field.tally):
            place = place_of(found, field)
            beside[field.code] = Beside(words_of(found, field, place), tally_of(found, field, place))
    return beside


def place_of(found: Settled, field: NumberField) -> Found | None:
    """Return where the tally grid of a number lies; None if it has none."""
    if field.tally is None:
        return None
    shift = found.placed[field.code].shifts.mean(axis=0)
    return find_grid(shade(found.sheet, found.light, surroundings(field.tally, shift)), field.tally, shift)


def words_of(found: Settled, field: NumberField, place: Found | None) -> NDArray[np.float64] | None:
    """Return the probability of each number by its words; None where none are seen."""
    if field.words is None:
        return None
    words = _words_place(field.words, place, found.placed[field.code].shifts.mean(axis=0))
    line = find_line(window(found.sheet, words, 0, SCALE))
    return None if line is None else weigh(read_letters(line), len(field.boxes))


def tally_of(found: Settled, field: NumberField, place: Found | None) -> NDArray[np.float64] | None:
    """Return the probability of each number by its tally marks and their row sums; None where no grid is seen."""
    grid = field.tally
    if grid is None or place is None or place.contrast < _LEAST_CONTRAST:
        return None
    cells = read_marks(cut_cells(found.sheet, grid, place))
    numbers = _padded(weigh_marks(cells), 10 ** len(field.boxes))
    if grid.row_totals:
        numbers = numbers * _padded(_totals(found, grid, place), len(numbers))
    # Marks and row sums off their place err together: their product may not say more than the place is sure of.
    sure = in_place(cells)
    return np.asarray(sure * numbers / numbers.sum() + (1 - sure) / len(numbers))


def _words_place(words: Box, grid: Found | None, shift: Points) -> Box:
    """Return where the words are: they stand nearer to the grid, if that was found, than to the boxes."""
    if grid is None or grid.contrast < _CLEAR:
        x, y = float(shift[0]), float(shift[1])
        return Box(words.x_mm + x, words.y_mm + y - _LOOSE_MM, words.w_mm, words.h_mm + 2 * _LOOSE_MM)
    middle = np.array([words.centre])
    x, y = (float(v) for v in (grid.moved(middle) - middle)[0])
    return replace(words, x_mm=words.x_mm + x, y_mm=words.y_mm + y)


def _totals(found: Settled, grid: TallyGrid, place: Found) -> NDArray[np.float64]:
    boxes = [box for row in grid.row_totals for box in row]
    corners = place.moved(np.array([(box.x_mm, box.y_mm) for box in boxes]))
    boxes = [replace(box, x_mm=float(x), y_mm=float(y)) for box, (x, y) in zip(boxes, corners, strict=True)]
    chances = recognise(cut_boxes(found.sheet, boxes))
    return weigh_totals(chances.reshape(len(grid.row_totals), -1, chances.shape[1]), grid.columns)


def _padded(likely: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the chances of all numbers of the boxes: what a grid has no room for is as unlikely as its least."""
    padded = np.full(length, float(likely.min()))
    padded[: min(length, len(likely))] = likely[:length]
    return padded
