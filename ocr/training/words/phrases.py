"""What stands on a line of words: a number, a slip of the pen, or letters without sense."""

import numpy as np

from ocr.specimen.chance import happens
from ocr.words.letters import ALPHABET
from ocr.words.weigh import ZERO
from recap.domain.spelling import words

_LETTERS = ALPHABET[2:]
_TOP, _COMMON = 999, 130
_ZERO, _NONSENSE = 0.04, 0.16


def some_words(rng: np.random.Generator) -> str:
    """Return what may stand there: mostly a number, now and then its slips, and sometimes letters without sense."""
    kind = rng.random()
    if kind < _ZERO:
        return str(rng.choice(ZERO))
    if kind < _ZERO + _NONSENSE:
        return nonsense(rng)
    said = words(int(rng.integers(1, _TOP + 1) if happens(rng, 0.63) else rng.integers(1, _COMMON)))
    if happens(rng, 0.04):
        said = said.replace("SERATUS", "SATU RATUS")
    if happens(rng, 0.06):
        at = int(rng.integers(len(said)))
        said = said[:at] + said[at + 1 :]
    return said.replace(" ", "") if happens(rng, 0.04) else said


def nonsense(rng: np.random.Generator) -> str:
    """Return one to three strings of letters, so that the network reads letters rather than guess words."""
    return " ".join("".join(rng.choice(list(_LETTERS), rng.integers(2, 9))) for _ in range(rng.integers(1, 4)))


def plain(rng: np.random.Generator) -> str:
    """Return the words of a number, as votes are: half of them below 130."""
    number = int(rng.integers(0, _TOP + 1) if happens(rng, 0.5) else rng.integers(0, _COMMON))
    return words(number)
