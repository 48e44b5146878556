"""New counts of a station: recounts and re-votes, the legal grounds for each, and what an order must say.

Grounds: recount, Perppu 1/2014 article 113; re-vote (PSU), UU 1/2015 article 112; either by a court's decision.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recap.domain.election import ContestId, StationCode
from recap.domain.refusals.orders import BallotsImpossible, DecisionMissing, GroundUnfit, VotersMissing


class CountKind(StrEnum):
    """What is done again: the counting of the same ballots, or the vote itself."""

    RECOUNT = "recount"
    REVOTE = "revote"


class Ground(StrEnum):
    """Why a new count is ordered."""

    COUNT_CLOSED = "count_closed"
    BADLY_LIT = "badly_lit"
    VOICE_UNCLEAR = "voice_unclear"
    WRITING_UNCLEAR = "writing_unclear"
    NOT_VISIBLE = "not_visible"
    OTHER_PLACE_OR_TIME = "other_place_or_time"
    VALIDITY_INCONSISTENT = "validity_inconsistent"
    TIERS_DIFFER = "tiers_differ"
    DISTURBANCE = "disturbance"
    BOX_OPENED = "box_opened"
    BALLOTS_MARKED = "ballots_marked"
    VOTED_TWICE = "voted_twice"
    BALLOTS_SPOILED = "ballots_spoiled"
    UNREGISTERED_VOTED = "unregistered_voted"
    COURT = "court"


GROUNDS: dict[CountKind, tuple[Ground, ...]] = {
    CountKind.RECOUNT: (
        Ground.COUNT_CLOSED,
        Ground.BADLY_LIT,
        Ground.VOICE_UNCLEAR,
        Ground.WRITING_UNCLEAR,
        Ground.NOT_VISIBLE,
        Ground.OTHER_PLACE_OR_TIME,
        Ground.VALIDITY_INCONSISTENT,
        Ground.TIERS_DIFFER,
        Ground.COURT,
    ),
    CountKind.REVOTE: (
        Ground.DISTURBANCE,
        Ground.BOX_OPENED,
        Ground.BALLOTS_MARKED,
        Ground.VOTED_TWICE,
        Ground.BALLOTS_SPOILED,
        Ground.UNREGISTERED_VOTED,
        Ground.COURT,
    ),
}
"""The grounds that fit each kind, in the order of the law."""

LARGEST = 100_000
"""No station has nearly as many voters or ballots; larger numbers are slips of the finger."""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who votes at a station: registered voters, men and women, and the ballots delivered (None: as usual)."""

    voters_male: int
    voters_female: int
    ballots: int | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What an order says: a recount keeps the station's voters, a re-vote names its own."""

    kind: CountKind
    ground: Ground
    decision: str
    electorate: Electorate | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An ordered count of a station: `count` is 2 for the first one after the night of the vote."""

    number: int
    contest: ContestId
    station: StationCode
    count: int
    kind: CountKind
    ground: Ground
    decision: str
    electorate: Electorate
    role: str
    ordered_at: datetime


def electorate_of(new: NewOrder, present: Electorate) -> Electorate:
    """Return who votes in the ordered count; raise if the order does not say what it must.

    `present` are the voters of the count before: a recount counts their ballots again.
    """
    if new.ground not in GROUNDS[new.kind]:
        raise GroundUnfit
    if not new.decision.strip():
        raise DecisionMissing
    if new.kind is CountKind.RECOUNT:
        return present
    if new.electorate is None or new.electorate.voters_male + new.electorate.voters_female == 0:
        raise VotersMissing
    given = (new.electorate.voters_male, new.electorate.voters_female, new.electorate.ballots or 0)
    if not all(0 <= number <= LARGEST for number in given):
        raise BallotsImpossible(limit=LARGEST)
    return new.electorate
