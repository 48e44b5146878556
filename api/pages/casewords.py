"""What the queue says of its cases: their kind, what is at stake, how long they wait, and what was done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from api import words
from recap.app.caseload import Whose
from recap.app.histories import Deed
from recap.domain.findings import CONTESTS, LIKENESS, MISPLACED, MISSING, OBJECTION, OBSERVER, OUTLIER, kind_of
from recap.domain.message import Message
from recap.domain.priority import Stake
from recap.domain.rights import Role
from recap.domain.settlement import READERS_DIFFER

KINDS: Mapping[str, Message] = {
    READERS_DIFFER: Message("Readers differ"),
    OBSERVER: Message("Observer differs"),
    OBJECTION: Message("Objection"),
    MISSING: Message("Page missing"),
    MISPLACED: Message("Wrong photo"),
    LIKENESS: Message("Same photo twice"),
    CONTESTS: Message("Two contests differ"),
    OUTLIER: Message("Hint"),
}

STAKES: Mapping[Stake, Message] = {
    Stake.DECISIVE: Message("could decide"),
    Stake.GREAT: Message("large effect"),
    Stake.NOTABLE: Message("some effect"),
    Stake.SLIGHT: Message("small effect"),
    Stake.NONE: Message("no effect on votes"),
}

WHOSE: Mapping[Whose, Message] = {
    Whose.ALL: Message("All"),
    Whose.MINE: Message("Mine"),
    Whose.NOBODY: Message("Nobody's"),
    Whose.OVERDUE: Message("Overdue"),
    Whose.SECOND: Message("Second person"),
}

DEEDS: Mapping[Deed, Message] = {
    Deed.OPENED: Message("opened by the check"),
    Deed.TAKEN: Message("taken"),
    Deed.GIVEN_BACK: Message("given back"),
    Deed.KEYED: Message("read from the paper without seeing the others"),
    Deed.SETTLED: Message("settled"),
    Deed.PROPOSED: Message("answered; a second officer must agree"),
    Deed.AGREED: Message("second officer agreed"),
    Deed.REFUSED: Message("second officer refused; back in the queue"),
}

OUTLIERS: Mapping[str, Message] = {
    "turnout": Message("Everybody on the list voted. Please compare it with the paper; it may well be right."),
    "no-invalid": Message("Not one vote is invalid. Please compare it with the paper; it may well be right."),
    "one-choice": Message(
        "All valid votes are for one choice. Please compare it with the paper; it may well be right."
    ),
    "share": Message(
        "One share is far from the rest of the kelurahan. Please compare it with the paper; it may well be right."
    ),
}

_WAITED = Message("waiting {hours} h {minutes} min")
_LEFT = Message("{hours} h {minutes} min left")
_OVER = Message("overdue by {hours} h {minutes} min")
_RULE = Message("Rule {rule}")
_READERS: Mapping[str, Message] = {"machine": Message("Machine"), "kpps": Message("KPPS")}


def kind(key: str) -> Message:
    """Return the short name of a case's kind."""
    return KINDS.get(kind_of(key), Message(_RULE.text, {"rule": kind_of(key)}))


def rule(key: str) -> Message:
    """Return what is wrong in a case, in one sentence; of a hint, what is unusual."""
    what = key.partition(":")[2]
    return OUTLIERS.get(what.partition("-PAS")[0], words.rule(key)) if kind_of(key) == OUTLIER else words.rule(key)


def waited(opened_at: datetime, now: datetime) -> Message:
    """Return how long a case has waited."""
    return _lasting(_WAITED, now - opened_at)


def due(due_at: datetime, now: datetime) -> Message:
    """Return how long a case may still wait, or how long it is overdue."""
    return _lasting(_LEFT, due_at - now) if due_at >= now else _lasting(_OVER, now - due_at)


def reader(name: str, station: str) -> Message:
    """Return who read a number: the machine, the KPPS, or an observer as `Observer.name` writes them."""
    if name in _READERS:
        return _READERS[name]
    role, *rest = name.split()
    choice = int(rest[0]) if rest and role == Role.WITNESS else None
    area = rest[-1] if rest and rest[-1].isdecimal() and len(rest[-1]) > 1 else station
    return words.role(Role(role), area, choice) if role in set(Role) else Message("{name}", {"name": name})


def _lasting(said: Message, time: timedelta) -> Message:
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    return Message(said.text, {"hours": hours, "minutes": minutes})
