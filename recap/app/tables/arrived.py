"""What arrives and what is seen on it: photos, uploads, readings."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from recap.app.tables.base import CODE, Base, election_of_contest, new_id, station_known


class PhotoRow(Base):
    """A picture that arrived; its bytes lie in the photo store."""

    __tablename__ = "photo"

    sha256: Mapped[str] = mapped_column(CODE, primary_key=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    received_at: Mapped[datetime]


class UploadRow(Base):
    """One act of sending a photo for a station; `observed` when a witness or supervisor sent it, not the KPPS."""

    __tablename__ = "upload"
    __table_args__ = (station_known(), Index(None, "contest", "station"))

    id: Mapped[int] = new_id()
    photo: Mapped[str] = mapped_column(CODE, ForeignKey("photo.sha256"), index=True)
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    observed: Mapped[bool] = mapped_column(server_default=text("false"))
    officer: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    received_at: Mapped[datetime]


class ReadingRow(Base):
    """What one reader saw on one photo; `counted` says whether it speaks for the station it was sent for.

    `observed` readings are of a witness's or supervisor's own photo; `likeness` is a perceptual hash of the picture.
    """

    __tablename__ = "reading"
    __table_args__ = (
        station_known(),
        CheckConstraint("(reader = 'machine') = (officer IS NULL)", name="person_has_officer"),
        CheckConstraint("(reader = 'machine') = (upload IS NOT NULL)", name="machine_has_upload"),
        CheckConstraint("NOT counted OR page IS NOT NULL", name="counted_has_page"),
        Index(None, "contest", "station"),
        Index("ix_reading_alike", "contest", "page", postgresql_where=text("likeness IS NOT NULL")),
    )

    id: Mapped[int] = new_id()
    upload: Mapped[int | None] = mapped_column(ForeignKey("upload.id"), index=True)
    photo: Mapped[str] = mapped_column(CODE, ForeignKey("photo.sha256"), index=True)
    contest: Mapped[str] = mapped_column(CODE, ForeignKey("contest.id"))
    election: Mapped[str] = election_of_contest()
    station: Mapped[str] = mapped_column(CODE)
    count: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    page: Mapped[int | None] = mapped_column(SmallInteger)
    observed: Mapped[bool] = mapped_column(server_default=text("false"))
    reader: Mapped[str]
    officer: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    counted: Mapped[bool]
    decision: Mapped[str]
    reason: Mapped[str]
    layout: Mapped[str | None]
    values: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    sure: Mapped[list[str]] = mapped_column(JSONB)
    detail: Mapped[dict[str, object]] = mapped_column(JSONB)
    likeness: Mapped[str | None]
    advice: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
