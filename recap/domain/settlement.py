"""What becomes of a station's form: discrepancies, officers' answers to them, and the outcome of all of it.

What was read, what is written and what was corrected stay apart; `gate.py` says how one follows from the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from recap.domain.photo import PhotoDigest
from recap.domain.reason import Reason
from recap.domain.rules import Relation, Rule, Severity, StationFacts

READERS_DIFFER = "READERS"
"""The name of a discrepancy between two readers of one cell; its key is `READERS:<cell>`."""

OBSERVER_DIFFERS = "OBSERVER"
"""The name of a discrepancy between what is written and what an observer read; its key is `OBSERVER:<cell>`."""


class State(StrEnum):
    """How far a station's form has come.

    CONFIRMED is kept from the KPPS's last confirmation until the station is settled, LOCKED as long as a signed
    certificate covers the station; neither is ever the outcome of readings and settlements.
    """

    WAITING = "waiting"
    RECEIVED = "received"
    READ = "read"
    CONFIRMED = "confirmed"
    EXAMINATION = "examination"
    ACCEPTED = "accepted"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A rule that does not hold, or two readers who differ, with the values seen (selisih).

    `values` are (cell or reader, value) pairs; the sums and their relation are there when a rule is broken.
    """

    key: str
    severity: Severity
    cells: tuple[str, ...]
    values: tuple[tuple[str, int | None], ...]
    left_sum: int | None = None
    relation: Relation | None = None
    right_sum: int | None = None

    @property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change with any value, so that a settlement answers what was looked at."""
        return sha256(repr((self.key, self.values, self.left_sum, self.right_sum)).encode()).hexdigest()[:16]

    @property
    def between_readers(self) -> bool:
        """Tell whether two readers differ, rather than a rule being broken."""
        return self.key.startswith(f"{READERS_DIFFER}:")


@dataclass(frozen=True, slots=True)
class Settlement:
    """An officer's answer to one discrepancy with exactly these values: the reason, and the numbers it gives.

    `second` is the role of the second person who agreed, where the change is large enough to need one.
    """

    fingerprint: str
    reason: Reason
    note: str
    officer: int
    role: str
    values: Mapping[str, int]
    settled_at: datetime
    second: str = ""

    @property
    def keeps(self) -> bool:
        """Tell whether the numbers stay as they are although they were questioned."""
        return self.reason.keeps_as_written or (self.reason is Reason.OTHER and not self.values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is expected of one station's form: the cells of each page, the rules, the master data."""

    pages: Mapping[int, tuple[str, ...]]
    rules: tuple[Rule, ...]
    facts: StationFacts

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of all cells of the form."""
        return tuple(code for codes in self.pages.values() for code in codes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the readings and settlements of one station amount to.

    `values` is complete and final only in state ACCEPTED. `read` is the machine's and `keyed` the KPPS's last word on
    each cell, `written` what two readers or an officer found on the paper, `corrected` what an officer put in its
    place. `confirmed` are the pages the KPPS has confirmed, `closed` those they can no longer change; `warnings` do not
    hold a result back, and those that nobody has answered are `hints`. `confirmed_by` names the readers who saw what is
    written in a cell, each for themselves; `observed` is what witnesses and supervisors say of it.
    """

    state: State
    values: Mapping[str, int] = field(default_factory=dict)
    read: Mapping[str, int | None] = field(default_factory=dict)
    keyed: Mapping[str, int | None] = field(default_factory=dict)
    written: Mapping[str, int] = field(default_factory=dict)
    corrected: Mapping[str, int] = field(default_factory=dict)
    photos: Mapping[int, PhotoDigest] = field(default_factory=dict)
    open: tuple[Discrepancy, ...] = ()
    warnings: tuple[Discrepancy, ...] = ()
    hints: tuple[Discrepancy, ...] = ()
    confirmed: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    confirmed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    observed: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    by_officer: bool = False
    count: int = 1
