"""The signed digital copy of a station's form, who is to have it, and who has it."""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, election_of_contest, new_id, station_known


class RecipientRow(Base):
    """One of those who are given a copy of every form of a contest."""

    __tablename__ = "recipient"

    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    name: Mapped[str]
    choice: Mapped[int | None] = mapped_column(SmallInteger)


class CopyRow(Base):
    """One revision of a station's signed copy (C.HASIL-SALINAN): its statement, signature, and its PDF by digest."""

    __tablename__ = "copy"
    __table_args__ = (station_known(), UniqueConstraint("contest", "station", "count", "revision"))

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger)
    revision: Mapped[int]
    values: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    photos: Mapped[dict[str, str]] = mapped_column(JSONB)
    qr: Mapped[str]
    key: Mapped[str]
    pdf: Mapped[str] = mapped_column(CODE, index=True)
    made_at: Mapped[datetime]


class CopyReceiptRow(Base):
    """A recipient's acknowledgement that a copy arrived."""

    __tablename__ = "copy_receipt"
    __table_args__ = (UniqueConstraint("copy", "recipient"),)

    id: Mapped[int] = new_id()
    copy: Mapped[int] = mapped_column(ForeignKey("copy.id"))
    recipient: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    received_at: Mapped[datetime]


class CopyReminderRow(Base):
    """A reminder to a recipient who has not acknowledged a copy."""

    __tablename__ = "copy_reminder"
    __table_args__ = (station_known(),)

    id: Mapped[int] = new_id()
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    recipient: Mapped[int] = mapped_column(SmallInteger)
    officer: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    reminded_at: Mapped[datetime]
