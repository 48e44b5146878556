"""Doubt numbers that may have slid to the next row or box together: side by side, they would vouch for each other."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.trend import Trend
from recap.domain.form import Page

_BREAK = 1.6
"""Rows farther apart than so many usual ones belong to two tables."""


def slid(page: Page, trend: Trend, trusted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which numbers are half a row or half a box away from where numbers of other rows, and tables, say."""
    rows = np.array([round(field.boxes[0].y_mm) for field in page.fields])
    tables = _tables(rows)
    far = np.zeros(len(rows), bool)
    limit = _half_step(page, rows)
    for group in (rows, tables):
        due = trend.each(trusted & (group != group[:, None]))
        far |= np.hypot(*(trend.shifts - due).T) > limit
    return far


def _tables(rows: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return a number for each table: rows that follow each other closely."""
    tops = np.unique(rows)
    gaps = np.diff(tops)
    usual = float(gaps.min()) if len(gaps) else 0.0
    table = np.concatenate([[0], np.cumsum(gaps > _BREAK * usual)])
    return np.asarray(table[np.searchsorted(tops, rows)])


def _half_step(page: Page, rows: NDArray[np.int_]) -> float:
    """Return half of the smallest step, in mm, by which a number can slide onto other boxes."""
    steps = [b - a for a, b in pairwise(np.unique(rows).tolist())]
    steps += [b.x_mm - a.x_mm for field in page.fields for a, b in pairwise(field.boxes)]
    return min(steps, default=float("inf")) / 2
