"""The gate: which readings become a result, which become a discrepancy, and what is still missing.

Two independent readers must agree on every cell and the hard rules must hold (DESIGN principles 2 and 3). What
does not pass is a discrepancy for the kecamatan's officer (PPK), who settles it with a reason. "The paper does not
add up" is a legal outcome: the numbers stay as written. What was read, what is written and what was corrected stay
apart; nothing here makes a number that no reader and no officer gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from recap.domain.pairing import Pair, pair
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reading
from recap.domain.rules import Relation, Rule, Severity, StationFacts, Violation, check, check_station

READERS_DIFFER = "READERS"
"""The name of a discrepancy between two readers of one cell; its key is `READERS:<cell>`."""


class Reason(StrEnum):
    """Why an officer settled a discrepancy as they did."""

    MISREAD = "misread"
    MISKEYED = "miskeyed"
    CORRECTED_ON_PAPER = "corrected_on_paper"
    PAPER_DOES_NOT_ADD_UP = "paper_does_not_add_up"
    MASTER_DATA_DIFFERS = "master_data_differs"

    @property
    def keeps_as_written(self) -> bool:
        """Tell whether the numbers stay as they stand on the paper although a rule is broken."""
        return self in (Reason.PAPER_DOES_NOT_ADD_UP, Reason.MASTER_DATA_DIFFERS)


class State(StrEnum):
    """How far a station's form has come."""

    WAITING = "waiting"
    RECEIVED = "received"
    READ = "read"
    EXAMINATION = "examination"
    ACCEPTED = "accepted"


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
    """An officer's answer to one discrepancy with exactly these values: the reason, and the numbers it gives."""

    fingerprint: str
    reason: Reason
    note: str
    officer: int
    role: str
    values: Mapping[str, int]
    settled_at: datetime


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
    place. `closed` are the pages the KPPS can no longer change; `warnings` do not hold a result back.
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
    closed: frozenset[int] = frozenset()
    by_officer: bool = False


def settle(sheet: Sheet, readings: Sequence[Reading], settlements: Sequence[Settlement] = ()) -> Outcome:
    """Return the outcome of all readings and settlements of one station, each oldest first."""
    if not readings:
        return Outcome(State.WAITING)
    touched_at = settlements[0].settled_at if settlements else None
    pairs = {
        page: pair(codes, (r for r in readings if r.page == page), touched_at) for page, codes in sheet.pages.items()
    }
    agreed = {code: value for p in pairs.values() for code, value in p.agreed().items()}
    written, corrected = _rule_on(agreed, settlements, frozenset(sheet.codes))
    values = {**written, **corrected}
    broken = [_of_rule(v) for v in (*check(values, sheet.rules), *check_station(values, sheet.facts))]
    kept = {s.fingerprint for s in settlements if s.reason.keeps_as_written}
    gate = [d for d in broken if d.severity is not Severity.WARNING and d.fingerprint not in kept]
    still_open = (*(d for p in pairs.values() for d in _differing(p) if d.cells[0] not in values), *gate)
    return Outcome(
        state=_state(still_open, missing=any(code not in values for code in sheet.codes)),
        values=values,
        read={code: p.seen(code)[0] for p in pairs.values() if p.machine for code in p.codes},
        keyed={code: p.seen(code)[1] for p in pairs.values() if p.kpps for code in p.codes},
        written=written,
        corrected=corrected,
        photos={page: p.machine.photo for page, p in pairs.items() if p.machine},
        open=still_open,
        warnings=tuple(d for d in broken if d.severity is Severity.WARNING),
        closed=frozenset(page for page, p in pairs.items() if p.closed),
        by_officer=bool(settlements),
    )


def _rule_on(
    agreed: Mapping[str, int], settlements: Iterable[Settlement], known: frozenset[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return what is written and what was corrected: an officer's later word on a cell replaces the earlier."""
    written, corrected = dict(agreed), dict[str, int]()
    for settlement in settlements:
        for code in known & settlement.values.keys():
            if settlement.reason is Reason.CORRECTED_ON_PAPER:
                corrected[code] = settlement.values[code]
            else:
                written[code] = settlement.values[code]
                corrected.pop(code, None)
    return written, corrected


def _differing(readers: Pair) -> list[Discrepancy]:
    if not readers.confirmed:
        return []
    agreed = readers.agreed()
    seen = {code: readers.seen(code) for code in readers.codes if code not in agreed}
    return [
        Discrepancy(f"{READERS_DIFFER}:{code}", Severity.HARD, (code,), (("machine", machine), ("kpps", kpps)))
        for code, (machine, kpps) in seen.items()
    ]


def _of_rule(broken: Violation) -> Discrepancy:
    cells = tuple(code for code, _ in broken.values)
    sums = (broken.left_sum, broken.relation, broken.right_sum)
    return Discrepancy(broken.key, broken.severity, cells, broken.values, *sums)


def _state(still_open: Sequence[Discrepancy], *, missing: bool) -> State:
    if still_open:
        return State.EXAMINATION
    return State.READ if missing else State.ACCEPTED
