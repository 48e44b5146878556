import asyncio
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.log.disk import Disk
from recap.app import database
from recap.domain.refusals.log import (
    ActsUncommitted,
)
from tests import logs
from tests.disks import MortalDisk, PowerCut

pytestmark = pytest.mark.anyio


async def test_every_act_gets_its_place_in_the_order_of_the_database(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a", "b")
    first = await logs.absorb(engine, log)
    await logs.act(engine, "c")

    size = await logs.absorb(engine, log)

    assert (first, size) == (3, 4)
    assert await logs.photos(tmp_path) == ["a", "b", "c"]
    assert [each.act for each in log.files.entries(0, 4)] == ["photo", "photo", "log_key", "photo"]
    await logs.must_hold(engine, tmp_path)


async def test_a_transaction_that_was_rolled_back_leaves_no_entry_and_no_gap(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await logs.act(engine, "a")
    with pytest.raises(ZeroDivisionError):
        await logs.undone(engine, "never")
    await logs.act(engine, "b")

    await logs.absorb(engine, logs.logbook(engine, tmp_path))

    assert await logs.photos(tmp_path) == ["a", "b"]
    await logs.must_hold(engine, tmp_path)


async def test_the_entries_are_what_the_session_sees_and_nothing_that_came_later(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")

    async with log.writing(), database.snapshot(engine) as session:
        assert await session.scalar(text("SELECT count(*) FROM photo")) == 1
        await logs.act(engine, "b")
        await log.absorb(session)
        assert await session.scalar(text("SELECT count(*) FROM photo")) == 1

    assert await logs.photos(tmp_path) == ["a"]


async def test_a_transaction_that_commits_late_is_logged_late_and_not_lost(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    async with database.transaction(engine) as slow:
        await slow.execute(text("INSERT INTO photo VALUES ('slow', 1, 'image/jpeg', now())"))
        await logs.act(engine, "quick")
        await logs.absorb(engine, log)

    await logs.absorb(engine, log)

    assert await logs.photos(tmp_path) == ["quick", "slow"]
    await logs.must_hold(engine, tmp_path)


async def test_a_transaction_cannot_log_what_it_has_itself_written(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)

    async with log.writing(), database.snapshot(engine) as session:
        await session.execute(text("INSERT INTO photo VALUES ('a', 1, 'image/jpeg', now())"))
        with pytest.raises(ActsUncommitted):
            await log.absorb(session)

    assert log.size == 0


async def test_entries_whose_marks_were_rolled_back_keep_their_places(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a", "b")
    with pytest.raises(ZeroDivisionError):
        await logs.absorb_in_vain(engine, log)
    contents = list(log.files.contents(0, 3))
    await logs.act(engine, "c")
    with pytest.raises(ZeroDivisionError):
        await logs.absorb_in_vain(engine, log)
    await logs.act(engine, "d")

    size = await logs.absorb(engine, logs.logbook(engine, tmp_path))

    assert size == 5
    assert list(log.files.contents(0, 3)) == contents
    assert await logs.photos(tmp_path) == ["a", "b", "c", "d"]
    await logs.must_hold(engine, tmp_path)


async def test_machines_that_die_at_every_step_lose_no_act_and_log_none_twice(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    chance, happened, died = Random(7), [], 0  # noqa: S311
    for step in range(45):
        disk = MortalDisk(step % 15, chance)
        now = [f"{step}-{each}" for each in range(chance.choice((1, 3, 30)))]
        await logs.act(engine, *now)
        happened += now
        with suppress(PowerCut, ZeroDivisionError):
            log = logs.logbook(engine, tmp_path, disk)
            await (logs.absorb_in_vain if chance.random() < 1 / 3 else logs.absorb)(engine, log)
        died += disk.died

    await logs.absorb(engine, logs.logbook(engine, tmp_path))

    assert died > 20
    assert await logs.photos(tmp_path) == happened
    await logs.must_hold(engine, tmp_path)


async def test_two_writers_at_once_write_one_after_the_other(engine: AsyncEngine, tmp_path: Path) -> None:
    async def writer() -> None:
        log = logs.logbook(engine, tmp_path)
        for _ in range(5):
            await logs.absorb(engine, log)

    await logs.act(engine, "first")
    async with asyncio.TaskGroup() as together:
        for _ in range(3):
            together.create_task(writer())
        for at in range(20):
            await logs.act(engine, f"{at:02}")
    await logs.absorb(engine, logs.logbook(engine, tmp_path))

    assert await logs.photos(tmp_path) == ["first", *(f"{at:02}" for at in range(20))]
    await logs.must_hold(engine, tmp_path)


async def test_a_cancelled_writer_holds_the_log_until_its_write_has_ended(engine: AsyncEngine, tmp_path: Path) -> None:
    begun, ended = threading.Event(), []

    class SlowDisk(Disk):
        def replace(self, path: Path, content: bytes) -> None:
            begun.set()
            time.sleep(0.2)
            super().replace(path, content)
            ended.append(path.name)

    await logs.act(engine, "a")
    task = asyncio.create_task(logs.absorb(engine, logs.logbook(engine, tmp_path, SlowDisk())))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert ended == ["state"]
    await logs.absorb(engine, logs.logbook(engine, tmp_path))
    assert await logs.photos(tmp_path) == ["a"]
