"""How alembic reaches the database, and what it compares."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from recap.app.settings import settings
from recap.app.tables import Base

MIGRATING = 0x7265636170
"""The advisory lock that lets one process migrate while others wait ("recap" in ASCII)."""


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the queue's own tables alone: pgqueuer installs them."""
    return kind != "table" or not (name or "").startswith("pgqueuer")


def migrate(connection: Connection) -> None:
    """Run the migrations in the transaction that holds the lock."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=is_ours,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run() -> None:
    """Connect, migrate, commit."""
    url = context.config.attributes.get("url", settings().database_url)
    engine = create_async_engine(str(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(run())
