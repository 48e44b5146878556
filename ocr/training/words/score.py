"""How well lines are read, and how far their scores may be trusted: measured on hands and fonts never learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.training import trust
from ocr.training.trust import Figures
from ocr.training.words.lines import Line
from ocr.words.letters import read_letters
from ocr.words.weigh import ZERO, Trust, explained, trusted, unbound
from recap.domain.spelling import words

_SURE = 0.99
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """A line as the network explains it: log-likelihoods of 0..999, of free letters, and its number (-1: none)."""

    scores: NDArray[np.float64]
    free: tuple[float, int]
    number: int


def score(lines: Sequence[Line], model: Path) -> list[Scored]:
    """Return what a network makes of these lines."""
    numbers = {words(n): n for n in range(10**_PLACES)} | dict.fromkeys(ZERO, 0)
    found = []
    for picture, said in lines:
        letters = read_letters(picture, model)
        number = numbers.get(said.replace("SATU RATUS", "SERATUS"), -1)
        found.append(Scored(explained(letters, _PLACES), unbound(letters), number))
    return found


def choose(lines: Sequence[Scored]) -> Trust:
    """Return the trust under which these lines' numbers are the least surprising; nonsense may be any number."""
    options = product((0.15, 0.2, 0.25, 0.35, 0.5, 0.7, 1.0), (0.01, 0.02, 0.05, 0.1), (0.05, 0.15, 0.3, 0.5))
    numbers = [each.number for each in lines]
    return trust.choose((Trust(*each) for each in options), lambda tried: _weighed(lines, tried), numbers)


def figures(lines: Sequence[Scored], trusting: Trust) -> Figures:
    """Return how the lines that say a number are read."""
    known = [each for each in lines if each.number >= 0]
    return trust.figures(_weighed(known, trusting), [each.number for each in known], _SURE)


def _weighed(lines: Sequence[Scored], trusting: Trust) -> list[NDArray[np.float64]]:
    return [trusted(each.scores, each.free, trusting) for each in lines]
