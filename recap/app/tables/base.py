"""What all tables share: names of constraints, moments with their time zone, the columns that recur."""

from datetime import datetime

from sqlalchemy import BigInteger, Computed, DateTime, ForeignKeyConstraint, Identity, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

CODE = Text(collation="C")
"""Area and station codes sort by byte, so that a prefix search uses the key."""


class Base(DeclarativeBase):
    """The declarative root: names every constraint, keeps every moment with its time zone."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}  # noqa: RUF012  SQLAlchemy's own spelling


def new_id() -> Mapped[int]:
    """Return a key the database counts up."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def election_of_contest() -> Mapped[str]:
    """Return the generated column that holds the contest's election."""
    return mapped_column(CODE, Computed("split_part(contest, '.'::text, 1)", persisted=True))


def station_known() -> ForeignKeyConstraint:
    """Return the constraint that the station belongs to the loaded election."""
    return ForeignKeyConstraint(["election", "station"], ["station.election", "station.code"])
