import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import database, jobs
from tests import given

pytestmark = pytest.mark.anyio

OTHERS_OUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@asynccontextmanager
async def working(url: str, handler: Callable[[bytes], Awaitable[None]]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(jobs.work(url, {jobs.READ_PHOTO: handler, jobs.SETTLE_STATION: handler}))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def emptied(engine: AsyncEngine) -> None:
    async with asyncio.timeout(20):
        while True:
            async with database.transaction(engine) as session:
                if not await jobs.waiting(session):
                    return
            await asyncio.sleep(0.05)


async def test_a_rolled_back_transaction_offers_nothing(engine: AsyncEngine) -> None:
    with suppress(ZeroDivisionError):
        async with database.transaction(engine) as session:
            await jobs.offer_reading(session, 1)
            raise ZeroDivisionError

    async with database.transaction(engine) as session:
        assert await jobs.waiting(session) == 0


async def test_a_job_is_seen_only_after_its_transaction_commits(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        await jobs.offer_reading(session, 1)
        async with database.transaction(engine) as other:
            before = await jobs.waiting(other)

    async with database.transaction(engine) as session:
        assert (before, await jobs.waiting(session)) == (0, 1)


async def test_every_offered_job_reaches_its_handler(engine: AsyncEngine, database_url: str) -> None:
    done: list[object] = []

    async def note(payload: bytes) -> None:
        done.append(jobs.station_of(payload) if b"station" in payload else jobs.upload_of(payload))

    async with working(database_url, note):
        async with database.transaction(engine) as session:
            for number in range(8):
                await jobs.offer_reading(session, number)
            await jobs.offer_settling(session, given.CONTEST, given.STATION)
        await emptied(engine)

    assert sorted(done, key=repr) == sorted([*range(8), (given.CONTEST, given.STATION)], key=repr)


async def test_a_crashed_handler_is_tried_again(
    engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs._PATIENT.keywords, "initial_delay", timedelta(0))
    tries: list[bytes] = []

    async def fails_once(payload: bytes) -> None:
        tries.append(payload)
        if len(tries) == 1:
            raise ZeroDivisionError

    async with database.transaction(engine) as session:
        await jobs.offer_reading(session, 5)
    async with working(database_url, fails_once):
        await emptied(engine)

    assert [jobs.upload_of(payload) for payload in tries] == [5, 5]


async def test_a_job_that_keeps_crashing_is_given_up_with_a_log_line(
    engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(jobs._PATIENT.keywords, "initial_delay", timedelta(0))
    tries: list[bytes] = []

    async def fails(payload: bytes) -> None:
        tries.append(payload)
        raise ZeroDivisionError

    async with database.transaction(engine) as session:
        await jobs.offer_reading(session, 5)
    with caplog.at_level(logging.ERROR):
        async with working(database_url, fails):
            await emptied(engine)

    assert len(tries) == 3
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_a_job_that_has_begun_is_finished_before_the_worker_leaves(
    engine: AsyncEngine, database_url: str
) -> None:
    begun, finished = asyncio.Event(), asyncio.Event()

    async def slow(_: bytes) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        finished.set()

    async with database.transaction(engine) as session:
        await jobs.offer_reading(session, 5)
    async with working(database_url, slow) as task:
        await begun.wait()
        task.cancel()

    assert finished.is_set()
    async with database.transaction(engine) as session:
        assert await jobs.waiting(session) == 0


async def test_announced_topics_are_heard_after_the_commit_only(engine: AsyncEngine, database_url: str) -> None:
    async with jobs.listen(database_url) as topics:
        with suppress(ZeroDivisionError):
            async with database.transaction(engine) as session:
                await jobs.announce(session, "lost")
                raise ZeroDivisionError
        async with database.transaction(engine) as session:
            await jobs.announce(session, "station:1")

        async with asyncio.timeout(5):
            assert await anext(topics) == "station:1"


async def test_topics_end_when_the_connection_is_lost(engine: AsyncEngine, database_url: str) -> None:
    async with jobs.listen(database_url) as topics:
        async with database.transaction(engine) as session:
            await session.execute(OTHERS_OUT)

        async with asyncio.timeout(5):
            assert [topic async for topic in topics] == []


async def test_sigterm_lets_the_worker_finish_and_return(engine: AsyncEngine, database_url: str) -> None:
    finished = asyncio.Event()

    async def slow(_: bytes) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.2)
        finished.set()

    async with database.transaction(engine) as session:
        await jobs.offer_reading(session, 5)
    async with asyncio.timeout(10):
        await jobs.work(database_url, {jobs.READ_PHOTO: slow})

    assert finished.is_set()
