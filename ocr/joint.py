"""Decode all numbers of a page together: the form's arithmetic is evidence, never a command.

Score(x) = sum over cells of log P(evidence | x_c) + sum over rules of log f_r(x). A rule that holds gives f = 1 - p,
one that is broken f = p / (number of ways to break it): `p` is how often real forms do not add up on paper.
A beam over the cells keeps the best partial assignments; each rule is charged as soon as its last cell is set. With
the beam wider than the number of likely combinations, as on every page whose cells are mostly clear, it is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ocr.fuse import Belief
from recap.domain.rules import Relation, Rule, Severity

_BEAM = 1500
_CHOICES = 5
"""Candidates of a cell besides those that its rules suggest."""
_UNEVEN = {Severity.HARD: 0.03, Severity.BOUND: 0.01, Severity.WARNING: 0.1}
"""How often a rule is broken on paper: 5.7 % of Sirekap's 2024 candidate sums, misreads included; bounds less."""
_WAYS = 200.0
"""A wrong sum may be many numbers; slips of one digit are the commonest, hence fewer than a thousand."""
_MOST = 30.0
"""Log-odds beyond this are not told apart."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best value of a cell under arithmetic, its probability, and its margin over the best other value."""

    value: int
    marginal: float
    margin: float


def decode_jointly(beliefs: Mapping[str, Belief], rules: Sequence[Rule]) -> Mapping[str, Decoded]:
    """Return the best value of every cell that has a number; rules with cells elsewhere are left out."""
    logs = {code: np.log(np.maximum(b.numbers, 1e-30)) for code, b in beliefs.items() if b.best is not None}
    here = [rule for rule in (*rules, *_implied(rules, logs)) if all(code in logs for code in rule.codes)]
    if not logs:
        return {}
    options = _options(logs, here)
    values, scores = _beam(logs, options, here)
    return {code: _verdict(values[:, k], scores) for k, code in enumerate(logs)}


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


def _options(logs: Mapping[str, NDArray[np.float64]], rules: Sequence[Rule]) -> dict[str, NDArray[np.int64]]:
    """Return the values worth trying: the likeliest of each cell, and those that would make a rule hold."""
    best = {code: int(log.argmax()) for code, log in logs.items()}
    options = {code: {int(v) for v in np.argsort(-log)[:_CHOICES]} for code, log in logs.items()}
    for rule in rules:
        if rule.relation is Relation.EQUAL:
            gap = sum(best[c] for c in rule.left) - sum(best[c] for c in rule.right)
            for code in rule.codes if gap else ():
                wanted = best[code] + (-gap if code in rule.left else gap)
                if 0 <= wanted < len(logs[code]):
                    options[code].add(wanted)
    return {code: np.array(sorted(found), np.int64) for code, found in options.items()}


def _beam(
    logs: Mapping[str, NDArray[np.float64]], options: Mapping[str, NDArray[np.int64]], rules: Sequence[Rule]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    place = {code: k for k, code in enumerate(logs)}
    values, scores = np.zeros((1, 0), np.int64), np.zeros(1)
    for code, log in logs.items():
        tried = options[code]
        scores = (scores[:, None] + log[tried][None, :]).ravel()
        values = np.hstack([np.repeat(values, len(tried), axis=0), np.tile(tried, len(values))[:, None]])
        for rule in rules:
            if max(place[c] for c in rule.codes) == place[code]:
                scores = scores + _charge(rule, values, place)
        if len(scores) > _BEAM:
            kept = np.argpartition(-scores, _BEAM)[:_BEAM]
            values, scores = values[kept], scores[kept]
    best_first = np.argsort(-scores, kind="stable")
    return values[best_first], scores[best_first]


def _charge(rule: Rule, values: NDArray[np.int64], place: Mapping[str, int]) -> NDArray[np.float64]:
    left = values[:, [place[c] for c in rule.left]].sum(axis=1)
    right = values[:, [place[c] for c in rule.right]].sum(axis=1)
    holds = left == right if rule.relation is Relation.EQUAL else left <= right
    uneven = _UNEVEN[rule.severity]
    ways = _WAYS if rule.relation is Relation.EQUAL else 1.0
    return np.asarray(np.where(holds, np.log(1 - uneven), np.log(uneven / ways)))


def _verdict(column: NDArray[np.int64], scores: NDArray[np.float64]) -> Decoded:
    """Return the best value of one cell over the beam, which is sorted best first."""
    weights = np.exp(scores - scores[0])
    same = column == column[0]
    margin = float(scores[0] - scores[~same].max()) if not same.all() else _MOST
    return Decoded(int(column[0]), float(weights[same].sum() / weights.sum()), min(margin, _MOST))
