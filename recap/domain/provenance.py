"""The way of a number: who said what of one cell, when, in which tier, on which photo and for what reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from recap.domain.photo import PhotoDigest
from recap.domain.reading import Observer, Reader, Reading
from recap.domain.reason import Reason
from recap.domain.rights import Role
from recap.domain.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Step:
    """One word on one cell: `value` is None where the reader could not tell.

    `role` is the speaker's, None for the machine; `observer` is whose own photo was read, None for the KPPS's.
    `photo` is the evidence of a reading; the last four belong to an officer's decision: `second` is the role of the
    person who agreed to it, where one had to.
    """

    at: datetime
    value: int | None
    reader: Reader | None
    role: Role | None
    observer: Observer | None = None
    photo: PhotoDigest | None = None
    reason: Reason | None = None
    note: str = ""
    case: int | None = None
    second: Role | None = None


def chains(
    readings: Iterable[Reading], settlements: Iterable[Settlement], cases: Mapping[str, int]
) -> dict[str, tuple[Step, ...]]:
    """Return every step of every cell, oldest first; `cases` numbers the discrepancies by fingerprint."""
    found: dict[str, list[Step]] = {}
    for reading in readings:
        for code, value in reading.values.items():
            found.setdefault(code, []).append(_read(reading, value))
    for settlement in settlements:
        for code, value in settlement.values.items():
            found.setdefault(code, []).append(_settled(settlement, value, cases.get(settlement.fingerprint)))
    return {code: tuple(sorted(steps, key=lambda step: step.at)) for code, steps in found.items()}


def _read(reading: Reading, value: int | None) -> Step:
    return Step(
        at=reading.created_at,
        value=value,
        reader=reading.reader,
        role=reading.role,
        observer=reading.observer,
        photo=reading.photo,
    )


def _settled(settlement: Settlement, value: int, case: int | None) -> Step:
    return Step(
        at=settlement.settled_at,
        value=value,
        reader=None,
        role=Role(settlement.role),
        reason=settlement.reason,
        note=settlement.note,
        case=case,
        second=Role(settlement.second) if settlement.second else None,
    )
