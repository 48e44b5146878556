"""How much a count shows: intervals for a share of successes in so many independent trials.

Exact ones are Clopper and Pearson's (Biometrika 26, 1934): they hold for every true share, also if nothing went wrong.
"""

from collections.abc import Callable
from math import ceil, exp, lgamma, log, log1p, sqrt

CONFIDENCE = 0.95
_HALVINGS = 60
_NEGLIGIBLE = 1e-17


def wilson(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval for a share; 0 to 1 where nothing was counted."""
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, z * z / whole
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / whole + square / (4 * whole)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def exact(part: int, whole: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Clopper and Pearson's interval for a share, both ends together of this confidence."""
    one_sided = (1 + confidence) / 2
    return at_least(part, whole, one_sided), at_most(part, whole, one_sided)


def at_most(part: int, whole: int, confidence: float = CONFIDENCE) -> float:
    """Return the largest true share that so few of so many do not contradict: 3 in N for 0 of N, about."""
    if part >= whole:
        return 1.0
    return _share_where(lambda share: chance_at_most(part, whole, share) > 1 - confidence)


def at_least(part: int, whole: int, confidence: float = CONFIDENCE) -> float:
    """Return the smallest true share that so many of so many do not contradict."""
    return 0.0 if part <= 0 else 1.0 - at_most(whole - part, whole, confidence)


def needed(share: float, confidence: float = CONFIDENCE) -> int:
    """Return how many trials without one failure show that the true share of failures is at most this."""
    return ceil(log(1 - confidence) / log1p(-share))


def chance_at_most(part: int, whole: int, share: float) -> float:
    """Return the chance of at most so many successes in so many trials of this share (binomial)."""
    if share <= 0.0 or part >= whole:
        return 1.0
    if share >= 1.0:
        return 0.0
    odds = share / (1 - share)
    if part <= whole * share:
        return _tail(part, whole, share, odds, down=True)
    return 1.0 - _tail(part + 1, whole, share, odds, down=False)


def _tail(first: int, whole: int, share: float, odds: float, *, down: bool) -> float:
    """Return the chance of this number of successes and all on its outer side; the terms only fall."""
    ways = lgamma(whole + 1) - lgamma(first + 1) - lgamma(whole - first + 1)
    term = exp(ways + first * log(share) + (whole - first) * log1p(-share))
    total, at = 0.0, first
    while 0 <= at <= whole and term > total * _NEGLIGIBLE:
        total += term
        term *= at / ((whole - at + 1) * odds) if down else (whole - at) * odds / (at + 1)
        at += -1 if down else 1
    return total


def _share_where(possible: Callable[[float], bool]) -> float:
    """Return the largest share from 0 to 1 that is possible, where all smaller ones are."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if possible(middle) else (low, middle)
    return high
