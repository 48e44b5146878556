"""The people: their appointment letters, activation codes, accounts, promises and sessions."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, new_id


class AppointmentRow(Base):
    """One line of an appointment letter (SK): who is appointed as what, where and for how long.

    `person` is a digest of the identity number, which itself is never kept; `choice` is whom a witness stands for. The
    contest and area are what the letter says, even when a later definition of the election has them no more.
    """

    __tablename__ = "appointment"

    id: Mapped[int] = new_id()
    election: Mapped[str] = mapped_column(CODE, ForeignKey("election.id"))
    letter: Mapped[str]
    issuer: Mapped[str]
    issued_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    role: Mapped[str]
    area_code: Mapped[str] = mapped_column(CODE, index=True)
    contest: Mapped[str | None] = mapped_column(CODE)
    choice: Mapped[int | None] = mapped_column(SmallInteger)
    person: Mapped[str] = mapped_column(CODE, index=True)
    name: Mapped[str]
    username: Mapped[str] = mapped_column(unique=True)
    appointed_by: Mapped[int | None] = mapped_column(BigInteger)
    imported_at: Mapped[datetime]


class AppointmentEndRow(Base):
    """An appointment that was ended before its term: by whom and why."""

    __tablename__ = "appointment_end"

    id: Mapped[int] = new_id()
    appointment: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    officer: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]
    ended_at: Mapped[datetime]


class ActivationRow(Base):
    """A one-time code, known only by its digest, with which an appointed person takes their account."""

    __tablename__ = "activation"

    id: Mapped[int] = new_id()
    appointment: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    issued_by: Mapped[int | None] = mapped_column(BigInteger)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OfficerRow(Base):
    """The account of an appointed person; rights come from the appointment, of which role and area are copies."""

    __tablename__ = "officer"

    id: Mapped[int] = new_id()
    appointment: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str]
    area_code: Mapped[str] = mapped_column(CODE)
    contest: Mapped[str | None] = mapped_column(CODE)
    choice: Mapped[int | None] = mapped_column(SmallInteger)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    failures: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    failed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class PactRow(Base):
    """An officer's promise of integrity and neutrality (pakta integritas): the very text, its version, the moment."""

    __tablename__ = "pact"

    id: Mapped[int] = new_id()
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    version: Mapped[str]
    text: Mapped[str]
    accepted_at: Mapped[datetime]


class LoginSessionRow(Base):
    """A signed-in browser, known only by the digest of its token."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
