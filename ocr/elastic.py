"""Find the boxes of one number where the paper bends between them: each by itself, yet none far from the next.

The best places are exact (dynamic programming along the row): what each box's border shows, less what the bend between
neighbours costs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Map = NDArray[np.float32]


def best_chain(seen: Sequence[_Map], bend: int, stiff: float) -> list[tuple[int, int]]:
    """Return the best place (x, y) in each of these maps of one size, one a box, from left to right.

    Places of neighbours differ by at most `bend` pixels each way, at a cost of `stiff` a squared pixel.
    """
    total, came = seen[0], []
    for each in seen[1:]:
        best, steps = _reached(total, bend, stiff)
        came.append(steps)
        total = each + best
    y, x = (int(v) for v in np.unravel_index(int(total.argmax()), total.shape))
    chain = [(x, y)]
    for steps in reversed(came):
        dy, dx = divmod(int(steps[y, x]), 2 * bend + 1)
        x, y = x + dx - bend, y + dy - bend
        chain.append((x, y))
    return chain[::-1]


def _reached(total: _Map, bend: int, stiff: float) -> tuple[_Map, NDArray[np.intp]]:
    """Return the best total from which each place is reached, and by which step (numbered row by row)."""
    high, wide = total.shape
    padded = np.pad(total, bend, constant_values=-np.inf)
    side = range(2 * bend + 1)
    moved = np.stack(
        [
            padded[dy : dy + high, dx : dx + wide] - stiff * ((dy - bend) ** 2 + (dx - bend) ** 2)
            for dy in side
            for dx in side
        ]
    )
    steps = moved.argmax(axis=0)
    return np.take_along_axis(moved, steps[None], axis=0)[0], steps
