"""The database connection, and the only commit."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from recap.domain.errors import RecapError

_AFTERWARDS = "although_refused"

Work = Callable[[AsyncSession], Awaitable[None]]


def connect(url: str) -> AsyncEngine:
    """Return an engine for `postgresql+asyncpg://...`; nothing is opened before its first use."""
    return create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Give a session whose work is committed when the block ends, or rolled back when it raises."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        try:
            async with session.begin():
                yield session
        except RecapError:
            await _record(engine, session.info.get(_AFTERWARDS, ()))
            raise


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Give a session that sees the database as it is at its first query; committed when the block ends."""
    async with transaction(engine.execution_options(isolation_level="REPEATABLE READ")) as session:
        yield session


def although_refused(session: AsyncSession, work: Work) -> None:
    """Have this done in a transaction of its own, should this one be rolled back by a refusal."""
    session.info.setdefault(_AFTERWARDS, []).append(work)


async def lock(session: AsyncSession, topic: str) -> None:
    """Wait until no other transaction holds this topic, and hold it until this one ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(topic, 0))))


def driver_url(url: str) -> str:
    """Return the same address as the asyncpg driver itself spells it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


async def _record(engine: AsyncEngine, works: list[Work] | tuple[()]) -> None:
    if works:
        async with AsyncSession(engine) as session, session.begin():
            for work in works:
                await work(session)
