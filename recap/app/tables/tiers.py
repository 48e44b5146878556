"""What the tiers do: objections, plenaries, certificates, reopenings, ordered counts, and the tree of sums."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, election_of_contest, new_id, station_known


class ObjectionRow(Base):
    """A witness's or supervisor's objection (keberatan) or a special event (kejadian khusus), in their own words.

    `area` is a station or an area; `cells` and `values` say which numbers are disputed and what they should be.
    """

    __tablename__ = "objection"
    __table_args__ = (Index(None, "contest", "area"),)

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    area: Mapped[str] = mapped_column(CODE)
    kind: Mapped[str]
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    choice: Mapped[int | None] = mapped_column(SmallInteger)
    text: Mapped[str]
    values: Mapped[dict[str, int]] = mapped_column(JSONB)
    filed_at: Mapped[datetime]


class ObjectionAnswerRow(Base):
    """What became of an objection: accepted (a correction follows), rejected, or noted."""

    __tablename__ = "objection_answer"

    id: Mapped[int] = new_id()
    objection: Mapped[int] = mapped_column(ForeignKey("objection.id"), unique=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    outcome: Mapped[str]
    text: Mapped[str]
    answered_at: Mapped[datetime]


class PlenaryEventRow(Base):
    """One moment of a plenary (rapat pleno): opened, a child read aloud, someone attends, closed."""

    __tablename__ = "plenary_event"
    __table_args__ = (Index(None, "contest", "area"),)

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    area: Mapped[str] = mapped_column(CODE)
    kind: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, object]] = mapped_column(JSONB)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]


class CertificateRow(Base):
    """What a tier signed (D.HASIL): the canonical statement, the tier's signature over it, and its PDF by digest."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("contest", "area", "revision"),)

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    area: Mapped[str] = mapped_column(CODE)
    revision: Mapped[int]
    statement: Mapped[str]
    sha256: Mapped[str] = mapped_column(CODE, unique=True)
    signature: Mapped[str]
    key: Mapped[str]
    pdf: Mapped[str] = mapped_column(CODE)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    signed_at: Mapped[datetime]


class ReopeningRow(Base):
    """A request to open what a certificate locked: who asks and why."""

    __tablename__ = "reopening"

    id: Mapped[int] = new_id()
    certificate: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]


class ReopeningAnswerRow(Base):
    """Another person's answer to a request to reopen."""

    __tablename__ = "reopening_answer"

    id: Mapped[int] = new_id()
    reopening: Mapped[int] = mapped_column(ForeignKey("reopening.id"), unique=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    granted: Mapped[bool]
    note: Mapped[str]
    answered_at: Mapped[datetime]


class CountOrderRow(Base):
    """An ordered new count of a station: a recount, or a re-vote (PSU) with its own voters and ballots."""

    __tablename__ = "count_order"
    __table_args__ = (station_known(), UniqueConstraint("contest", "station", "count"))

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    ground: Mapped[str]
    decision: Mapped[str]
    voters_male: Mapped[int]
    voters_female: Mapped[int]
    ballots: Mapped[int | None]
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    ordered_at: Mapped[datetime]


class SumNodeRow(Base):
    """A node of the tree of sums over areas and stations: derived, its sums bound by its hash.

    A station's or area's own node has level and index 0; the joins of an area's children lie on the levels above.
    """

    __tablename__ = "sum_node"

    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"), primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stations: Mapped[int]
    stations_in: Mapped[int]
    values: Mapped[dict[str, int]] = mapped_column(JSONB)
    sha256: Mapped[str] = mapped_column(CODE)
