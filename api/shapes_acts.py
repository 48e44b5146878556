"""The shapes of published acts: counts, orders, objections, copies, certificates."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from recap.domain.certificate import Standing
from recap.domain.objection import ObjectionKind, Verdict
from recap.domain.recount import CountKind, Ground
from recap.domain.rights import Role


class Act(BaseModel):
    """Something that was done and published."""

    model_config = ConfigDict(frozen=True)


class ObjectionEntry(Act):
    """An objection or special event, and the answer to it."""

    number: int
    kind: ObjectionKind
    role: Role
    choice: int | None
    text: str
    values: Mapping[str, int]
    filed_at: datetime
    verdict: Verdict | None
    answer: str | None
    answer_role: Role | None
    answered_at: datetime | None


class OrderEntry(Act):
    """An ordered recount or re-vote."""

    count: int
    kind: CountKind
    ground: Ground
    decision: str
    voters: Mapping[str, int]
    ballots: int | None
    ordered_at: datetime


class CountEntry(Act):
    """One revision of one count's accepted numbers."""

    count: int
    revision: int
    values: Mapping[str, int]
    settled_at: datetime


class CopyEntry(Act):
    """The signed copy that all parties hold."""

    revision: int
    made_at: datetime
    received: int
    due: int


class ReopeningEntry(Act):
    """A request to open a certificate again, and the answer to it."""

    role: Role
    reason: str
    asked_at: datetime
    granted: bool | None
    answer_role: Role | None
    note: str | None
    answered_at: datetime | None


class CertificateEntry(Act):
    """A signed certificate."""

    revision: int
    sha256: str
    pdf: str
    standing: Standing
    signed_at: datetime
    reopenings: tuple[ReopeningEntry, ...]


class StationActs(Act):
    """What was done about a station."""

    orders: tuple[OrderEntry, ...] = ()
    counts: tuple[CountEntry, ...] = ()
    objections: tuple[ObjectionEntry, ...] = ()
    copy_: CopyEntry | None = None

    model_config = ConfigDict(frozen=True, alias_generator=lambda name: name.rstrip("_"))


class AreaActs(Act):
    """What was done about an area."""

    certificates: tuple[CertificateEntry, ...] = ()
    objections: tuple[ObjectionEntry, ...] = ()
