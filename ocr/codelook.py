"""Compare a QR code too blurred to be decoded with the one that should be there.

Blur makes of each module a mixture of its neighbours, the same mixture all over the code. So the code that is due is
blurred in the way that fits the photo best, and what matters is how much of the photo's light and dark that explains.
The mixture is learnt on three quarters of the code and measured on the last, so that it cannot be fitted to chance.

A code of our length (29 modules a side, level Q) has 567 modules that carry text. If the paper carries another one that
differs in D of them, the two are correlated with r = 1 - 2 D / 567, and no mixture of the one explains more than r^2 of
the other, however sharp the photo is. Codes of two sheets differ in half of their modules, or with the same mask in the
18 correcting bytes of a block and one more at least: of the 25 million pairs of one city's codes none differs in fewer
than 58, which leaves 0.63 (`python -m benchmarks.blurred_codes`).
"""

import numpy as np
from numpy.typing import NDArray

from ocr.codeplace import QUIET, Grey, Modules, sampled
from ocr.flatten import Sheet
from ocr.paper.codes import symbol
from recap.domain import pagecode
from recap.domain.pagecode import PageCode

LEAST = 0.72
"""Part explained: of 72 codes blurred until zxing cannot decode them the right one explains more, others 0.52."""
_PARTS = 4
_REACH = 3
"""Modules on each side that blur mixes into one."""
_RIDGE = 1.0
"""What keeps the mixture's weights small, in modules' worth of evidence."""
_FAINTEST = 1e-4
"""Variance of what is seen, its contrast made even, below which nothing is printed there."""
_FINDER, _TIMING, _NEAR, _FAR = 9, 6, -9, -4
"""Where the modules end that are the same in every code: corners with format, two lines, and the small square."""


def is_code(sheet: Sheet, code: PageCode) -> bool:
    """Say whether the QR code of a registered sheet is surely this one and no other station's, page's or count's."""
    due = symbol(pagecode.encode(code))
    seen = None if sheet.page.qr is None else sampled(sheet, sheet.page.qr, due)
    return seen is not None and explained(seen, due) >= LEAST


def explained(seen: Grey, due: Modules) -> float:
    """Return the part of what is seen of a code, with its quiet zone, that this code explains once it is blurred."""
    side, wide = len(due) + 2 * QUIET, 2 * _REACH + 1
    light = np.pad(np.where(due, -1.0, 1.0), QUIET + _REACH, constant_values=1.0)
    around = np.lib.stride_tricks.sliding_window_view(light, (wide, wide)).reshape(side * side, -1)
    rows = np.hstack([around, np.ones((side * side, 1))])
    wanted = seen.astype(np.float64).ravel()
    part = np.tile(np.arange(side) * _PARTS // side, side)
    told = np.zeros(side * side)
    for k in range(_PARTS):
        told[part == k] = rows[part == k] @ _mixture(rows[part != k], wanted[part != k])
    carries = np.pad(telling(len(due)), QUIET).ravel()
    left, all_of_it = (float(np.var(each[carries])) for each in (wanted - told, wanted))
    return 1 - left / all_of_it if all_of_it > _FAINTEST else 0.0


def _mixture(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights with which these modules' surroundings come nearest to what is seen."""
    steady = _RIDGE * np.eye(rows.shape[1])
    return np.asarray(np.linalg.solve(rows.T @ rows + steady, rows.T @ wanted))


def telling(side: int) -> Modules:
    """Return the modules that carry text, True by row: all others are the same in every code of this size."""
    telling = np.ones((side, side), bool)
    for rows, columns in ((0, 0), (0, 1 - _FINDER), (1 - _FINDER, 0)):
        telling[rows:, columns:][:_FINDER, :_FINDER] = False
    telling[_TIMING] = telling[:, _TIMING] = False
    telling[_NEAR:_FAR, _NEAR:_FAR] = False
    return telling
