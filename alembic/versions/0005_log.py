"""The public log: a trigger writes every act down in the transaction that does it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)

NEW = ("picture", "definition", "log_key", "log_entry")
ADDED_ONLY = (
    *("photo", "upload", "reading", "discrepancy", "settlement", "result", "publication"),
    *("appointment", "appointment_end", "pact", "approval", "case_claim", "objection", "objection_answer"),
    *("case_keying", "plenary_event", "certificate", "reopening", "reopening_answer", "count_order"),
    *("copy", "copy_receipt", "copy_reminder", "picture", "definition", "log_key"),
)
CHANGING = ("recipient", "station_state")

# What opens an account is nobody's business; a change of it alone is no act.
RECORD = """
CREATE FUNCTION record_act() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
    seen jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END)
        - 'password_hash' - 'totp_secret' - 'totp_step' - 'failures' - 'failed_at';
BEGIN
    INSERT INTO act (kind, change, row) VALUES (TG_TABLE_NAME, lower(TG_OP), seen);
    RETURN NULL;
END $$
"""
ACCOUNT = "appointment, username, role, area_code, contest, choice, name, starts_on, ends_on"


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("row", JSONB, nullable=False),
        sa.Column("salt", sa.Uuid, server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("at", MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False),
    )
    op.create_table(
        "log_entry",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("act", sa.BigInteger, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        *(sa.Column(name, CODE) for name in ("contest", "area")),
        sa.Column("subject", CODE, index=True),
        sa.Column("leaf", CODE, nullable=False),
    )
    op.create_table(
        "log_key",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("vkey", sa.Text, nullable=False, unique=True),
        sa.Column("endorsement", sa.Text, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "picture",
        sa.Column("photo", CODE, sa.ForeignKey("photo.sha256"), primary_key=True),
        sa.Column("sha256", CODE, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "definition",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *(sa.Column(name, CODE, nullable=False) for name in ("election", "sha256")),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
    )
    op.add_column("publication", sa.Column("size", sa.BigInteger, server_default=sa.text("0"), nullable=False))
    op.add_column("publication", sa.Column("roots", JSONB, server_default=sa.text("'{}'"), nullable=False))
    triggers()


def triggers() -> None:
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    op.execute(RECORD)
    events = dict.fromkeys(ADDED_ONLY, "INSERT") | dict.fromkeys(CHANGING, "INSERT OR UPDATE OR DELETE")
    events["officer"] = f"INSERT OR DELETE OR UPDATE OF {ACCOUNT}"
    for table, event in events.items():
        op.execute(f"CREATE TRIGGER act AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION record_act()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER act")
