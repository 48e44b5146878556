"""Compare a QR code too blurred to be decoded with the one that should be there.

Blur makes of each module a mixture of its neighbours, the same mixture all over the code. So a linear filter undoes it:
learnt on three quarters of the code where dark and light are as expected, it reads the last quarter, of which it was
told nothing. Each module is read that way, and under a wrong expectation no better than the paper shows it.

A code of our length (29 modules a side, level Q) has 567 modules that carry text. Codes of two sheets differ in half of
them, or with the same mask in the 18 correcting bytes of a block and one more at least: of 500,000 pairs none differs
in fewer than 62. Let the paper carry a code that differs in D modules, and e be the part misread. In the mean
D (1 - e) + (567 - D) e disagree, and 45 may: for D = 62 that is 7 standard deviations off at every e. Nor is that left
to chance alone: of the modules in which the next stations' codes and other pages' differ from it, four of five must be
this code's, where the sheet of such a station shows less than one of two.
"""

import numpy as np
from numpy.typing import NDArray

from ocr.codeplace import QUIET, Grey, Modules, sampled
from ocr.flatten import Sheet
from ocr.paper.codes import symbol
from recap.domain import pagecode
from recap.domain.election import StationCode
from recap.domain.pagecode import PageCode

_LEAST = 0.92
"""Of the modules that carry text: right codes that zxing cannot decode show 0.93 to 1, wrong ones at most 0.87."""
_LEAST_OWN = 0.8
"""Of the modules that differ in another code."""
_NEXT = range(1, 13)
"""Stations before and after whose codes are compared too."""
_PAGES = range(1, 5)
_PARTS = 4
_REACH = 3
"""Modules on each side from which the filter reads one."""
_RIDGE = 3.0
"""What keeps the filter's weights small, in modules' worth of evidence."""
_FINDER, _TIMING, _NEAR, _FAR = 9, 6, -9, -4
"""Where the modules end that are the same in every code: corners with format, two lines, and the small square."""


def is_code(sheet: Sheet, code: PageCode) -> bool:
    """Say whether the QR code of a registered sheet is surely this one and no other station's, page's or count's."""
    due = symbol(pagecode.encode(code))
    seen = None if sheet.page.qr is None else sampled(sheet, sheet.page.qr, due)
    if seen is None:
        return False
    agrees = _read(seen, due) == due
    if agrees[_telling(len(due))].mean() < _LEAST:
        return False
    others = (symbol(pagecode.encode(other)) for other in _others(code))
    return all(agrees[other != due].mean() >= _LEAST_OWN for other in others if other.shape == due.shape)


def _read(seen: Grey, due: Modules) -> Modules:
    """Return the modules as read, each column by a filter learnt where others should be dark and light."""
    side, wide = len(due), 2 * _REACH + 1
    inner = seen[QUIET - _REACH : QUIET + side + _REACH, QUIET - _REACH : QUIET + side + _REACH]
    around = np.lib.stride_tricks.sliding_window_view(inner, (wide, wide)).reshape(side * side, -1)
    rows = np.hstack([around, np.ones((side * side, 1), np.float32)]).astype(np.float64)
    wanted = np.where(due, 1.0, -1.0).ravel()
    part = np.tile(np.arange(side) * _PARTS // side, side)
    read = np.zeros(side * side)
    for k in range(_PARTS):
        read[part == k] = rows[part == k] @ _filter(rows[part != k], wanted[part != k])
    return np.asarray(read.reshape(side, side) > 0)


def _filter(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights with which these modules' surroundings come nearest to what is wanted."""
    steady = _RIDGE * np.eye(rows.shape[1])
    return np.asarray(np.linalg.solve(rows.T @ rows + steady, rows.T @ wanted))


def _telling(side: int) -> Modules:
    """Return the modules that carry text, True by row: all others are the same in every code of this size."""
    telling = np.ones((side, side), bool)
    for rows, columns in ((0, 0), (0, 1 - _FINDER), (1 - _FINDER, 0)):
        telling[rows:, columns:][:_FINDER, :_FINDER] = False
    telling[_TIMING] = telling[:, _TIMING] = False
    telling[_NEAR:_FAR, _NEAR:_FAR] = False
    return telling


def _others(code: PageCode) -> list[PageCode]:
    """Return codes of the next stations, and of other pages and the next count of this one."""
    number, digits = int(code.station), len(code.station)
    near = [number + step for n in _NEXT for step in (-n, n)]
    stations = [PageCode(code.contest, StationCode(f"{n:0{digits}}"), code.page, code.count) for n in near if n > 0]
    pages = [PageCode(code.contest, code.station, page, code.count) for page in _PAGES if page != code.page]
    return [*stations, *pages, PageCode(code.contest, code.station, code.page, code.count + 1)]
