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
    # The cost is a sum of one across and one down: first the best step across, then of these the best down.
    across, dx = _stepped(total, bend, stiff)
    best, dy = _stepped(across.T, bend, stiff)
    best, dy = best.T, dy.T
    from_row = np.clip(np.arange(len(total))[:, None] + dy - bend, 0, len(total) - 1)
    return best, dy * (2 * bend + 1) + np.take_along_axis(dx, from_row, axis=0)


def _stepped(total: _Map, bend: int, stiff: float) -> tuple[_Map, NDArray[np.intp]]:
    """Return the best total from which each place is reached by a step along its row, and which step."""
    high, wide = total.shape
    padded = np.full((high, wide + 2 * bend), -np.inf, np.float32)
    padded[:, bend : bend + wide] = total
    best, steps = np.full((high, wide), -np.inf, np.float32), np.zeros((high, wide), np.intp)
    for step in range(2 * bend + 1):
        moved = padded[:, step : step + wide] - np.float32(stiff * (step - bend) ** 2)
        better = moved > best
        np.copyto(best, moved, where=better)
        steps[better] = step
    return best, steps
