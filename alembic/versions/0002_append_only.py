"""The database itself keeps what was recorded: rows of these tables are only ever added."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("photo", "upload", "reading", "discrepancy", "settlement", "result", "publication")

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    # Per statement, so that a change of no rows is refused too; ALWAYS, so that a replica's session is no way around.
    op.execute(REFUSE)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
