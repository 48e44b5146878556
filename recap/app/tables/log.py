"""What the public log is made of: acts that wait for their place, entries that have one, and what entries speak of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, new_id


class ActRow(Base):
    """A row that was written and is not in the log yet, as a trigger saw it in the transaction that wrote it.

    `salt` keeps anybody from guessing the row from its digest. The sequencer removes an act once it is logged.
    """

    __tablename__ = "act"

    id: Mapped[int] = new_id()
    kind: Mapped[str]
    change: Mapped[str]
    row: Mapped[dict[str, object]] = mapped_column(JSONB)
    salt: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class LogEntryRow(Base):
    """Where in the log an act stands; `subject` is the digest it is looked up by, such as that of a photo."""

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "contest", "area"),)

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    act: Mapped[int] = mapped_column(BigInteger, unique=True)
    kind: Mapped[str]
    contest: Mapped[str | None] = mapped_column(CODE)
    area: Mapped[str | None] = mapped_column(CODE)
    subject: Mapped[str | None] = mapped_column(CODE, index=True)
    leaf: Mapped[str] = mapped_column(CODE)


class LogKeyRow(Base):
    """A key that signs checkpoints: its verifier key, and the signed note by which the key before it names it."""

    __tablename__ = "log_key"

    id: Mapped[int] = new_id()
    vkey: Mapped[str] = mapped_column(unique=True)
    endorsement: Mapped[str]
    added_at: Mapped[datetime]


class PictureRow(Base):
    """The public copy of a photo: re-encoded, without what the camera wrote into the file."""

    __tablename__ = "picture"

    photo: Mapped[str] = mapped_column(CODE, ForeignKey("photo.sha256"), primary_key=True)
    sha256: Mapped[str] = mapped_column(CODE)
    made_at: Mapped[datetime]


class DefinitionRow(Base):
    """A definition of an election that was loaded, as canonical JSON, so that it can be loaded again from the log."""

    __tablename__ = "definition"

    id: Mapped[int] = new_id()
    election: Mapped[str] = mapped_column(CODE)
    sha256: Mapped[str] = mapped_column(CODE)
    content: Mapped[str]
    loaded_at: Mapped[datetime]
