"""What certificates and their comparison are called in front of people."""

from collections.abc import Mapping

from api import words
from recap.app import texts
from recap.app.texts import Language
from recap.domain.certificate import Standing
from recap.domain.election import Contest
from recap.domain.message import Message
from recap.domain.plenary import Presence, Seat
from recap.domain.reconciliation import HASH, Source
from recap.domain.tally import STATIONS_IN

STANDINGS: Mapping[Standing, Message] = {
    Standing.VALID: Message("In force"),
    Standing.STALE: Message("Out of date: an area below was reopened"),
    Standing.REOPENED: Message("Reopened"),
    Standing.SUPERSEDED: Message("Replaced by a later certificate"),
}

SOURCES: Mapping[Source, Message] = {
    Source.TALLY: Message("Running tally"),
    Source.RESULTS: Message("Added up anew from every TPS"),
    Source.TREE: Message("Tree of sums"),
    Source.CHILDREN: Message("What the areas below signed"),
}

_FORMS = Message("What the forms of the TPS say")

SEATS: Mapping[Seat, Message] = {
    Seat.MEMBER: Message("Member"),
    Seat.WITNESS: Message("Witness"),
    Seat.SUPERVISOR: Message("Supervisor"),
}

PRESENCES: Mapping[Presence, Message] = {
    Presence.PRESENT: Message("present"),
    Presence.SIGNED: Message("signed"),
    Presence.LEFT: Message("left early"),
    Presence.REFUSED: Message("refuses to sign"),
    Presence.ABSENT: Message("absent"),
}


def sources(*, of_forms: bool) -> dict[Source, Message]:
    """Return the four sources; a kelurahan's children are forms, not certificates."""
    return {**SOURCES, **({Source.CHILDREN: _FORMS} if of_forms else {})}


def row_labels(contest: Contest, language: Language) -> dict[str, str]:
    """Return what stands beside every row of a comparison."""
    own = {STATIONS_IN: Message("TPS in the totals"), HASH: Message("Seal of the sums (hash)")}
    labels = {row: texts.say(message, language) for row, message in own.items()}
    return {**words.cell_labels(contest.choices, language), **labels}
