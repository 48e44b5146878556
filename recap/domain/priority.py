"""In which order cases are worked: what can change the outcome first, then the graver, then the older.

1. **Stake**: how many votes could change hands, or become valid or invalid, by this case, against the lead that stands
   in the contest now. A lead is decided by half of it changing hands, so a vote that moves counts twice. Stakes are
   compared in bands (decides, a tenth of that, a hundredth, less, none), because a vote more or less must not outweigh
   gravity and age. Before any number is in, the lead is taken to be one station's ballots.
2. **Severity**: a broken identity (hard), then a bound, then a hint.
3. **Age**: the older first; then the lower number, so that the order is total.

Hints (severity warning) claim nothing, so they put nothing at stake.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy

_DECIDED = ("SAH", "TSAH", "TOT")
_GRAVITY = {Severity.HARD: 0, Severity.BOUND: 1, Severity.WARNING: 2}


class Stake(IntEnum):
    """How much of the present lead a case could undo."""

    NONE = 0
    SLIGHT = 1
    NOTABLE = 2
    GREAT = 3
    DECISIVE = 4


@dataclass(frozen=True, slots=True)
class Priority:
    """Where a case stands in the queue; the smaller `rank` is worked first. `votes` is what could move."""

    stake: Stake
    votes: int
    rank: tuple[int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a case of each severity may wait."""

    hard: timedelta
    bound: timedelta
    warning: timedelta

    def due(self, severity: Severity, opened_at: datetime) -> datetime:
        """Return when a case of this severity must be settled."""
        waits = {Severity.HARD: self.hard, Severity.BOUND: self.bound, Severity.WARNING: self.warning}
        return opened_at + waits[severity]


def priority(found: Discrepancy, lead: int | None, ballots: int, opened: tuple[datetime, int]) -> Priority:
    """Return where a case stands.

    `lead` is that of the first choice over the second in the contest, None before any number is in; `ballots` the most
    that one station can hold; `opened` when the case was opened, and its number.
    """
    votes = votes_at_stake(found, ballots)
    stake = _stake(votes, ballots if lead is None else lead)
    return Priority(stake, votes, (-stake, _GRAVITY[found.severity], *opened))


def votes_at_stake(found: Discrepancy, ballots: int) -> int:
    """Return how many votes could move by this case; all of the station's (`ballots`) where nobody can say."""
    concerned = [code for code in found.cells if is_decided(code)]
    if not concerned or found.severity is Severity.WARNING:
        return 0
    if found.left_sum is not None and found.right_sum is not None:
        return min(ballots, abs(found.left_sum - found.right_sum))
    seen = [value for _, value in found.values]
    known = [value for value in seen if value is not None]
    if len(known) < len(seen) or len(known) < 2 or len(concerned) > 1:  # noqa: PLR2004  a difference needs two
        return ballots
    return min(ballots, max(known) - min(known))


def is_decided(code: str) -> bool:
    """Tell whether a cell holds votes: for a choice, valid, invalid, or both."""
    return code.startswith("PAS") or code in _DECIDED


def lead(votes: Mapping[str, int]) -> int | None:
    """Return the lead of the first choice over the second from a tally's rows; None while no vote is in."""
    counted = sorted((value for code, value in votes.items() if code.startswith("PAS")), reverse=True)
    if not any(counted):
        return None
    return counted[0] - sum(counted[1:2])


def _stake(votes: int, margin: int) -> Stake:
    moved = 2 * votes
    if moved == 0:
        return Stake.NONE
    bands = ((1, Stake.DECISIVE), (10, Stake.GREAT), (100, Stake.NOTABLE))
    return next((stake for times, stake in bands if moved * times >= margin), Stake.SLIGHT)
