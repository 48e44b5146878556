"""The databases a rebuild works in: the one to be restored, used by nobody else, and one beside it for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from recap.app import database, migrations
from recap.domain.refusals.rebuild import DatabaseInUse, ScratchRefused

_SCRATCH = "recap_rebuild"
_LOOKS, _PAUSE_S = 10, 0.1
"""A process that has just been stopped is still seen for a moment."""

_OTHERS = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
""")


async def must_be_ours(engine: AsyncEngine) -> None:
    """Raise DatabaseInUse when somebody else is connected to this database; ask before doing anything there."""
    others = None
    for _ in range(_LOOKS):
        async with database.transaction(engine) as session:
            others = await session.scalar(_OTHERS)
        if not others:
            return
        await asyncio.sleep(_PAUSE_S)
    raise DatabaseInUse(others=others or 0)


@asynccontextmanager
async def scratch(url: str) -> AsyncIterator[AsyncEngine]:
    """Give an empty database with the whole schema on the same server, gone when the block ends; ScratchRefused."""
    beside = make_url(url).set(database=_SCRATCH)
    try:
        await _command(url, f"DROP DATABASE IF EXISTS {_SCRATCH} WITH (FORCE)")
        await _command(url, f"CREATE DATABASE {_SCRATCH}")
    except DBAPIError as error:
        raise ScratchRefused(reason=str(error.orig).splitlines()[0]) from error
    address = beside.render_as_string(hide_password=False)
    await asyncio.to_thread(migrations.upgrade, address)
    engine = database.connect(address)
    try:
        yield engine
    finally:
        await engine.dispose()
        await _command(url, f"DROP DATABASE {_SCRATCH} WITH (FORCE)")


async def _command(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
