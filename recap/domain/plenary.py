"""A plenary (rapat pleno terbuka) as the sum of its moments: opened, attended, read aloud, skipped, closed, reopened.

A tier reads its children one by one: the PPK its TPS, kelurahan by kelurahan, KPU kota its kecamatan, KPU provinsi its
cities; the PPS checks that every TPS of its kelurahan is in. What was read is remembered with the standing it had, so
that a child whose numbers changed afterwards must be read again before the plenary can end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Moment(StrEnum):
    """What can happen in a plenary."""

    OPENED = "opened"
    ATTENDED = "attended"
    CALLED = "called"
    READ = "read"
    SKIPPED = "skipped"
    CLOSED = "closed"
    REOPENED = "reopened"


class Seat(StrEnum):
    """In what capacity somebody attends."""

    MEMBER = "member"
    WITNESS = "witness"
    SUPERVISOR = "supervisor"


class Presence(StrEnum):
    """What somebody did at the plenary."""

    PRESENT = "present"
    SIGNED = "signed"
    LEFT = "left"
    REFUSED = "refused"
    ABSENT = "absent"

    @property
    def needs_reason(self) -> bool:
        """Tell whether it must be said why."""
        return self in (Presence.LEFT, Presence.REFUSED)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One who attends; `mandate` is the letter a witness shows, `reason` why somebody left or refuses to sign."""

    seat: Seat
    name: str
    presence: Presence = Presence.PRESENT
    choice: int | None = None
    mandate: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """Return what the person is known by in this plenary."""
        return f"{self.seat}:{self.choice or 0}:{self.name.casefold()}"


@dataclass(frozen=True, slots=True)
class Heard:
    """A child that was read aloud, with the standing of its numbers at that moment; `posted`: its copies are posted."""

    standing: str
    at: datetime
    posted: bool | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """How a plenary ended: the open objections it passes upward, and whether there were none at all (nihil)."""

    carried: tuple[int, ...] = ()
    nihil: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One moment, with what belongs to its kind and nothing else."""

    kind: Moment
    at: datetime
    officer: int
    subject: str = ""
    words: str = ""
    place: str = ""
    chair: str = ""
    standing: str = ""
    posted: bool | None = None
    attendee: Attendee | None = None
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class Plenary:
    """Where a plenary stands; `standings` are its children in the order they are read, with their standing of now."""

    standings: Mapping[str, str]
    opened_at: datetime | None = None
    shut_at: datetime | None = None
    place: str = ""
    chair: str = ""
    called: str = ""
    heard: Mapping[str, Heard] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    attendance: Mapping[str, Attendee] = field(default_factory=dict)
    closing: Closing | None = None
    reopened: tuple[str, ...] = ()

    @property
    def agenda(self) -> tuple[str, ...]:
        """Return the codes of all children, in the order they are read."""
        return tuple(self.standings)

    @property
    def read(self) -> frozenset[str]:
        """Return the children that were read aloud and have not changed since."""
        return frozenset(code for code, heard in self.heard.items() if self.standings.get(code) == heard.standing)

    @property
    def stale(self) -> frozenset[str]:
        """Return the children that changed after they were read, and must be read again."""
        return frozenset(self.heard.keys() & self.standings.keys()) - self.read

    @property
    def pending(self) -> tuple[str, ...]:
        """Return what is still to be read, in order."""
        read = self.read
        return tuple(code for code in self.agenda if code not in read)

    @property
    def current(self) -> str:
        """Return the child on the table: the one called, else the next one; empty when all are read."""
        if self.called:
            return self.called
        fresh = [code for code in self.pending if code not in self.skipped]
        return next(iter(fresh or self.pending), "")

    @property
    def in_session(self) -> bool:
        """Tell whether the plenary was opened and not closed."""
        return self.opened_at is not None and self.shut_at is None

    @property
    def closed_at(self) -> datetime | None:
        """Return when it was closed; None while it is not, and when a child has changed since it was read."""
        return None if self.pending else self.shut_at


def fold(events: Iterable[Event], standings: Mapping[str, str]) -> Plenary:
    """Return where a plenary stands after these recorded events, oldest first."""
    now = Plenary(standings)
    for event in events:
        now = _with(now, event)
    return now


def _with(plenary: Plenary, event: Event) -> Plenary:
    now = plenary
    match event.kind:
        case Moment.OPENED:
            now = replace(plenary, opened_at=event.at, place=event.place, chair=event.chair)
        case Moment.ATTENDED:
            known = {event.attendee.key: event.attendee} if event.attendee else {}
            now = replace(plenary, attendance={**plenary.attendance, **known})
        case Moment.CALLED:
            now = replace(plenary, called=event.subject)
        case Moment.READ:
            heard = Heard(event.standing, event.at, event.posted)
            skipped = {code: why for code, why in plenary.skipped.items() if code != event.subject}
            now = replace(plenary, called="", heard={**plenary.heard, event.subject: heard}, skipped=skipped)
        case Moment.SKIPPED:
            now = replace(plenary, called="", skipped={**plenary.skipped, event.subject: event.words})
        case Moment.CLOSED:
            now = replace(plenary, called="", shut_at=event.at, closing=event.closing)
        case Moment.REOPENED:
            now = replace(plenary, shut_at=None, closing=None, reopened=(*plenary.reopened, event.words))
    return now
