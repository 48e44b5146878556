"""What is published of the acts of officers, witnesses and supervisors: by role, in their words, without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from recap.app import disclosures
from recap.app.disclosures import AreaActs, Handed, StationActs
from recap.domain import objection as objecting
from recap.domain import recount


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection or special event, and what became of it; the last four fields are None while it waits."""

    number: int
    kind: str
    role: str
    choice: int | None
    text: str
    values: Mapping[str, int]
    filed_at: str
    verdict: str | None
    answer: str | None
    answer_role: str | None
    answered_at: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """An ordered recount or re-vote, with its legal ground, its decision and its own voters."""

    count: int
    kind: str
    ground: str
    decision: str
    voters: Mapping[str, int]
    ballots: int | None
    role: str
    ordered_at: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One revision of one count's accepted numbers; a later one stands beside it and never in its place.

    `entry` is the index of its act in the log.
    """

    count: int
    revision: int
    values: Mapping[str, int]
    by_officer: bool
    settled_at: str
    entry: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The signed copy that all parties hold: its QR text verifies offline, `pdf` is the digest of the document."""

    count: int
    revision: int
    qr: str
    key: str
    pdf: str
    made_at: str
    received: int
    due: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A request to open what a certificate locked, and another person's answer; None while it waits."""

    role: str
    reason: str
    asked_at: str
    granted: bool | None
    answer_role: str | None
    note: str | None
    answered_at: str | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A signed certificate: its statement lies in `certificates/<sha256>.json`, its document in `<pdf>.pdf` beside.

    `signature` is the digest of `certificates/<sha256>.sig`.
    """

    revision: int
    sha256: str
    signature: str
    pdf: str
    key: str
    standing: str
    signed_at: str
    reopenings: tuple[Reopening, ...]


@dataclass(frozen=True, slots=True)
class OfStation:
    """What was done about a station beside reading and settling it."""

    orders: tuple[Order, ...] = ()
    counts: tuple[Counted, ...] = ()
    objections: tuple[Objection, ...] = ()
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class OfArea:
    """What was done about an area as a whole."""

    certificates: tuple[Certificate, ...] = ()
    objections: tuple[Objection, ...] = ()


def of_station(acts: StationActs, logged: Sequence[int]) -> OfStation:
    """Return what is published of the acts at a station; `logged` are the indices of its results in the log."""
    return OfStation(
        tuple(_order(each) for each in acts.orders),
        tuple(
            Counted(each.count, each.revision, each.values, each.by_officer, moment(each.settled_at), entry)
            for each, entry in zip(acts.counts, logged, strict=True)
        ),
        tuple(_objection(each) for each in acts.objections),
        _copy(acts.handed) if acts.handed else None,
    )


def of_area(acts: AreaActs) -> OfArea:
    """Return what is published of the acts about an area."""
    return OfArea(
        tuple(_certificate(each) for each in acts.certificates), tuple(_objection(each) for each in acts.objections)
    )


def moment(at: datetime) -> str:
    """Return a moment as ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat()


def _objection(filed: objecting.Objection) -> Objection:
    answer = filed.answer
    return Objection(
        number=filed.number,
        kind=filed.kind,
        role=filed.role,
        choice=filed.choice,
        text=filed.text,
        values=filed.values,
        filed_at=moment(filed.filed_at),
        verdict=answer.verdict if answer else None,
        answer=answer.text if answer else None,
        answer_role=answer.role if answer else None,
        answered_at=moment(answer.answered_at) if answer else None,
    )


def _order(order: recount.Order) -> Order:
    voters = {"male": order.electorate.voters_male, "female": order.electorate.voters_female}
    at = moment(order.ordered_at)
    facts = (order.count, order.kind, order.ground, order.decision)
    return Order(*facts, voters, order.electorate.ballots, order.role, at)


def _copy(handed: Handed) -> Copy:
    made = handed.copy
    facts = (made.count, made.revision, made.qr, made.key, made.pdf)
    return Copy(*facts, moment(made.made_at), handed.received, handed.due)


def _certificate(sealed: disclosures.Sealed) -> Certificate:
    asked = tuple(
        Reopening(
            role=each.role,
            reason=each.reason,
            asked_at=moment(each.asked_at),
            granted=each.answer.granted if each.answer else None,
            answer_role=each.answer.role if each.answer else None,
            note=each.answer.note if each.answer else None,
            answered_at=moment(each.answer.at) if each.answer else None,
        )
        for each in sealed.reopenings
    )
    facts = (sealed.revision, sealed.sha256, sealed.signature, sealed.pdf, sealed.key, sealed.standing)
    return Certificate(*facts, moment(sealed.signed_at), asked)
