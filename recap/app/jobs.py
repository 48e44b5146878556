"""The queue between the stages, and the bell that tells pages to look again; both live in the database.

A job is offered in the transaction that writes the rows it speaks of: it exists if and only if they do. A job may be
done twice, when a worker dies between its work and its tick mark, so that every handler must bear being repeated.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from functools import partial

from pgqueuer import DatabaseRetryEntrypointExecutor, Job, PgQueuer, Queries
from pgqueuer.adapters.connections import connect_asyncpg, create_asyncpg_pool
from pgqueuer.domain.settings import ConnectionSettings
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.database import driver_url
from recap.domain.election import ContestId, StationCode

READ_PHOTO = "read_photo"
SETTLE_STATION = "settle_station"
MAKE_COPY = "make_copy"

CHANGED = "publish"
"""The bell topic that says there is something to publish."""

Handler = Callable[[bytes], Awaitable[None]]

_RETRIES = 2
_FIRST_PAUSE = timedelta(seconds=1)
_DEAD_AFTER = timedelta(seconds=60)
"""A worker silent for this long is taken for dead, and its jobs are given to others."""
_LOOK_EVERY = timedelta(seconds=2)
"""Jobs ring the bell when they are offered; looking without it is for bells that got lost."""
_CHANNEL = "recap"


async def offer_reading(session: AsyncSession, upload_id: int) -> None:
    """Ask for this upload to be read, once the session's transaction is committed."""
    await _offer(session, READ_PHOTO, {"upload": upload_id})


async def offer_settling(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Ask for this station to be settled, once the session's transaction is committed."""
    await _offer(session, SETTLE_STATION, {"contest": contest, "station": station})


async def offer_copy(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Ask for the signed copy of this station's form to be made, once the session's transaction is committed."""
    await _offer(session, MAKE_COPY, {"contest": contest, "station": station})


def upload_of(payload: bytes) -> int:
    """Return the upload a `read_photo` job is about."""
    return int(json.loads(payload)["upload"])


def station_of(payload: bytes) -> tuple[ContestId, StationCode]:
    """Return the contest and station a `settle_station` or `make_copy` job is about."""
    named = json.loads(payload)
    return ContestId(named["contest"]), StationCode(named["station"])


async def waiting(session: AsyncSession) -> int:
    """Return how many jobs are queued or being done."""
    return int(await session.scalar(text("SELECT count(*) FROM pgqueuer WHERE status IN ('queued', 'picked')")) or 0)


async def work(url: str, handlers: Mapping[str, Handler], *, parallel: int = 2) -> None:
    """Do jobs, at most `parallel` (at least 2) at a time, until cancelled or told to stop by SIGTERM.

    Jobs that have begun are finished first. A handler that raises is tried again twice, later each time; then the job
    is given up, with its traceback in the log.
    """
    sizes = ConnectionSettings(pool_min_size=2, pool_max_size=4)
    async with create_asyncpg_pool(driver_url(url), sizes) as pool:
        queue = PgQueuer.from_asyncpg_pool(pool)
        for name, handler in handlers.items():
            queue.entrypoint(name, executor_factory=_PATIENT)(_job(handler))
        with _on_sigterm(queue.shutdown.set):
            await _finish_before_leaving(queue, max(2, parallel))


def station_topic(contest: str, station: str) -> str:
    """Return the topic of everything that changes at a station."""
    return f"station/{contest}/{station}"


async def announce(session: AsyncSession, topic: str) -> None:
    """Ring the bell with this topic, once the session's transaction is committed."""
    await session.execute(select(func.pg_notify(_CHANNEL, topic)))


@asynccontextmanager
async def listen(url: str) -> AsyncIterator[AsyncIterator[str]]:
    """Give the topics announced from now on, one after the other; they end when the connection is lost."""
    topics: asyncio.Queue[str | None] = asyncio.Queue()
    async with connect_asyncpg(driver_url(url)) as connection:
        connection.add_termination_listener(lambda _: topics.put_nowait(None))
        await connection.add_listener(_CHANNEL, lambda _connection, _pid, _channel, topic: topics.put_nowait(topic))
        yield _until_none(topics)


_PATIENT = partial(DatabaseRetryEntrypointExecutor, max_attempts=_RETRIES, initial_delay=_FIRST_PAUSE)


async def _offer(session: AsyncSession, name: str, facts: Mapping[str, object]) -> None:
    connection = await session.connection()
    # SQLAlchemy begins the transaction with its own first statement; the driver's alone would commit by itself.
    await connection.execute(text("SELECT 1"))
    raw = await connection.get_raw_connection()
    await Queries.from_asyncpg_connection(raw.driver_connection).enqueue(name, json.dumps(facts).encode())


def _job(handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def run(job: Job) -> None:
        await handler(job.payload or b"")

    return run


async def _finish_before_leaving(queue: PgQueuer, parallel: int) -> None:
    run = asyncio.create_task(
        queue.qm.run(
            batch_size=parallel // 2,
            max_concurrent_tasks=parallel,
            dequeue_timeout=_LOOK_EVERY,
            heartbeat_timeout=_DEAD_AFTER,
        )
    )
    try:
        await asyncio.shield(run)
    except asyncio.CancelledError:
        queue.shutdown.set()
        await run
        raise


@contextmanager
def _on_sigterm(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    with suppress(ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    finally:
        with suppress(ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGTERM)


async def _until_none(topics: asyncio.Queue[str | None]) -> AsyncIterator[str]:
    while (topic := await topics.get()) is not None:
        yield topic
