"""What is given before the night: elections, areas, stations, contests."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    SmallInteger,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base


class ElectionRow(Base):
    """A loaded election; its definition is known by digest, so that loading it again changes nothing."""

    __tablename__ = "election"

    id: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str]
    day: Mapped[date]
    notes: Mapped[list[str]] = mapped_column(JSONB)
    definition_sha256: Mapped[str]
    loaded_at: Mapped[datetime]


class AreaRow(Base):
    """An area of one election."""

    __tablename__ = "area"
    __table_args__ = (CheckConstraint("length(code) IN (2, 4, 6, 10)", name="code_length"),)

    election: Mapped[str] = mapped_column(CODE, ForeignKey("election.id"), primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    name: Mapped[str]


class StationRow(Base):
    """A polling station of one election, with its registered voters."""

    __tablename__ = "station"
    __table_args__ = (
        ForeignKeyConstraint(["election", "village"], ["area.election", "area.code"]),
        CheckConstraint("length(code) IN (13)", name="code_length"),
    )

    election: Mapped[str] = mapped_column(CODE, primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    village: Mapped[str] = mapped_column(CODE, Computed('"left"(code, 10)', persisted=True))
    number: Mapped[int]
    voters_male: Mapped[int]
    voters_female: Mapped[int]
    cap: Mapped[int]


class ContestRow(Base):
    """One office being filled in one area."""

    __tablename__ = "contest"
    __table_args__ = (
        ForeignKeyConstraint(["election", "area"], ["area.election", "area.code"]),
        CheckConstraint("election = split_part(id, '.', 1)", name="id_names_election"),
    )

    id: Mapped[str] = mapped_column(CODE, primary_key=True)
    election: Mapped[str] = mapped_column(CODE, ForeignKey("election.id"))
    office: Mapped[str]
    title: Mapped[str]
    area: Mapped[str] = mapped_column(CODE)
    layout: Mapped[str]


class ChoiceRow(Base):
    """A candidate pair, or the empty column, of one contest."""

    __tablename__ = "choice"

    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    kind: Mapped[str]
    external_id: Mapped[str]
