"""Decode all numbers of a form together: its arithmetic is evidence, never a command.

P(w, z) is proportional to the product over cells of P(evidence | w_c) P(z_c) and over rules of f_r(w, z).
z_c says that the number written is a slip, meant to be another: it then excuses all rules it stands in, once. A rule
without a slip holds, f = 1, or is broken by itself, f = p / (1 - p) / (number of ways to break it). Both happen on
real paper, so that numbers are never made to fit. What is summed over and how is in `docs/decoding.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ocr.decoding.ahead import outlooks
from ocr.decoding.layers import SLIPPED, Backward, Options
from ocr.decoding.order import WAYS, ordered, steps
from ocr.decoding.trellis import Trellis, Turn, around, build
from ocr.fuse import Belief
from recap.domain.rules import Relation, Rule, Severity

SLIP = 0.003
"""How often a number is a slip: in 0.31 % of 754,643 TPS of 2019 the valid votes alone break two sums by the same."""
SLIPPED_TO = SLIP / WAYS
_EFFORTS = ((3e-9, 1_000), (1e-10, 2_000), (1e-11, 6_000))
"""Edges less likely than this, beside the likeliest, are left out, and all but so many a cell; then again with more."""
_ENOUGH = 1e-4
"""Missing less, certainty reaches 9, beyond every bar: no reason to try harder.

Of 99 first pages (seeds 505, 506) 97 are done at the first effort, one at the second and one at the third.
"""
_HOPELESS = (0.3, 5e-3)
"""Missing more than this, the second effort is no help, nor is the third: each leaves a tenth at best."""
_FAINT = 1e-14
_LARGEST = 30.0
"""Log-odds beyond this are not told apart."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The value of a cell in the best assignment, its probability, and its margin over the best other value.

    Probability and margin are lower bounds: what was not looked at is counted against them. `leaning` is the log-odds
    of the value by what was looked at, the lower of both; `missed` the most that was not, over all that was.
    """

    value: int
    marginal: float
    margin: float
    leaning: float
    missed: float = 0.0

    @property
    def is_fair(self) -> bool:
        """Tell whether enough was looked at for the best assignment to be among it, and `leaning` near the truth."""
        return self.missed < _HOPELESS[-1]


def decode_jointly(beliefs: Mapping[str, Belief], rules: Sequence[Rule]) -> Mapping[str, Decoded]:
    """Return the best value of every cell that has a number; rules with cells elsewhere are left out."""
    chances = chances_of(beliefs)
    here = rules_among(chances, rules)
    ruled = {code for rule in here for code in rule.codes}
    found = {code: _alone(each) for code, each in chances.items() if code not in ruled}
    if ruled:
        found |= _together({code: chances[code] for code in ruled}, here)
    return {code: found[code] for code in chances}


def chances_of(beliefs: Mapping[str, Belief]) -> dict[str, NDArray[np.float64]]:
    """Return the probability of each number in the cells in which something is written."""
    return {code: b.numbers / b.numbers.sum() for code, b in beliefs.items() if b.best is not None}


def rules_among(present: Mapping[str, object], rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules over these cells alone, and those they make by way of a number that is not among them."""
    return [r for r in (*rules, *_implied(rules, present)) if all(code in present for code in r.codes)]


def options_of(chances: NDArray[np.float64]) -> Options:
    """Return what may stand in a cell: its numbers, and a slip whose number its evidence tells alone."""
    top = float(chances.max())
    numbers = (chances > _FAINT * top).nonzero()[0]
    likely, values = np.empty(len(numbers) + 1), np.empty(len(numbers) + 1, np.int64)
    np.multiply(chances.take(numbers), 1 - SLIPPED_TO, out=likely[:-1])
    likely[-1], values[:-1], values[-1] = SLIPPED_TO, numbers, SLIPPED
    # In which order options as likely as each other come makes no difference.
    best_first = (-likely).argsort()
    values, likely = values.take(best_first), likely.take(best_first)
    peaks = np.where(values == SLIPPED, SLIPPED_TO * top, likely)
    return Options(values, likely, peaks, np.zeros(len(values), np.int64))


