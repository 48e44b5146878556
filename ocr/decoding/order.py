"""In which order the cells of a form are taken, and which rules are open between one and the next."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recap.domain.rules import Relation, Rule, Severity

_UNEVEN = {Severity.HARD: 0.01, Severity.BOUND: 0.01, Severity.WARNING: 0.1}
"""How often a rule is broken on paper though no number of it is a slip; measured on 2019, see `docs/decoding.md`."""
WAYS = 200.0
"""A wrong sum may be many numbers; small slips and those of one digit are commonest, hence fewer than a thousand."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sum that is not closed yet: its column among the open rules, -1 if it has not begun, and its cells to come."""

    rule: Rule
    column: int
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One cell's turn: what it adds to the rules then open (`signs`), and which of them it closes.

    The open rules are those left open before (`kept` of the step before, in that order), then those it opens. `broken`
    is the chance of a closing rule being broken by the very amount it is, over that of its holding; `equal` tells
    equalities from bounds. `waiting` are the sums not closed after it.
    """

    code: str
    before: int
    signs: NDArray[np.int64]
    kept: NDArray[np.intp]
    closing: NDArray[np.intp]
    equal: NDArray[np.bool_]
    broken: NDArray[np.float64]
    waiting: tuple[Waiting, ...]


@lru_cache(maxsize=64)
def steps(order: tuple[str, ...], rules: tuple[Rule, ...]) -> tuple[Step, ...]:
    """Return each cell's step, for cells in this order and rules over these cells alone."""
    place = {code: k for k, code in enumerate(order)}
    last = {id(rule): max(place[code] for code in rule.codes) for rule in rules}
    opened: list[Rule] = []
    found = []
    for k, code in enumerate(order):
        active = opened + [rule for rule in rules if min(place[c] for c in rule.codes) == k]
        closing = [n for n, rule in enumerate(active) if last[id(rule)] == k]
        kept = [n for n in range(len(active)) if n not in closing]
        found.append(
            Step(
                code,
                len(opened),
                np.array([rule.left.count(code) - rule.right.count(code) for rule in active], np.int64),
                np.array(kept, np.intp),
                np.array(closing, np.intp),
                np.array([active[n].relation is Relation.EQUAL for n in closing], np.bool_),
                np.array([broken_by_itself(active[n]) for n in closing]),
                waiting([active[n] for n in kept], rules, order[k + 1 :]),
            )
        )
        opened = [active[n] for n in kept]
    return tuple(found)


def waiting(opened: Sequence[Rule], rules: Sequence[Rule], to_come: Sequence[str]) -> tuple[Waiting, ...]:
    """Return the sums that wait for any of the cells to come, while these rules are open."""
    columns = {rule.key: column for column, rule in enumerate(opened)}
    rest = {rule.key: tuple(code for code in rule.codes if code in to_come) for rule in rules}
    return tuple(
        Waiting(rule, columns.get(rule.key, -1), rest[rule.key])
        for rule in rules
        if rule.relation is Relation.EQUAL and rest[rule.key]
    )


def ordered(doubts: Mapping[str, float], rules: Sequence[Rule]) -> list[str]:
    """Return the cells in an order that keeps few rules open, those with the most `doubts` last.

    A doubtful cell that comes last closes its rules at once, so that its many values meet in few states.
    """
    usual = {code: k for k, code in enumerate(_usual(tuple(sorted(doubts)), tuple(rules)))}
    return sorted(doubts, key=lambda code: (round(doubts[code]), usual[code]))


@lru_cache(maxsize=256)
def _usual(codes: tuple[str, ...], rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Return the cells so that rules close soon: greedily, next the one that leaves a begun sum the least to wait for.

    On whole forms this leaves a third of the edges of taking next the cell after which the fewest cells wait.
    """
    of_cell = {code: [rule for rule in rules if code in rule.codes] for code in codes}
    taken: list[str] = []
    left = set(codes)
    while left:
        chosen = min(sorted(left), key=lambda code: (_far(code, left, of_cell), _waiting(code, taken, left, of_cell)))
        taken.append(chosen)
        left.remove(chosen)
    return tuple(taken)


def _far(code: str, left: AbstractSet[str], of_cell: Mapping[str, Sequence[Rule]]) -> int:
    """Return how many cells the nearest begun sum of this cell lacks after it."""
    sums = (rule.codes for rule in of_cell[code] if rule.relation is Relation.EQUAL)
    lacks = (len(left & set(codes)) - 1 for codes in sums if not left >= set(codes))
    return min(lacks, default=len(of_cell))


def _waiting(code: str, taken: Iterable[str], left: AbstractSet[str], of_cell: Mapping[str, Sequence[Rule]]) -> int:
    """Return how many cells wait for others if this one is next."""
    after = left - {code}
    return sum(any(after & set(rule.codes) for rule in of_cell[each]) for each in (*taken, code))


def broken_by_itself(rule: Rule) -> float:
    """Return the chance of a rule to be broken by the very amount it is, over that of its holding."""
    uneven = _UNEVEN[rule.severity]
    ways = WAYS if rule.relation is Relation.EQUAL else 1.0
    return uneven / (1 - uneven) / ways
