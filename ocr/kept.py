"""What a cell's own evidence says, short enough to be kept with its reading, and back again.

Kept are the likeliest numbers, their chances to two figures, so that numbers alike in one wrong digit share one line.
All others are given the chance of the likeliest left out: what is kept is never surer than what was seen.
"""

import numpy as np

from ocr.fuse import Belief
from recap.domain.reading import Chances

_MOST = 64
_FAINT = 1e-8


def keep(belief: Belief) -> Chances:
    """Return the chances to keep of a belief."""
    best_first = np.argsort(-belief.numbers, kind="stable")
    likely = [int(value) for value in best_first[:_MOST] if belief.numbers[value] > _FAINT]
    lines: dict[float, list[int]] = {}
    for value in likely:
        lines.setdefault(float(f"{belief.numbers[value]:.2g}"), []).append(value)
    others = float(belief.numbers[best_first[len(likely)]]) if len(likely) < len(best_first) else 0.0
    numbers = tuple((chance, tuple(sorted(values))) for chance, values in lines.items())
    return Chances(len(best_first), numbers, float(f"{others:.2g}"), float(f"{belief.nothing:.2g}"))


def belief_of(kept: Chances) -> Belief:
    """Return the belief that was kept."""
    numbers = np.full(kept.size, kept.other)
    for chance, values in kept.numbers:
        numbers[list(values)] = chance
    total = numbers.sum() + kept.nothing
    return Belief(numbers / total, kept.nothing / total)
