"""The first schema: what is given, what arrives, what is settled."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)

Type = sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]


def upgrade() -> None:
    given()
    people()
    arrived()
    settled()
    derived()


def given() -> None:
    op.create_table(
        "election",
        *keys(CODE, "id"),
        *columns(sa.Text, "name", "definition_sha256"),
        *(*columns(sa.Date, "day"), *columns(JSONB, "notes"), *columns(MOMENT, "loaded_at")),
    )
    op.create_table(
        "area",
        *keys(CODE, "election", "code"),
        *columns(sa.Text, "name"),
        to("election"),
        sa.CheckConstraint("length(code) IN (2, 4, 6, 10)", name="code_length"),
    )
    village = sa.Column("village", CODE, sa.Computed('"left"(code, 10)', persisted=True), nullable=False)
    op.create_table(
        "station",
        *keys(CODE, "election", "code"),
        village,
        *columns(sa.Integer, "number", "voters_male", "voters_female", "cap"),
        sa.ForeignKeyConstraint(["election", "village"], ["area.election", "area.code"]),
        sa.CheckConstraint("length(code) IN (13)", name="code_length"),
    )
    op.create_table(
        "contest",
        *keys(CODE, "id"),
        *columns(CODE, "election", "area"),
        *columns(sa.Text, "office", "title", "layout"),
        to("election"),
        sa.ForeignKeyConstraint(["election", "area"], ["area.election", "area.code"]),
        sa.CheckConstraint("election = split_part(id, '.', 1)", name="id_names_election"),
    )
    number = sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False)
    words = columns(sa.Text, "name", "kind", "external_id")
    op.create_table("choice", *keys(CODE, "contest"), number, *words, to("contest"))


def people() -> None:
    op.create_table(
        "officer",
        counted_up(),
        *columns(sa.Text, "username", "password_hash", "role", "name"),
        *columns(CODE, "area_code", "contest?"),
        sa.Column("failures", sa.SmallInteger, server_default=sa.text("0"), nullable=False),
        *columns(MOMENT, "failed_at?"),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.UniqueConstraint("username"),
        to("contest"),
    )
    op.create_table(
        "login_session",
        *(*keys(sa.Text, "token_hash"), *columns(sa.BigInteger, "officer"), *columns(MOMENT, "expires_at")),
        sa.ForeignKeyConstraint(["officer"], ["officer.id"], ondelete="CASCADE"),
        sa.Index(None, "officer"),
    )


def arrived() -> None:
    op.create_table(
        "photo",
        *(*keys(CODE, "sha256"), *columns(sa.Integer, "size_bytes")),
        *(*columns(sa.Text, "media_type"), *columns(MOMENT, "received_at")),
    )
    op.create_table(
        "upload",
        counted_up(),
        *columns(CODE, "photo"),
        *of_station(),
        *columns(sa.BigInteger, "officer"),
        *columns(MOMENT, "received_at"),
        *(to("photo", "sha256"), to("officer"), sa.Index(None, "photo"), sa.Index(None, "contest", "station")),
    )
    op.create_table(
        "reading",
        counted_up(),
        *columns(CODE, "photo"),
        *of_station(),
        *columns(sa.BigInteger, "upload?", "officer?"),
        *columns(sa.SmallInteger, "page?"),
        *columns(sa.Text, "reader", "decision", "reason", "layout?"),
        *columns(sa.Boolean, "counted"),
        *columns(JSONB, "values", "sure", "detail", "advice?"),
        *columns(MOMENT, "created_at"),
        *(to("photo", "sha256"), to("officer"), to("upload")),
        *(sa.Index(None, "photo"), sa.Index(None, "upload"), sa.Index(None, "contest", "station")),
        sa.CheckConstraint("(reader = 'machine') = (officer IS NULL)", name="person_has_officer"),
        sa.CheckConstraint("(reader = 'machine') = (upload IS NOT NULL)", name="machine_has_upload"),
        sa.CheckConstraint("NOT counted OR page IS NOT NULL", name="counted_has_page"),
    )


def settled() -> None:
    op.create_table(
        "discrepancy",
        counted_up(),
        *of_station(),
        *columns(sa.Text, "key", "fingerprint", "severity", "relation?"),
        *columns(JSONB, "cells", "values"),
        *columns(sa.Integer, "left_sum?", "right_sum?"),
        *columns(MOMENT, "opened_at"),
        sa.UniqueConstraint("contest", "station", "fingerprint"),
    )
    op.create_table(
        "settlement",
        counted_up(),
        *columns(sa.BigInteger, "discrepancy", "officer"),
        *columns(sa.Text, "role", "reason", "note"),
        *columns(JSONB, "values"),
        *columns(MOMENT, "settled_at"),
        *(to("discrepancy"), to("officer"), sa.Index(None, "discrepancy")),
    )
    op.create_table(
        "result",
        counted_up(),
        *of_station(),
        *columns(sa.SmallInteger, "count"),
        *columns(sa.Integer, "revision"),
        *columns(JSONB, "values", "read", "keyed", "written", "corrected", "photos"),
        *columns(sa.Boolean, "by_officer"),
        *columns(MOMENT, "settled_at"),
        sa.UniqueConstraint("contest", "station", "count", "revision"),
    )
    op.create_table(
        "publication",
        counted_up(),
        *(*columns(sa.Text, "manifest_sha256"), *columns(sa.BigInteger, "last_result?")),
        *columns(MOMENT, "published_at"),
        sa.ForeignKeyConstraint(["last_result"], ["result.id"]),
    )


def derived() -> None:
    op.create_table(
        "station_state",
        *of_station(),
        *columns(sa.Text, "state"),
        *columns(JSONB, "open", "warnings", "closed"),
        *columns(sa.Integer, "revision"),
        *columns(MOMENT, "updated_at"),
        sa.PrimaryKeyConstraint("contest", "station"),
    )
    op.create_table(
        "tally",
        *keys(CODE, "contest", "area"),
        election_of_contest(),
        *columns(sa.Integer, "stations_in"),
        *columns(JSONB, "values"),
        *(to("contest"), sa.ForeignKeyConstraint(["election", "area"], ["area.election", "area.code"])),
    )


def keys(kind: Type, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, primary_key=True) for name in names]


def counted_up() -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def columns(kind: Type, *names: str) -> list[sa.Column[Any]]:
    """A name that ends with `?` may be empty."""
    return [sa.Column(name.rstrip("?"), kind, nullable=name.endswith("?")) for name in names]


def to(name: str, column: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{name}.{column}"])


def election_of_contest() -> sa.Column[Any]:
    generated = sa.Computed("split_part(contest, '.'::text, 1)", persisted=True)
    return sa.Column("election", CODE, generated, nullable=False)


def of_station() -> list[sa.schema.SchemaItem]:
    station = sa.ForeignKeyConstraint(["election", "station"], ["station.election", "station.code"])
    return [*columns(CODE, "contest", "station"), election_of_contest(), to("contest"), station]
