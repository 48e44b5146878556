"""What becomes of digits written above struck-out ones: `python -m benchmarks.rewritten_digits [--sheets N]`.

On first pages of C.HASIL-KWK three numbers, no two of a row or column, have a digit struck out. Above it stands the
right one, another one, initials, a tick, or nothing, by turns. Counted are the numbers that the reader sees to be
corrected, those whose digit above it reads clearly, and those it takes without a person because sums confirm them: of
anything but the right digit it should take none.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np

from benchmarks.sheets import blank, photo_of
from ocr.decode import Limits
from ocr.paper.identity import Identity
from ocr.pool import readers
from ocr.read import read
from ocr.specimen import boxes
from ocr.specimen.boxes import Correction, Slip
from ocr.specimen.fill import Clerk, Facts, Habits, fill, some_clerk
from ocr.specimen.hand import line
from ocr.specimen.ink import Sheet, write
from ocr.specimen.numbers import plausible
from ocr.specimen.signatures import initials
from recap.app import layouts
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.form import Box, NumberField
from recap.domain.reading import CellReading

_PAGE = 1
_ROWS = ("DP1", "DP2", "DP3", "DP4")
_COLUMNS = ("L", "P", "J")
_EACH = 3


class Over(StrEnum):
    """What is written above a struck-out digit."""

    RIGHT = "right"
    ANOTHER = "another"
    INITIALS = "initials"
    TICK = "tick"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Tried:
    """A corrected number: what stands above, and what the reader made of it."""

    over: Over
    corrected: bool
    clear: bool
    taken: bool
    right: bool


def main() -> None:
    """Write, photograph and read, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rewritten_digits", description=__doc__)
    parser.add_argument("--sheets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=735)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    with readers() as pool:
        seeds = [(wishes.seed, sheet) for sheet in range(wishes.sheets)]
        tried = [each for sheet in pool.map(_tried, seeds) for each in sheet]
    result = figures(tried)
    for name, value in result.items():
        print(f"{name:24} {value}")
    if wishes.json:
        print(json.dumps(result))


def figures(tried: Sequence[Tried]) -> dict[str, object]:
    """Return what is printed: by what stands above, and of all how many were taken wrongly."""
    found: dict[str, object] = {}
    for over in Over:
        here = [each for each in tried if each.over is over]
        counts = Counter[str]()
        for each in here:
            counts.update(corrected=each.corrected, clear=each.clear, taken=each.taken)
            counts.update(taken_wrongly=each.taken and not each.right)
        found[over] = {"numbers": len(here), **counts}
    return {
        **found,
        "taken": sum(each.taken for each in tried),
        "taken_wrongly": sum(each.taken and not each.right for each in tried),
    }


def _tried(seeds: tuple[int, int]) -> list[Tried]:
    rng, form = np.random.default_rng(seeds), layouts.load("C.HASIL-KWK", 2)
    page, code = form.page(_PAGE), StationCode(f"3374010001{seeds[1] % 900 + 1:03d}")
    where = Identity(ContestId("semarang-2024.pkwkk"), code, "Jawa Tengah", "Kota Semarang", "Tengah", "Miroto", 1)
    men = int(rng.integers(180, 290))
    values = plausible(Station(code, 1, men, men + 8, 600), 2, rng)
    chosen = dict(zip(_codes(values, rng), _turns(seeds[1]), strict=False))
    sheet, hand = blank(form, _PAGE, where), int(rng.integers(1 << 31))
    rest = {each: value for each, value in values.items() if each not in chosen}
    habits = Habits(slip=0.0)
    fill(sheet, Facts(page, where, rest, habits), np.random.default_rng(hand))
    # The first thing that chance decides of a page is who writes it.
    clerk = some_clerk(habits, np.random.default_rng(hand))
    for number in page.fields:
        if number.code in chosen:
            _correct(sheet, number, values[number.code], (clerk, chosen[number.code]), rng)
    cells = read(photo_of(sheet, page, rng), (form,), None, Limits()).reading.cells
    return [_outcome(cells, each, over, values) for each, over in chosen.items() if each in cells]


def _codes(values: Mapping[str, int], rng: np.random.Generator) -> Iterator[str]:
    """Yield numbers of which no two stand in a row or column; zeros are left as they are."""
    left = [each for each in product(_ROWS, _COLUMNS) if values["-".join(each)] > 0]
    rows, columns = set[str](), set[str]()
    for at in rng.permutation(len(left)).tolist():
        row, column = left[at]
        if row not in rows and column not in columns and len(rows) < _EACH:
            rows.add(row)
            columns.add(column)
            yield f"{row}-{column}"


def _turns(sheet: int) -> list[Over]:
    """Return what stands above the numbers of a sheet: the right digit once, and two others by turns."""
    others = [over for over in Over if over is not Over.RIGHT]
    return [Over.RIGHT, others[2 * sheet % len(others)], others[(2 * sheet + 1) % len(others)]]


def _correct(sheet: Sheet, number: NumberField, value: int, how: tuple[Clerk, Over], rng: np.random.Generator) -> None:
    """Write a number with one of its digits struck out, and something above it."""
    clerk, over = how
    writer = (clerk.hand, clerk.pen)
    signs = boxes.signs(value, len(number.boxes), clerk.leading, rng)
    slip = boxes.some_slip(signs, rng)
    boxes.correct(sheet, number.boxes, Slip(slip.box, slip.wrong, Correction.STRUCK), writer, rng)
    struck = signs[: slip.box] + boxes.STRUCK + signs[slip.box + 1 :]
    boxes.fill(sheet, number.boxes, struck, writer, rng)
    box, right = number.boxes[slip.box], signs[slip.box]
    if over in (Over.RIGHT, Over.ANOTHER):
        others = [sign for sign in "0123456789" if sign not in (right, slip.wrong)]
        sign = right if over is Over.RIGHT else str(rng.choice(others))
        boxes.rewrite_above(sheet, box, sign, writer, rng)
    elif over is not Over.NOTHING:
        _put(sheet, box, (clerk, over), rng)


def _put(sheet: Sheet, box: Box, how: tuple[Clerk, Over], rng: np.random.Generator) -> None:
    """Write initials or a tick where a right digit would stand."""
    clerk, over = how
    x, y = box.x_mm + box.w_mm * rng.uniform(0.25, 0.45), box.y_mm - box.h_mm * rng.uniform(0.15, 0.3)
    if over is Over.INITIALS:
        write(sheet, initials((x, y), rng), clerk.pen, rng)
        return
    low, top = (x + rng.uniform(1, 2), y + rng.uniform(1, 2)), (x + rng.uniform(4, 6), y - rng.uniform(2, 4))
    write(sheet, [line((x, y), low, 0.3, rng), line(low, top, 0.3, rng)], clerk.pen, rng)


def _outcome(cells: Mapping[str, CellReading], code: str, over: Over, values: Mapping[str, int]) -> Tried:
    cell = cells[code]
    return Tried(over, cell.corrected, cell.rewritten, cell.corrected and cell.sure, cell.as_read == values[code])


if __name__ == "__main__":
    main()
