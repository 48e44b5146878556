"""Weigh every number by how well its words explain the letters of a line: CTC over the tree of all number words.

The likelihood of a phrase is the sum over all ways to place its letters along the line (Graves, Fernandez, Gomez,
Schmidhuber, ICML 2006). All phrases share the tree of their beginnings, so that a thousand numbers cost one pass over
about nine thousand places in it. People leave out a gap between words; nothing else is forgiven, but a line may say
something that is no number.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ocr.words.letters import ALPHABET
from recap.domain.spelling import words

ZERO = ("NOL", "KOSONG", "NIHIL")
"""What people write for 0."""

_GAP = ALPHABET.index(" ")
_JOINED = 0.05
"""How much likelier a gap is written than left out, once per gap."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a line's score is believed: `slower` is the inverse of a temperature, `outlier` and `letter` are chances.

    Neighbouring steps see the same ink, so that their votes count less. A part `outlier` of lines says something else
    than any number (another language, a slip, a smear); such lines are taken for free strings of letters, of which
    each has the chance `letter`.
    """

    slower: float
    outlier: float
    letter: float


_SLIP = 0.01
"""Part of lines that say another number than the boxes: people slip, and made lines cannot show how often."""

TRUST = Trust(slower=0.25, outlier=0.01, letter=0.5)
"""Chosen by `python -m ocr.training.words` on lines of hands and fonts that it did not train on."""


@dataclass(frozen=True, slots=True)
class _Tree:
    """Places in the tree of phrases: letter, place before, place before that; and where each number's phrases end."""

    letter: NDArray[np.intp]
    before: NDArray[np.intp]
    earlier: NDArray[np.intp]
    repeats: NDArray[np.bool_]
    after_gap: NDArray[np.bool_]
    ends: NDArray[np.intp]
    owner: NDArray[np.intp]


def weigh(letters: NDArray[np.float32], places: int) -> NDArray[np.float64]:
    """Return the probability of each number below 10**places, 2 or 3, from log-probabilities [steps, 20]."""
    return trusted(explained(letters, places), unbound(letters), TRUST)


def explained(letters: NDArray[np.float32], places: int) -> NDArray[np.float64]:
    """Return how well each number's words explain a line: log-likelihoods [10**places]."""
    tree = _tree(places)
    logs = _passed(tree, letters)
    best = np.full(10**places, -np.inf)
    np.logaddexp.at(best, tree.owner, logs[tree.ends])
    return best


def unbound(letters: NDArray[np.float32]) -> tuple[float, int]:
    """Return the log-likelihood of the best way to read a line without any grammar, and its number of letters."""
    best = letters.argmax(axis=1)
    new = (best != 0) & (np.diff(best, prepend=0) != 0)
    return float(letters.max(axis=1).sum(dtype=np.float64)), int(new.sum())


def trusted(scores: NDArray[np.float64], free: tuple[float, int], trust: Trust = TRUST) -> NDArray[np.float64]:
    """Return the probability of each number from how well it explains the line, against a `free` string of letters."""
    if not np.isfinite(scores.max()):
        return np.full(len(scores), 1.0 / len(scores))
    other, written = free
    likely = np.exp((scores - other) * trust.slower)
    strange = trust.outlier * trust.letter**written
    known = (1 - trust.outlier) * likely / len(likely)
    meant = (known + strange / len(likely)) / (known.sum() + strange)
    return np.asarray((1 - _SLIP) * meant + _SLIP / len(likely))


def _passed(tree: _Tree, letters: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the log-likelihood of having written exactly the phrase up to each place."""
    chances = np.exp(letters.astype(np.float64))
    written, rested = np.zeros(len(tree.letter)), np.zeros(len(tree.letter))
    rested[0] = 1.0
    scale = 0.0
    for chance in chances:
        whole = rested + written
        entered = whole[tree.before] - np.where(tree.repeats, written[tree.before], 0.0)
        entered += np.where(tree.after_gap, _JOINED * whole[tree.earlier], 0.0)
        rested = chance[0] * whole
        written = chance[tree.letter] * (entered + written)
        written[0] = 0.0
        top = max(float(rested.max()), float(written.max()))
        if top <= 0:
            return np.full(len(tree.letter), -np.inf)
        rested, written, scale = rested / top, written / top, scale + np.log(top)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(rested + written) + scale)


@cache
def _tree(places: int) -> _Tree:
    index: dict[str, int] = {"": 0}
    before, letter = [0], [0]
    ends, owner = [], []
    for number in range(10**places):
        for phrase in _phrases(number):
            for k in range(1, len(phrase) + 1):
                if phrase[:k] not in index:
                    index[phrase[:k]] = len(letter)
                    before.append(index[phrase[: k - 1]])
                    letter.append(ALPHABET.index(phrase[k - 1]))
            ends.append(index[phrase])
            owner.append(number)
    places_before, signs = np.array(before), np.array(letter)
    return _Tree(
        letter=signs,
        before=places_before,
        earlier=places_before[places_before],
        repeats=(signs[places_before] == signs) & (np.arange(len(signs)) > 0),
        after_gap=signs[places_before] == _GAP,
        ends=np.array(ends),
        owner=np.array(owner),
    )


def _phrases(number: int) -> tuple[str, ...]:
    if number == 0:
        return ZERO
    said = words(number)
    return (said, said.replace("SERATUS", "SATU RATUS")) if said.startswith("SERATUS") else (said,)
