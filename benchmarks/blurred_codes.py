"""How surely a QR code too blurred to decode is told from all others: `python -m benchmarks.blurred_codes`.

Photographs specimens, blurs each photo more and more until its code cannot be decoded, and then compares the code with
the one that is due and with those of other stations, pages and counts, as `ocr/codelook.py` does: how much of what is
seen the right one explains, how much the best of the others. Of all pairs of codes of the city it computes how much one
could explain of the other if it were seen without any blur: no photo can take one for the other beyond that.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.shots import first_shots, in_city, told
from ocr.codelook import LEAST, explained, telling
from ocr.codeplace import sampled
from ocr.decode import Limits
from ocr.flatten import Sheet
from ocr.identify import read_code
from ocr.paper.codes import symbol
from ocr.pool import readers
from ocr.read import read
from recap.app import layouts
from recap.cli.demo import papers
from recap.domain import pagecode
from recap.domain.election import ContestId, StationCode
from recap.domain.pagecode import PageCode

_SIGMAS_MM = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0)
"""Widths of the blur that is tried, on paper."""
_STEPS = (-1000, -100, -12, -3, -2, -1, 1, 2, 3, 7, 10, 100)
_PAGES, _COUNTS = (1, 2, 3), (1, 2)
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Compared:
    """What the right code explains of a code that cannot be decoded, and the best of the others."""

    right: float
    other: float


def main() -> None:
    """Compare, and print the figures; with `--json` the last line is one object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blurred_codes", description=__doc__)
    parser.add_argument("--stations", type=int, default=25)
    parser.add_argument("--seed", type=int, default=733)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wishes = parser.parse_args()
    with TemporaryDirectory() as folder, readers() as pool:
        shots = first_shots(wishes.stations, wishes.seed, Path(folder))
        found = [each for each in pool.map(compared, shots) if each is not None]
        codes = [_code(shot) for shot in first_shots(in_city(), wishes.seed, Path(folder))]
        carried = np.stack(list(pool.map(modules, codes, chunksize=64)))
    result = {**figures(found), **pairs(carried)}
    for name, value in result.items():
        print(f"{name:34} {value}")
    if wishes.json:
        print(json.dumps(result))


def compared(shot: papers.Shot) -> Compared | None:
    """Return how the codes compare on a photo blurred until its own cannot be decoded; None if it is never so."""
    file = papers.take(shot)
    form, photo = layouts.load(shot.contest.layout, len(shot.contest.choices)), file.read_bytes()
    file.unlink()
    seen = read(photo, (form,), told(shot), Limits())
    if seen.sheet is None or seen.placed is None:
        return None
    sheet = next((each for each in _blurred(seen.sheet) if read_code(each) is None), None)
    if sheet is None:
        return None
    due = _code(shot)
    return Compared(_explains(sheet, due), max(map(partial(_explains, sheet), _others(due))))


def figures(found: Sequence[Compared]) -> dict[str, object]:
    """Return what is printed of blurred codes."""
    known = [each for each in found if each.right >= LEAST]
    return {
        "codes_not_decoded": len(found),
        "known_for_the_one_due": len(known),
        "another_taken_for_it": sum(each.other >= LEAST for each in found),
        "least_part_asked_for": LEAST,
        "explained_by_the_right_one_median": round(float(np.median([each.right for each in found] or [0.0])), 3),
        "explained_by_another_at_most": round(max((each.other for each in found), default=0.0), 3),
    }


def pairs(carried: NDArray[np.float32]) -> dict[str, object]:
    """Return how alike two of these codes are at most, each a row of 1 and -1, one for each module that says something.

    Of two that differ in D of n modules, either explains (1 - 2 D / n)^2 of the other.
    """
    count, length = carried.shape
    least = length
    for start in range(0, count, _BLOCK):
        alike = carried[start : start + _BLOCK] @ carried.T
        own = np.arange(start, min(start + _BLOCK, count))
        alike[own - start, own] = -length
        least = min(least, round((length - float(alike.max())) / 2))
    return {
        "pairs_of_codes": count * (count - 1) // 2,
        "modules_that_say_something": length,
        "modules_that_differ_at_least": least,
        "one_explains_of_another_at_most": round((1 - 2 * least / length) ** 2, 3),
    }


def modules(code: PageCode) -> NDArray[np.float32]:
    """Return the modules of a code that say something, 1 where dark and -1 where light."""
    dark = symbol(pagecode.encode(code))
    return np.where(dark[telling(len(dark))], 1.0, -1.0).astype(np.float32)


def _blurred(sheet: Sheet) -> Iterator[Sheet]:
    for sigma_mm in _SIGMAS_MM:
        px = sigma_mm * np.sqrt(abs(np.linalg.det(sheet.plane[:2, :2])))
        yield replace(sheet, picture=cv2.GaussianBlur(sheet.picture, (0, 0), float(px)))


def _explains(sheet: Sheet, code: PageCode) -> float:
    due = symbol(pagecode.encode(code))
    seen = None if sheet.page.qr is None else sampled(sheet, sheet.page.qr, due)
    return 0.0 if seen is None else explained(seen, due)


def _code(shot: papers.Shot) -> PageCode:
    return PageCode(ContestId(shot.identity.contest), StationCode(shot.identity.station), shot.page)


def _others(due: PageCode) -> Iterator[PageCode]:
    for step in _STEPS:
        yield replace(due, station=StationCode(str(int(due.station) + step)))
    for page, count in product(_PAGES, _COUNTS):
        if (page, count) != (due.page, due.count):
            yield replace(due, page=page, count=count)


if __name__ == "__main__":
    main()
