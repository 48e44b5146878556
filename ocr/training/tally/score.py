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
from ocr.training.tally.grids import filled

_SURE = 0.95
"""More than this no grid says: people miscount, too."""
_ASTRAY, _HALF = 0.1, (0.3, 0.7)
"""Part of grids that are cut off their place, and how far, in cells."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A grid as the network sees it: cells' probabilities [n, 8], and its votes (-1: cut off its place)."""

    cells: NDArray[np.float32]
    votes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of grids in their place: how many, how many right, how many with 0.95 or more, and how many of these wrong."""

    count: int
    right: int
    sure: int
    sure_wrong: int
    loss: float


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
    return min((Trust(*each) for each in options), key=lambda trust: _loss(grids, trust))


def figures(grids: Sequence[Scored], trust: Trust) -> Figures:
    """Return how the grids in their place are read."""
    placed = [each for each in grids if each.votes >= 0]
    read = [weigh_marks(each.cells, trust) for each in placed]
    right = np.array([said.argmax() == each.votes for said, each in zip(read, placed, strict=True)])
    sure = np.array([said.max() >= _SURE for said in read])
    return Figures(len(placed), int(right.sum()), int(sure.sum()), int((sure & ~right).sum()), _loss(placed, trust))


def _loss(grids: Sequence[Scored], trust: Trust) -> float:
    """Return the mean negative log-probability of the truth."""
    lost = []
    for each in grids:
        chances = weigh_marks(each.cells, trust)
        lost.append(-np.log(chances[each.votes]) if each.votes >= 0 else -np.log(chances).mean())
    return float(np.mean(lost))
