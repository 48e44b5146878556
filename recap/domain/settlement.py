"""The gate: which readings become a result, which become a discrepancy, and what is still missing.

Two independent readers must agree on every cell and the hard rules must hold (DESIGN principles 2 and 3). What
does not pass is a discrepancy for the kecamatan's officer (PPK), who settles it with a reason. "The paper does not
add up" is a legal outcome: the numbers stay as written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from recap.domain.reading import Reader, Reading
from recap.domain.rules import Rule, Severity, StationFacts, Violation, check, check_station

READERS_DIFFER = "READERS"
"""The name of a discrepancy between two readers of one cell; its key is `READERS:<cell>`."""


class Reason(StrEnum):
    """Why an officer settled a discrepancy as they did."""

    MISREAD = "misread"
    MISKEYED = "miskeyed"
    CORRECTED_ON_PAPER = "corrected_on_paper"
    PAPER_DOES_NOT_ADD_UP = "paper_does_not_add_up"
    MASTER_DATA_DIFFERS = "master_data_differs"


class State(StrEnum):
    """How far a station's form has come."""

    WAITING = "waiting"
    RECEIVED = "received"
    READ = "read"
    EXAMINATION = "examination"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A rule that does not hold, or two readers who differ, with the values seen.

    `values` are (cell or reader, value) pairs; `fingerprint` changes when any of them does, so that a settlement
    answers exactly the numbers the officer looked at.
    """

    key: str
    severity: Severity
    cells: tuple[str, ...]
    values: tuple[tuple[str, int | None], ...]

    @property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that name this discrepancy with these values."""
        return sha256(repr((self.key, self.values)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the readings of one station amount to.

    `values` is complete and final only in state ACCEPTED. `written` are the agreed numbers before any officer's
    correction. `warnings` are broken rules that do not hold a result back.
    """

    state: State
    values: Mapping[str, int]
    written: Mapping[str, int]
    open: tuple[Discrepancy, ...] = ()
    warnings: tuple[Discrepancy, ...] = ()
    settled_by_officer: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is expected of one station's form: the cells of each page, the rules, the master data."""

    pages: Mapping[int, tuple[str, ...]]
    rules: tuple[Rule, ...]
    facts: StationFacts


def settle(sheet: Sheet, readings: Sequence[Reading], settled: Iterable[str] = ()) -> Outcome:
    """Return the outcome of all readings of one station, oldest first.

    `settled` are the fingerprints of the discrepancies an officer has answered with a reason. An officer's reading
    (PPK, KPU) overrides the cells it names; the machine's and the KPPS's readings must agree on all others.
    """
    seen = _latest(readings)
    if not seen:
        return Outcome(State.WAITING, {}, {})
    written, differ = _agree(sheet, seen)
    missing = [c for codes in sheet.pages.values() for c in codes if c not in written and c not in differ]
    answered = frozenset(settled)
    corrected = _corrections(seen)
    values = {**written, **corrected}
    unresolved = [d for code, d in differ.items() if code not in corrected]
    broken = [_as_discrepancy(v) for v in (*check(values, sheet.rules), *check_station(values, sheet.facts))]
    warnings = tuple(d for d in broken if d.severity is Severity.WARNING)
    if missing:
        confirmed = any(reader is not Reader.MACHINE for reader, _ in seen)
        broken = broken if confirmed else []
    gate = [d for d in broken if d.severity is not Severity.WARNING and d.fingerprint not in answered]
    still_open = (*unresolved, *gate)
    state = _state(missing=missing, still_open=still_open, seen=seen)
    by_officer = bool(corrected) or any(d.fingerprint in answered for d in broken)
    return Outcome(state, values, written, still_open, warnings, by_officer)


def _latest(readings: Sequence[Reading]) -> dict[tuple[Reader, int], dict[str, int | None]]:
    """Return what each reader last said of each page; an officer's partial readings accumulate."""
    seen: dict[tuple[Reader, int], dict[str, int | None]] = {}
    for reading in readings:
        at = (reading.reader, reading.page)
        earlier = seen.get(at, {}) if reading.reader in (Reader.PPK, Reader.KPU) else {}
        seen[at] = {**earlier, **reading.values}
    return seen


def _agree(
    sheet: Sheet, seen: Mapping[tuple[Reader, int], Mapping[str, int | None]]
) -> tuple[dict[str, int], dict[str, Discrepancy]]:
    """Return the cells two readers agree on, and a discrepancy for each cell on which they differ."""
    agreed: dict[str, int] = {}
    differ: dict[str, Discrepancy] = {}
    for page, codes in sheet.pages.items():
        if (Reader.MACHINE, page) not in seen or (Reader.KPPS, page) not in seen:
            continue
        machine, kpps = seen[Reader.MACHINE, page], seen[Reader.KPPS, page]
        for code in codes:
            by_machine, by_kpps = machine.get(code), kpps.get(code)
            if by_machine is not None and by_machine == by_kpps:
                agreed[code] = by_machine
            else:
                values = (("machine", by_machine), ("kpps", by_kpps))
                differ[code] = Discrepancy(f"{READERS_DIFFER}:{code}", Severity.HARD, (code,), values)
    return agreed, differ


def _corrections(seen: Mapping[tuple[Reader, int], Mapping[str, int | None]]) -> dict[str, int]:
    officers = [values for (reader, _), values in seen.items() if reader in (Reader.PPK, Reader.KPU)]
    return {code: value for values in officers for code, value in values.items() if value is not None}


def _as_discrepancy(violation: Violation) -> Discrepancy:
    cells = tuple(code for code, _ in violation.values)
    return Discrepancy(violation.key, violation.severity, cells, violation.values)


def _state(
    *,
    missing: Sequence[str],
    still_open: Sequence[Discrepancy],
    seen: Mapping[tuple[Reader, int], Mapping[str, int | None]],
) -> State:
    if still_open:
        return State.EXAMINATION
    if not missing:
        return State.ACCEPTED
    confirmed = any(reader is Reader.KPPS for reader, _ in seen)
    return State.READ if confirmed or seen else State.RECEIVED
