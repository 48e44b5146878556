import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import database
from recap.domain.refusals.log import (
    ActTwice,
    LogAhead,
    LogBehind,
    LogDamaged,
    LogKeyLost,
    LogNotHeld,
)
from tests import logs

pytestmark = pytest.mark.anyio


async def test_nothing_is_logged_without_holding_the_log(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)

    with pytest.raises(LogNotHeld):
        async with database.snapshot(engine) as session:
            await log.absorb(session)
    with pytest.raises(LogNotHeld):
        await log.checkpoint()


async def test_a_machine_beside_waits_for_the_database_even_if_it_has_a_folder_of_its_own(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    log, beside = logs.logbook(engine, tmp_path / "here"), logs.logbook(engine, tmp_path / "beside")

    async with log.writing():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(logs.absorb(engine, beside), 0.3)

    with pytest.raises(LogKeyLost):
        await logs.absorb(engine, beside)


async def test_an_old_copy_of_the_log_is_not_continued(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")
    await logs.absorb(engine, log)
    shutil.copytree(tmp_path / "log", tmp_path / "copy")
    await logs.act(engine, "b")
    await logs.absorb(engine, log)
    shutil.rmtree(tmp_path / "log")
    shutil.copytree(tmp_path / "copy", tmp_path / "log")
    await logs.act(engine, "c")

    with pytest.raises(LogBehind):
        await logs.absorb(engine, logs.logbook(engine, tmp_path))

    assert await logs.photos(tmp_path) == ["a"]


async def test_a_lost_log_does_not_begin_anew(engine: AsyncEngine, tmp_path: Path) -> None:
    await logs.act(engine, "a")
    await logs.absorb(engine, logs.logbook(engine, tmp_path))
    shutil.rmtree(tmp_path / "log")

    with pytest.raises(LogBehind):
        await logs.absorb(engine, logs.logbook(engine, tmp_path))


async def test_a_log_ahead_of_its_database_asks_for_a_rebuild(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")
    with pytest.raises(ZeroDivisionError):
        await logs.absorb_in_vain(engine, log)
    async with database.transaction(engine) as session:
        await logs.unguarded(session, "DELETE FROM act")

    with pytest.raises(LogAhead, match="recap rebuild"):
        await logs.absorb(engine, log)


async def test_another_act_under_a_logged_number_is_not_taken_for_it(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")
    with pytest.raises(ZeroDivisionError):
        await logs.absorb_in_vain(engine, log)
    async with database.transaction(engine) as session:
        await logs.unguarded(session, 'UPDATE act SET row = row || \'{"sha256": "b"}\'')

    with pytest.raises(LogAhead):
        await logs.absorb(engine, log)


async def test_the_log_of_another_database_is_not_continued(
    engine: AsyncEngine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mine = tmp_path_factory.mktemp("mine")
    shutil.copytree(tmp_path, mine, dirs_exist_ok=True)
    await logs.act(engine, "a")
    with pytest.raises(ZeroDivisionError):
        await logs.absorb_in_vain(engine, logs.logbook(engine, mine))
    async with database.transaction(engine) as session:
        await logs.unguarded(session, "UPDATE act SET salt = gen_random_uuid()")
    shutil.copytree(mine / "keys", tmp_path / "keys")
    await logs.absorb(engine, logs.logbook(engine, tmp_path))

    with pytest.raises(LogDamaged, match="not the one the database knows"):
        await logs.absorb(engine, logs.logbook(engine, mine))


async def test_an_act_that_is_in_the_log_cannot_be_logged_again(engine: AsyncEngine, tmp_path: Path) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")
    async with database.transaction(engine) as session:
        kept = (await session.execute(text("SELECT id FROM act"))).scalar_one()
    await logs.absorb(engine, log)
    async with database.transaction(engine) as session:
        again = "INSERT INTO act (id, kind, change, row) OVERRIDING SYSTEM VALUE VALUES (:n, 'photo', 'insert', '{}')"
        await session.execute(text(again), {"n": kept})

    with pytest.raises(ActTwice):
        await logs.absorb(engine, log)

    assert log.size == 2


async def test_a_log_whose_keys_were_lost_is_not_signed_by_new_ones(engine: AsyncEngine, tmp_path: Path) -> None:
    await logs.act(engine, "a")
    await logs.absorb(engine, logs.logbook(engine, tmp_path))
    shutil.rmtree(tmp_path / "keys")

    with pytest.raises(LogKeyLost):
        await logs.absorb(engine, logs.logbook(engine, tmp_path))
