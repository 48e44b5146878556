"""The tiers and their people: appointments, objections, plenaries, certificates, ordered counts, signed copies."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)

Type = sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]
APPEND_ONLY = (
    *("appointment", "appointment_end", "pact", "approval", "case_claim", "objection", "objection_answer"),
    *("case_keying", "plenary_event", "certificate", "reopening", "reopening_answer", "count_order"),
    *("copy", "copy_receipt", "copy_reminder"),
)


def upgrade() -> None:
    people()
    tiers()
    copies()
    counts()
    cases()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


def people() -> None:
    op.create_table(
        "appointment",
        counted_up(),
        *columns(CODE, "election", "area_code", "contest?", "person"),
        *columns(sa.Text, "letter", "issuer", "role", "name", "username"),
        *columns(sa.Date, "issued_on", "starts_on", "ends_on"),
        *columns(sa.SmallInteger, "choice?"),
        *columns(sa.BigInteger, "appointed_by?"),
        *columns(MOMENT, "imported_at"),
        *(to("election"), sa.UniqueConstraint("username")),
        *(sa.Index(None, "area_code"), sa.Index(None, "person")),
    )
    op.create_table(
        "appointment_end",
        counted_up(),
        *columns(sa.BigInteger, "appointment", "officer?"),
        *(*columns(sa.Text, "reason"), *columns(MOMENT, "ended_at")),
        *(to("appointment"), sa.UniqueConstraint("appointment")),
    )
    op.create_table(
        "activation",
        counted_up(),
        *columns(sa.BigInteger, "appointment", "issued_by?"),
        *(*columns(sa.Text, "code_hash"), *columns(MOMENT, "issued_at", "expires_at", "used_at?")),
        *(to("appointment"), sa.Index(None, "appointment"), sa.UniqueConstraint("code_hash")),
    )
    for column in (
        *columns(sa.BigInteger, "appointment?", "totp_step?"),
        *columns(sa.Text, "totp_secret?"),
        *(*columns(sa.SmallInteger, "choice?"), *columns(sa.Date, "starts_on?", "ends_on?")),
    ):
        op.add_column("officer", column)
    # A letter stays true when a new definition of the election has no such contest any more.
    op.drop_constraint("fk_officer_contest_contest", "officer")
    op.execute(APPOINT_THE_PRESENT)
    for name in ("appointment", "starts_on", "ends_on"):
        op.alter_column("officer", name, nullable=False)
    op.create_foreign_key(None, "officer", "appointment", ["appointment"], ["id"])
    op.create_unique_constraint(None, "officer", ["appointment"])
    op.create_table(
        "pact",
        *(counted_up(), *columns(sa.BigInteger, "officer")),
        *(*columns(sa.Text, "version", "text"), *columns(MOMENT, "accepted_at")),
        *(to("officer"), sa.Index(None, "officer")),
    )


# Accounts made before there were appointments keep working until a year after they were made; the letter says so.
APPOINT_THE_PRESENT = """
WITH made AS (
    INSERT INTO appointment (election, area_code, contest, person, letter, issuer, role, name, username, issued_on,
        starts_on, ends_on, imported_at)
    SELECT (SELECT id FROM election ORDER BY loaded_at LIMIT 1), area_code, contest, 'account ' || id, 'none', 'none',
        role, name, username, created_at::date, created_at::date, created_at::date + 365, now()
    FROM officer RETURNING id, username, starts_on, ends_on
)
UPDATE officer SET appointment = made.id, starts_on = made.starts_on, ends_on = made.ends_on
FROM made WHERE made.username = officer.username
"""


def tiers() -> None:
    op.create_table(
        "objection",
        *of_area(),
        *columns(sa.Text, "kind", "role", "text"),
        *columns(sa.BigInteger, "officer"),
        *(*columns(sa.SmallInteger, "choice?"), *columns(JSONB, "values"), *columns(MOMENT, "filed_at")),
        *(to("officer"), sa.Index(None, "contest", "area")),
    )
    answer("objection", *columns(sa.Text, "outcome", "text"))
    op.create_table(
        "plenary_event",
        *of_area(),
        *columns(sa.Text, "kind", "subject"),
        *(*columns(JSONB, "detail"), *columns(sa.BigInteger, "officer"), *columns(MOMENT, "at")),
        *(to("officer"), sa.Index(None, "contest", "area")),
    )
    op.create_table(
        "certificate",
        *of_area(),
        *columns(sa.Integer, "revision"),
        *columns(sa.Text, "statement", "signature", "key"),
        *columns(CODE, "sha256", "pdf"),
        *(*columns(sa.BigInteger, "officer"), *columns(MOMENT, "signed_at")),
        *(to("officer"), sa.UniqueConstraint("sha256"), sa.UniqueConstraint("contest", "area", "revision")),
    )
    op.create_table(
        "reopening",
        counted_up(),
        *columns(sa.BigInteger, "certificate", "officer"),
        *(*columns(sa.Text, "role", "reason"), *columns(MOMENT, "asked_at")),
        *(to("certificate"), to("officer"), sa.Index(None, "certificate")),
    )
    answer("reopening", *columns(sa.Boolean, "granted"), *columns(sa.Text, "note"))
    op.create_table(
        "sum_node",
        *keys(CODE, "contest", "code"),
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("index", sa.Integer, primary_key=True, autoincrement=False),
        *columns(sa.Integer, "stations", "stations_in"),
        *(*columns(JSONB, "values"), *columns(CODE, "sha256"), to("contest")),
    )


def copies() -> None:
    op.create_table(
        "recipient",
        *keys(CODE, "contest"),
        sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
        *(*columns(sa.Text, "kind", "name"), *columns(sa.SmallInteger, "choice?"), to("contest")),
    )
    op.create_table(
        "copy",
        counted_up(),
        *of_station(),
        *(*columns(sa.SmallInteger, "count"), *columns(sa.Integer, "revision")),
        *(*columns(JSONB, "values", "photos"), *columns(sa.Text, "qr", "key"), *columns(CODE, "pdf")),
        *columns(MOMENT, "made_at"),
        *(sa.UniqueConstraint("contest", "station", "count", "revision"), sa.Index(None, "pdf")),
    )
    op.create_table(
        "copy_receipt",
        counted_up(),
        *(*columns(sa.BigInteger, "copy"), *columns(sa.SmallInteger, "recipient")),
        *(*columns(sa.Text, "name"), *columns(MOMENT, "received_at")),
        *(to("copy"), sa.UniqueConstraint("copy", "recipient")),
    )
    op.create_table(
        "copy_reminder",
        counted_up(),
        *of_station(),
        *(*columns(sa.SmallInteger, "recipient"), *columns(sa.BigInteger, "officer?")),
        *(*columns(MOMENT, "reminded_at"), to("officer")),
    )


def counts() -> None:
    op.create_table(
        "count_order",
        counted_up(),
        *of_station(),
        *columns(sa.SmallInteger, "count"),
        *columns(sa.Text, "kind", "ground", "decision"),
        *(*columns(sa.Integer, "voters_male", "voters_female", "ballots?"), *columns(sa.BigInteger, "officer")),
        *(*columns(MOMENT, "ordered_at"), to("officer"), sa.UniqueConstraint("contest", "station", "count")),
    )
    for table in ("upload", "reading", "discrepancy", "station_state"):
        op.add_column(table, sa.Column("count", sa.SmallInteger, server_default=sa.text("1"), nullable=False))
    for table in ("upload", "reading"):
        op.add_column(table, sa.Column("observed", sa.Boolean, server_default=sa.text("false"), nullable=False))
    op.add_column("reading", sa.Column("likeness", sa.Text))
    known = sa.text("likeness IS NOT NULL")
    op.create_index("ix_reading_alike", "reading", ["contest", "page"], postgresql_where=known)
    op.add_column("station_state", sa.Column("locked_by", sa.BigInteger))
    op.create_foreign_key(None, "station_state", "certificate", ["locked_by"], ["id"])
    op.drop_constraint("uq_discrepancy_contest_station_fingerprint", "discrepancy")
    op.create_unique_constraint(None, "discrepancy", ["contest", "station", "count", "fingerprint"])


def cases() -> None:
    op.add_column("settlement", sa.Column("needs_second", sa.Boolean, server_default=sa.text("false"), nullable=False))
    answer("settlement", *columns(sa.Boolean, "agreed"), *columns(sa.Text, "note"), name="approval")
    op.create_table(
        "case_claim",
        counted_up(),
        *(*columns(sa.BigInteger, "discrepancy", "officer"), *columns(sa.Boolean, "taken"), *columns(MOMENT, "at")),
        *(to("discrepancy"), to("officer"), sa.Index(None, "discrepancy")),
    )
    op.create_table(
        "case_keying",
        *(counted_up(), *columns(sa.BigInteger, "discrepancy", "officer")),
        *(*columns(JSONB, "values"), *columns(MOMENT, "keyed_at")),
        *(to("discrepancy"), to("officer"), sa.Index(None, "discrepancy")),
    )


def answer(to_what: str, *facts: sa.Column[Any], name: str = "") -> None:
    """Make the table of another person's one answer to a row."""
    op.create_table(
        name or f"{to_what}_answer",
        counted_up(),
        *(*columns(sa.BigInteger, to_what, "officer"), *columns(sa.Text, "role")),
        *(*facts, *columns(MOMENT, "answered_at")),
        *(to(to_what), to("officer"), sa.UniqueConstraint(to_what)),
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


def of_area() -> list[sa.schema.SchemaItem]:
    return [counted_up(), *columns(CODE, "contest", "area"), election_of_contest(), to("contest")]


def of_station() -> list[sa.schema.SchemaItem]:
    station = sa.ForeignKeyConstraint(["election", "station"], ["station.election", "station.code"])
    return [*columns(CODE, "contest", "station"), election_of_contest(), to("contest"), station]
