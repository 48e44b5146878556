"""Two databases compared: every row of every table, as PostgreSQL itself spells it."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import Base

SECRETS = {"password_hash": "", "totp_secret": None, "totp_step": None, "failures": 0, "failed_at": None}
OPENING = frozenset({"activation", "login_session"})
"""What opens accounts is in no log."""

Rows = dict[str, list[dict[str, object]]]


async def rows(session: AsyncSession, without: Collection[str] = ()) -> Rows:
    """Return the rows of all tables but these, without what opens accounts."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in OPENING | set(without):
            query = text(f'SELECT to_jsonb(t) FROM "{table.name}" AS t ORDER BY to_jsonb(t)::text')  # noqa: S608
            found[table.name] = [row for (row,) in await session.execute(query)]
    found["officer"] = [{**row, **SECRETS} for row in found["officer"]]
    return found
