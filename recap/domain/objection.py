"""Objections (keberatan) and special events (kejadian khusus): what a witness or supervisor states, and what follows.

An objection may say which numbers are wrong and what they should be. It changes nothing by itself: accepted, it opens a
discrepancy over those cells, which is corrected on the spot ("seketika itu juga mengadakan pembetulan") as any other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recap.domain import findings
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.refusals.plenary import ObjectionCellsUnknown, ObjectionEmpty
from recap.domain.rules import Severity
from recap.domain.settlement import Discrepancy

CLAIMED = "claimed:"
"""What stands before a cell's code where a discrepancy lists the number an objection claims for it."""


class ObjectionKind(StrEnum):
    """What is stated: that a number is wrong, or that something happened."""

    OBJECTION = "objection"
    SPECIAL_EVENT = "special_event"


class Verdict(StrEnum):
    """What an officer decides: a correction follows, none follows, or it is taken note of."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Answer:
    """An officer's one answer to an objection."""

    verdict: Verdict
    text: str
    officer: int
    name: str
    role: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection on record; `area` is a station or an area, `values` are the numbers claimed, by cell."""

    number: int
    contest: ContestId
    area: str
    kind: ObjectionKind
    text: str
    values: Mapping[str, int]
    officer: int
    name: str
    role: str
    choice: int | None
    filed_at: datetime
    answer: Answer | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.answer is None

    @property
    def station(self) -> StationCode | None:
        """Return the station it is about, None when it is about an area."""
        return StationCode(self.area) if len(self.area) == Tier.STATION.value else None


def words_of(text: str) -> str:
    """Return what was written without blanks around it; ObjectionEmpty when nothing was."""
    if not text.strip():
        raise ObjectionEmpty
    return text.strip()


def must_fit(values: Mapping[str, int], codes: Collection[str]) -> None:
    """Raise ObjectionCellsUnknown unless every claimed number is one of these cells and possible."""
    strange = sorted(code for code, value in values.items() if code not in codes or value < 0)
    if strange:
        raise ObjectionCellsUnknown(codes=", ".join(strange))


def key_of(number: int) -> str:
    """Return the key of the discrepancy that the objection with this number opens."""
    return f"{findings.OBJECTION}:{number}"


def dispute(objection: Objection, seen: Mapping[str, int]) -> Discrepancy:
    """Return the discrepancy an accepted objection opens, with the numbers counted now and those claimed."""
    cells = tuple(objection.values)
    counted = tuple((code, seen.get(code)) for code in cells)
    claimed = tuple((f"{CLAIMED}{code}", objection.values[code]) for code in cells)
    return Discrepancy(key_of(objection.number), Severity.HARD, cells, counted + claimed)
