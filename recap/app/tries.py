"""Wrong passwords and codes, counted per account: after some, each costs a pause that grows to a minute."""

import math
from datetime import datetime, timedelta

from recap.app.tables import OfficerRow
from recap.domain.refusals import SignInPaused

FREE = 5
_LONGEST_PAUSE_S = 60
"""Short enough that nobody can lock an officer out by guessing, long enough that guessing leads nowhere."""
_MOST_FAILURES = 1000


def must_not_pause(row: OfficerRow, now: datetime) -> None:
    """Raise SignInPaused while this account must wait: doubling after the free tries, at most a minute."""
    over = row.failures - FREE
    if over < 0 or row.failed_at is None:
        return
    until = row.failed_at + timedelta(seconds=min(2.0**over, _LONGEST_PAUSE_S))
    if (seconds := math.ceil((until - now).total_seconds())) > 0:
        raise SignInPaused(seconds=seconds)


def count(row: OfficerRow, now: datetime) -> None:
    """Count one more failure; a caller must let it commit before refusing."""
    row.failures, row.failed_at = min(row.failures + 1, _MOST_FAILURES), now


def forget(row: OfficerRow) -> None:
    """Begin to count anew after a success."""
    row.failures = 0
