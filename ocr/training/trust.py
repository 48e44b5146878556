"""How far a network's scores may be trusted, and what they are worth: measured on what it never learned from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]
Trust = TypeVar("Trust")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of what says a number: how many, how many right, how many surely, how many of these wrong; and the loss."""

    count: int
    right: int
    sure: int
    sure_wrong: int
    loss: float


def choose(options: Iterable[Trust], weigh: Callable[[Trust], Sequence[Chances]], numbers: Sequence[int]) -> Trust:
    """Return the trust under which these numbers are the least surprising; -1 stands for what may be any number."""
    return min(options, key=lambda trust: _loss(weigh(trust), numbers))


def figures(chances: Sequence[Chances], numbers: Sequence[int], sure: float) -> Figures:
    """Return how numbers are read, of which all are known; `sure` is the probability from which on they are."""
    right = np.array([said.argmax() for said in chances]) == np.array(numbers)
    surely = np.array([said.max() for said in chances]) >= sure
    counts = (len(numbers), int(right.sum()), int(surely.sum()), int((surely & ~right).sum()))
    return Figures(*counts, _loss(chances, numbers))


def _loss(chances: Sequence[Chances], numbers: Sequence[int]) -> float:
    """Return the mean negative log-probability of the truth."""
    pairs = zip(chances, numbers, strict=True)
    return float(np.mean([-np.log(said[n]) if n >= 0 else -np.log(said).mean() for said, n in pairs]))
