"""Why a station's numbers count or do not: its photos, the cases that wait, and those an officer has settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api import words
from api.pages import casewords
from api.shapes import OpenEntry, PhotoEntry, SettledEntry, StationObject
from recap.domain.findings import LIKENESS, MISPLACED, MISSING, kind_of
from recap.domain.message import Message
from recap.domain.reason import Reason
from recap.domain.rights import Role
from recap.domain.settlement import State


@dataclass(frozen=True, slots=True)
class Case:
    """A discrepancy in words; the last fields only once it is settled."""

    words: Message
    cells: str
    numbers: str = ""
    reason: Message | None = None
    note: str = ""
    settled_at: datetime | None = None
    by: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A public photo, where it lies, what it shows, and the line of the log that tells of its arrival."""

    sha256: str
    address: str
    words: Message
    received_at: datetime
    entry: int | None


def why(station: StationObject) -> Message:
    """Say why a station's numbers count, or do not count yet."""
    if station.counted and station.by_officer:
        return Message("Counted. The kecamatan's officer settled it with a public reason.")
    if station.counted:
        return Message("Counted. The machine and the KPPS read the same numbers, and the form adds up.")
    return _WHY[station.state]


def readers(station: StationObject) -> Message | None:
    """Say how many readers saw every counted number alike, each for themselves; None when a person decided some."""
    if not station.readers or len(station.readers) < len(station.cells):
        return None
    alike = min(len(names) for names in station.readers.values())
    return Message("Every number was read alike by at least {alike} readers, each for themselves.", {"alike": alike})


def opened(case: OpenEntry, labels: Mapping[str, str]) -> Case:
    """Return a case that waits, in words; its numbers are not accepted and not shown."""
    return Case(casewords.rule(case.key), _named(case, labels))


def settled(case: SettledEntry, labels: Mapping[str, str]) -> Case:
    """Return a settled case with what was seen, why it was settled so, and by officers of which roles."""
    seen = ", ".join(f"{name} {_or_dash(value)}" for name, value in case.values if not _of_photos(case))
    if case.left_sum is not None and case.right_sum is not None:
        seen = f"{case.left_sum} ≠ {case.right_sum} ({seen})"
    corrections = "; ".join(f"{labels.get(code, code)} → {value}" for code, value in case.corrections.items())
    numbers = f"{seen}. {corrections}" if corrections else seen
    reason = words.REASONS.get(Reason(case.reason))
    by = tuple(words.ROLES[Role(role)] for role in (case.role, case.second) if role)
    return Case(casewords.rule(case.key), _named(case, labels), numbers, reason, case.note, case.settled_at, by)


def photo(entry: PhotoEntry) -> Picture:
    """Return a public photo; its address is empty until its public copy is made."""
    address = f"/data/photos/{entry.sha256}.jpg" if entry.public_sha256 else ""
    return Picture(entry.sha256, address, _caption(entry), entry.received_at, entry.entry)


_WHY: Mapping[State, Message] = {
    State.WAITING: Message("No photo has arrived yet."),
    State.RECEIVED: Message("A photo is here and is being read."),
    State.READ: Message("The photos are read; the KPPS is confirming the numbers."),
    State.CONFIRMED: Message("The KPPS has confirmed every page; the numbers are being checked."),
    State.EXAMINATION: Message("The numbers do not add up or were read differently; the kecamatan's officer decides."),
    State.ACCEPTED: Message("The numbers are accepted and will be in the next publication."),
    State.LOCKED: Message("The certificate over this TPS is signed; its numbers no longer change."),
}


def _caption(entry: PhotoEntry) -> Message:
    if entry.state == "refused":
        return Message("Refused photo")
    if entry.page is None:
        return Message("Photo being read")
    facts = {"page": entry.page}
    return (
        Message("Page {page}, retaken later", facts) if entry.state == "superseded" else Message("Page {page}", facts)
    )


def _named(case: OpenEntry, labels: Mapping[str, str]) -> str:
    """Return the rows a case is about; a case about a photo is about its whole page."""
    return "" if _of_photos(case) else "; ".join(labels.get(code, code) for code in case.cells)


def _of_photos(case: OpenEntry) -> bool:
    return kind_of(case.key) in {MISSING, MISPLACED, LIKENESS}


def _or_dash(value: int | None) -> int | str:
    return "?" if value is None else value
