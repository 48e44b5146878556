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
# Looked up one by one: whatever the planner believes of a log that has just begun, it must not read all of it later.
GUARD = """
CREATE FUNCTION refuse_forgetting() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan TO off SET enable_hashjoin TO off SET enable_mergejoin TO off AS $$
BEGIN
    IF EXISTS (SELECT FROM gone WHERE at < now() AND NOT EXISTS (SELECT FROM log_entry WHERE act = gone.id)) THEN
        RAISE EXCEPTION 'an act is only removed once it is in the log';
    END IF;
    RETURN NULL;
END $$
"""
# What is on record already is logged as well, what is pointed at before what points; the key to order by where it is
# not a number.
EARLIER = (
    *("appointment", "appointment_end", "officer", "pact", "recipient", "photo", "upload", "reading", "discrepancy"),
    *("case_claim", "case_keying", "settlement", "approval", "count_order", "result", "objection", "objection_answer"),
    *("plenary_event", "certificate", "reopening", "reopening_answer", "copy", "copy_receipt", "copy_reminder"),
    *("station_state", "publication"),
)
ORDER = {"photo": "received_at, sha256", "recipient": "contest, number", "station_state": "contest, station"}
WITHOUT = "- 'password_hash' - 'totp_secret' - 'totp_step' - 'failures' - 'failed_at'"
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
    op.create_index("ix_log_entry_contest_area", "log_entry", ["contest", "area"])
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
    for name in ("roots", "exports"):
        op.add_column("publication", sa.Column(name, JSONB, server_default=sa.text("'{}'"), nullable=False))
    op.execute("SET LOCAL timezone TO 'UTC'")
    for table in EARLIER:
        op.execute(
            f"INSERT INTO act (kind, change, row) SELECT '{table}', 'insert', to_jsonb(t) {WITHOUT}"  # noqa: S608
            f" FROM {table} t ORDER BY {ORDER.get(table, 'id')}"
        )
    triggers()


def triggers() -> None:
    for table in NEW:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER only_logged AFTER DELETE ON act REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_forgetting()"
    )
    op.execute(
        "CREATE TRIGGER as_it_was BEFORE UPDATE OR TRUNCATE ON act FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for trigger in ("only_logged", "as_it_was"):
        op.execute(f"ALTER TABLE act ENABLE ALWAYS TRIGGER {trigger}")
    op.execute(RECORD)
    events = dict.fromkeys(ADDED_ONLY, "INSERT") | dict.fromkeys(CHANGING, "INSERT OR UPDATE OR DELETE")
    events["officer"] = f"INSERT OR DELETE OR UPDATE OF {ACCOUNT}"
    for table, event in events.items():
        op.execute(f"CREATE TRIGGER act AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION record_act()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER act")
