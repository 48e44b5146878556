"""How well whole grids are read, and how far their cells may be trusted: measured on grids never learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.chance import happens
from ocr.tally.marks import read_marks
from ocr.tally.weigh import Trust, weigh_marks
from ocr.training import trust
from ocr.training.tally.grids import filled
from ocr.training.trust import Figures

_SURE = 0.95
"""More than this no grid says: people miscount, too."""
_ASTRAY, _HALF = 0.1, (0.3, 0.7)
"""Part of grids that are cut off their place, and how far, in cells."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A grid as the network sees it: cells' probabilities [n, 8], and its votes (-1: cut off its place)."""

    cells: NDArray[np.float32]
    votes: int


def score(grids: int, seed: int, model: Path) -> list[Scored]:
    """Return what a network makes of this many grids filled in order."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(grids):
        off = float(rng.uniform(*_HALF)) if happens(rng, _ASTRAY) else 0.0
        made = filled(rng, ordered=True, dirt=1, off=off)
        found.append(Scored(read_marks(made.cells, model), -1 if off else made.votes))
    return found


def choose(grids: Sequence[Scored]) -> Trust:
    """Return the trust under which these grids' votes are the least surprising; one off its place may be any."""
    options = product((0.3, 0.45, 0.6, 0.8, 1.0), (0.005, 0.01, 0.02, 0.05), (0.3, 0.5, 0.7, 0.85))
    votes = [each.votes for each in grids]
    return trust.choose((Trust(*each) for each in options), lambda tried: _weighed(grids, tried), votes)


def figures(grids: Sequence[Scored], trusting: Trust) -> Figures:
    """Return how the grids in their place are read."""
    placed = [each for each in grids if each.votes >= 0]
    return trust.figures(_weighed(placed, trusting), [each.votes for each in placed], _SURE)


def _weighed(grids: Sequence[Scored], trusting: Trust) -> list[NDArray[np.float64]]:
    return [weigh_marks(each.cells, trusting) for each in grids]
