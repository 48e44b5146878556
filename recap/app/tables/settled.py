"""What follows from the readings: discrepancies, settlements, results, tallies, publications."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, election_of_contest, new_id, station_known


class DiscrepancyRow(Base):
    """A rule that does not hold, or two readers who differ, with the values seen."""

    __tablename__ = "discrepancy"
    __table_args__ = (station_known(), UniqueConstraint("contest", "station", "count", "fingerprint"))

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    key: Mapped[str]
    fingerprint: Mapped[str]
    severity: Mapped[str]
    cells: Mapped[list[str]] = mapped_column(JSONB)
    values: Mapped[list[list[str | int | None]]] = mapped_column(JSONB)
    left_sum: Mapped[int | None]
    relation: Mapped[str | None]
    right_sum: Mapped[int | None]
    opened_at: Mapped[datetime]


class SettlementRow(Base):
    """An officer's answer to one discrepancy: the reason, and the numbers it gives.

    The same discrepancy may come back after another correction, so it may be answered more than once.
    """

    __tablename__ = "settlement"

    id: Mapped[int] = new_id()
    discrepancy: Mapped[int] = mapped_column(ForeignKey("discrepancy.id"), index=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]
    values: Mapped[dict[str, int]] = mapped_column(JSONB)
    needs_second: Mapped[bool] = mapped_column(server_default=text("false"))
    settled_at: Mapped[datetime]


class ApprovalRow(Base):
    """A second person's word on a settlement that changes much."""

    __tablename__ = "approval"

    id: Mapped[int] = new_id()
    settlement: Mapped[int] = mapped_column(ForeignKey("settlement.id"), unique=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    role: Mapped[str]
    agreed: Mapped[bool]
    note: Mapped[str]
    answered_at: Mapped[datetime]


class CaseClaimRow(Base):
    """An officer takes a discrepancy as theirs to settle, or gives it back."""

    __tablename__ = "case_claim"

    id: Mapped[int] = new_id()
    discrepancy: Mapped[int] = mapped_column(ForeignKey("discrepancy.id"), index=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    taken: Mapped[bool]
    at: Mapped[datetime]


class CaseKeyingRow(Base):
    """What an officer read on the paper before seeing what others read: the numbers of a case's doubtful cells."""

    __tablename__ = "case_keying"

    id: Mapped[int] = new_id()
    discrepancy: Mapped[int] = mapped_column(ForeignKey("discrepancy.id"), index=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    values: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    keyed_at: Mapped[datetime]


class ResultRow(Base):
    """The settled numbers of one station, contest and count; a new revision stands beside the earlier ones."""

    __tablename__ = "result"
    __table_args__ = (station_known(), UniqueConstraint("contest", "station", "count", "revision"))

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger)
    revision: Mapped[int]
    values: Mapped[dict[str, int]] = mapped_column(JSONB)
    read: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    keyed: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    written: Mapped[dict[str, int]] = mapped_column(JSONB)
    corrected: Mapped[dict[str, int]] = mapped_column(JSONB)
    by_officer: Mapped[bool]
    photos: Mapped[dict[str, str]] = mapped_column(JSONB)
    settled_at: Mapped[datetime]


class StationStateRow(Base):
    """How far a station's form has come: derived, rewritten whenever its readings change.

    `open` and `warnings` are fingerprints and keys of discrepancies, `closed` the pages the KPPS can no longer change,
    `revision` that of the result that is in the totals, 0 when none is, `count` the count it belongs to; `locked_by`
    the certificate that closed it, as long as that one holds.
    """

    __tablename__ = "station_state"
    __table_args__ = (station_known(),)

    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"), primary_key=True)
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE, primary_key=True)
    state: Mapped[str]
    open: Mapped[list[str]] = mapped_column(JSONB)
    warnings: Mapped[list[str]] = mapped_column(JSONB)
    closed: Mapped[list[int]] = mapped_column(JSONB)
    count: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    revision: Mapped[int]
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    updated_at: Mapped[datetime]


class TallyRow(Base):
    """The numbers of one area: derived, every one recomputable from the results."""

    __tablename__ = "tally"
    __table_args__ = (ForeignKeyConstraint(["election", "area"], ["area.election", "area.code"]),)

    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"), primary_key=True)
    election: Mapped[str] = election_of_contest()
    area: Mapped[str] = mapped_column(CODE, primary_key=True)
    stations_in: Mapped[int]
    values: Mapped[dict[str, int]] = mapped_column(JSONB)


class PublicationRow(Base):
    """One published folder: its manifest, how many log entries it shows, and the root of each contest's sum tree.

    `exports` are the digests of the area records its exports were renewed from, by contest.
    """

    __tablename__ = "publication"

    id: Mapped[int] = new_id()
    manifest_sha256: Mapped[str]
    last_result: Mapped[int | None] = mapped_column(ForeignKey("result.id"))
    size: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    roots: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    exports: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    published_at: Mapped[datetime]
