"""The queue of cases as it is worked: each open case with its priority, its clock and its owner, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import claims, discrepancies, elections, settlements, tallies
from recap.app.claims import Claim
from recap.app.discrepancies import Case
from recap.app.settings import settings
from recap.app.settlements import Proposed
from recap.domain.election import ContestId
from recap.domain.priority import Clock, Priority, lead, priority

_ALL = 100_000
"""Every open case is ranked, and the caller shows as many as it likes: a city has a few thousand on a bad night."""


class Whose(StrEnum):
    """Which cases an officer looks at."""

    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"
    OVERDUE = "overdue"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case in its place in the queue; `proposed` is an answer that waits for a second officer."""

    case: Case
    priority: Priority
    due_at: datetime
    owner: Claim | None = None
    proposed: Proposed | None = None

    def belongs(self, whose: Whose, officer: int, now: datetime) -> bool:
        """Tell whether this case is among those an officer asks for.

        An answer that waits for a second person is for everybody but the one who gave it.
        """
        asked = {
            Whose.ALL: True,
            Whose.MINE: self.owner is not None and self.owner.officer == officer,
            Whose.NOBODY: self.owner is None and self.proposed is None,
            Whose.OVERDUE: self.due_at < now,
            Whose.SECOND: self.proposed is not None and self.proposed.officer != officer,
        }
        return asked[whose]


def clocks() -> Clock:
    """Return how long a case of each severity may wait here."""
    chosen = settings()
    hours = (chosen.case_hours_hard, chosen.case_hours_bound, chosen.case_hours_warning)
    return Clock(*(timedelta(hours=each) for each in hours))


async def of_area(session: AsyncSession, contest: ContestId, area: str) -> list[Waiting]:
    """Return the open cases of an area or station, those to be worked first first."""
    return await rank(session, contest, await discrepancies.open_in(session, contest, area, limit=_ALL))


async def rank(session: AsyncSession, contest: ContestId, cases: Sequence[Case]) -> list[Waiting]:
    """Return these cases in the order they are worked, with everything the queue shows of them."""
    if not cases:
        return []
    held = await elections.contest(session, contest)
    leading = lead((await tallies.of_area(session, contest, held.area)).values)
    ballots = {each.code: each.cap for each in await elections.stations(session, contest, held.area)}
    numbers = [case.number for case in cases]
    owners, answers = await claims.current(session, numbers), await settlements.proposed(session, numbers)
    clock = clocks()
    waiting = [
        Waiting(
            case,
            priority(case.discrepancy, leading, ballots[case.station], (case.opened_at, case.number)),
            clock.due(case.discrepancy.severity, case.opened_at),
            owners.get(case.number),
            answers.get(case.number),
        )
        for case in cases
    ]
    return sorted(waiting, key=lambda each: each.priority.rank)