def doubt_of(chances: NDArray[np.float64]) -> float:
    """Return the entropy of a cell by itself, in decimal places: 0 when it is clear, 3 when nothing is known of it."""
    seen = chances[chances > 0]
    return float(-(seen * np.log10(seen)).sum())


def _together(chances: Mapping[str, NDArray[np.float64]], rules: Sequence[Rule]) -> dict[str, Decoded]:
    turns = turns_of(chances, rules)
    trellis = build(turns, *_EFFORTS[0])
    for effort, hopeless in zip(_EFFORTS[1:], _HOPELESS, strict=False):
        if not _ENOUGH < trellis.doubt < hopeless:
            break
        trellis = build(turns, *effort)
    said = zip(turns, around(trellis, turns), strict=True)
    return {turn.step.code: _verdict(chances[turn.step.code], turn.may, seen, trellis) for turn, seen in said}


def turns_of(chances: Mapping[str, NDArray[np.float64]], rules: Sequence[Rule]) -> list[Turn]:
    """Return the turns of cells with these chances of numbers, under rules over them alone."""
    order = tuple(ordered({code: doubt_of(each) for code, each in chances.items()}, rules))
    looks = outlooks(chances, SLIPPED_TO, order, tuple(rules))
    each = zip(steps(order, tuple(rules)), looks, strict=True)
    return [Turn(step, options_of(chances[step.code]), aside, ahead) for step, (aside, ahead) in each]


def _verdict(chances: NDArray[np.float64], may: Options, others: Backward, trellis: Trellis) -> Decoded:
    """Return the best value of a cell from its own chances and what the others say of each of its options."""
    said = np.zeros((2, len(chances) + 1))
    # SLIPPED, -1, is the last place.
    said[0, may.values], said[1, may.values] = others.said, others.said_top
    excused, excused_top = (SLIPPED_TO * said[:, SLIPPED]).tolist()
    said *= 1 - SLIPPED_TO
    numbers, tops = chances * (said[0, :-1] + excused), chances * np.maximum(said[1, :-1], excused_top)
    best, second = int(tops.argmax()), _second(tops)
    marginal = float(numbers[best] / numbers.sum())
    margin = _log_odds(max(second, trellis.missed_top / float(trellis.top.max())))
    leaning = min(_log_odds(second), _log_odds((1 - marginal) / marginal))
    return Decoded(best, marginal / (1 + trellis.doubt), margin, leaning, trellis.doubt)


def _alone(chances: NDArray[np.float64]) -> Decoded:
    """Return the best value of a cell that no rule speaks of."""
    best = int(chances.argmax())
    marginal, margin = float(chances[best]), _log_odds(_second(chances))
    return Decoded(best, marginal, margin, min(margin, _log_odds((1 - marginal) / marginal)))


def _second(likely: NDArray[np.float64]) -> float:
    """Return the second largest over the largest."""
    second, best = np.partition(likely, -2)[-2:]
    return float(second / best)


def _log_odds(second: float) -> float:
    """Return the log-odds of the best over the second best; 0 where something left out may be better than the best."""
    return max(0.0, min(-float(np.log(max(second, 1e-30))), _LARGEST))


def _implied(rules: Sequence[Rule], present: Mapping[str, object]) -> list[Rule]:
    """Return the equalities between numbers of this page that rules make by way of a number on another page."""
    equal = [r for r in rules if r.relation is Relation.EQUAL and len(r.left) == len(r.right) == 1]
    known = {frozenset(rule.codes) for rule in equal}
    beside: dict[str, set[str]] = {}
    for rule in equal:
        for here, there in (rule.codes, rule.codes[::-1]):
            if there not in present:
                beside.setdefault(there, set()).add(here)
    pairs = {
        (one, other)
        for group in beside.values()
        for one, other in combinations(sorted(group & set(present)), 2)
        if frozenset((one, other)) not in known
    }
    return [Rule(f"{a}={b}", Severity.HARD, (a,), Relation.EQUAL, (b,)) for a, b in sorted(pairs)]
