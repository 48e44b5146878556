"""What the codes of plenaries and objections mean to people."""

from collections.abc import Mapping

from api import words
from recap.domain.election import Tier, tier_of
from recap.domain.message import Message
from recap.domain.objection import ObjectionKind, Verdict
from recap.domain.plenary import Moment, Presence, Seat
from recap.domain.rights import Role

SEATS: Mapping[Seat, Message] = {
    Seat.MEMBER: Message("Officer"),
    Seat.WITNESS: Message("Witness"),
    Seat.SUPERVISOR: Message("Supervisor"),
}

PRESENCES: Mapping[Presence, Message] = {
    Presence.PRESENT: Message("Present"),
    Presence.SIGNED: Message("Present, will sign"),
    Presence.LEFT: Message("Left before the end"),
    Presence.REFUSED: Message("Refuses to sign"),
    Presence.ABSENT: Message("Absent"),
}

MOMENTS: Mapping[Moment, Message] = {
    Moment.OPENED: Message("Plenary opened"),
    Moment.ATTENDED: Message("Attendance"),
    Moment.CALLED: Message("Called"),
    Moment.READ: Message("Read aloud"),
    Moment.SKIPPED: Message("Put off"),
    Moment.CLOSED: Message("Plenary closed"),
    Moment.REOPENED: Message("Plenary reopened"),
}

OBJECTIONS: Mapping[ObjectionKind, Message] = {
    ObjectionKind.OBJECTION: Message("Objection"),
    ObjectionKind.SPECIAL_EVENT: Message("Special event"),
}

VERDICTS: Mapping[Verdict, Message] = {
    Verdict.ACCEPTED: Message("Accepted"),
    Verdict.REJECTED: Message("Rejected"),
    Verdict.NOTED: Message("Noted"),
}

WAITS = Message("Waits for an answer")

_TITLES: Mapping[Tier, Message] = {
    Tier.VILLAGE: Message("Relay check, {name}"),
    Tier.DISTRICT: Message("Plenary of the kecamatan, {name}"),
    Tier.CITY: Message("Plenary of the city, {name}"),
    Tier.PROVINCE: Message("Plenary of the province, {name}"),
}

_CHILDREN: Mapping[Tier, Message] = {
    Tier.VILLAGE: Message("{done} of {total} TPS checked"),
    Tier.DISTRICT: Message("{done} of {total} TPS read aloud"),
    Tier.CITY: Message("{done} of {total} kecamatan read aloud"),
    Tier.PROVINCE: Message("{done} of {total} cities read aloud"),
}


def title(area: str, name: str) -> Message:
    """Return what the plenary of an area is called."""
    return Message(_TITLES[tier_of(area)].text, {"name": name})


def progress(area: str, done: int, total: int) -> Message:
    """Return how many children have been read."""
    return Message(_CHILDREN[tier_of(area)].text, {"done": done, "total": total})


def reader(name: str) -> Message:
    """Return an observer as people call one: `witness 2` is the witness of pair 2."""
    role, *rest = name.split()
    choice = int(rest.pop(0)) if role == Role.WITNESS and rest else None
    return words.role(Role(role), rest[0] if rest else "0" * Tier.STATION.value, choice)
