"""Is the machine still as good as it was measured? Its sure numbers against what people keyed without seeing them.

A Bernoulli CUSUM (Page, Biometrika 41, 1954): each comparison adds its log-likelihood ratio between a reader that has
become bad and one that is as it should be, never below 0. The alarm height bounds false alarms (Lorden, Ann. Math.
Stat. 42, 1971): with `ALARM` = ln(N), one comes once in N comparisons or more rarely, on average, while all is well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log

EXPECTED = 0.001
"""People err in 0.37 of 1,000 fields (PLoS ONE 2012, 10.1371/journal.pone.0035087), those of 2019 in about 1."""
DRIFTED = 0.01
"""One sure number in a hundred that is not what a person keys: then thresholds no longer mean what they say."""
ALARM = log(100_000)

_DIFFERS = log(DRIFTED / EXPECTED)
_AGREES = log((1 - DRIFTED) / (1 - EXPECTED))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sure number of the machine that a person keyed without seeing it, and whether both are the same."""

    at: datetime
    agreed: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """The comparisons of one hour, and the sum after its last; `at` is the hour's beginning."""

    at: datetime
    n: int
    agreed: int
    height: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How people and machine agreed over time; `alarm_at` is when the sum first stood above the alarm."""

    hours: tuple[Hour, ...]
    alarm_at: datetime | None

    @property
    def n(self) -> int:
        """Return how many numbers were compared."""
        return sum(hour.n for hour in self.hours)

    @property
    def agreed(self) -> int:
        """Return how many of them were the same."""
        return sum(hour.agreed for hour in self.hours)


def watch(comparisons: Iterable[Comparison]) -> Drift:
    """Return the drift over these comparisons, which come in the order of their time."""
    hours: list[Hour] = []
    height, alarm_at = 0.0, None
    for each in comparisons:
        height = max(0.0, height + (_AGREES if each.agreed else _DIFFERS))
        if height > ALARM and alarm_at is None:
            alarm_at = each.at
        begin = each.at.replace(minute=0, second=0, microsecond=0)
        last = hours.pop() if hours and hours[-1].at == begin else Hour(begin, 0, 0, 0.0)
        hours.append(Hour(begin, last.n + 1, last.agreed + each.agreed, height))
    return Drift(tuple(hours), alarm_at)
