from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import database
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.verify import notes
from tests import logs
from tests.disks import MortalDisk, PowerCut

pytestmark = pytest.mark.anyio


async def test_a_checkpoint_is_the_signed_head_and_the_same_again_until_the_log_grows(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    log = logs.logbook(engine, tmp_path)
    await logs.act(engine, "a")
    async with log.writing():
        async with database.snapshot(engine) as session:
            size = await log.absorb(session)
        content = await log.checkpoint()
        again = await log.checkpoint()

    head = notes.head(content, [NoteKeys(tmp_path, logs.ORIGIN).current().verifier])
    assert (head.origin, head.size, head.root) == (log.origin, size, log.root(size))
    assert content == again == log.files.checkpoint() == log.files.checkpoint_at(size)


async def test_a_machine_that_dies_while_a_checkpoint_is_made_public_makes_the_same_public_later(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await logs.act(engine, "a")
    await logs.absorb(engine, logs.logbook(engine, tmp_path))
    for step in range(8):
        with suppress(PowerCut):
            log = logs.logbook(engine, tmp_path, MortalDisk(step, Random(step)))  # noqa: S311
            async with log.writing():
                await log.checkpoint()
    known = LogFiles.of(tmp_path).checkpoint()

    assert known == LogFiles.of(tmp_path).checkpoint_at(2)
    assert LogFiles.of(tmp_path).checkpoints() == [2]


async def test_a_new_key_is_vouched_for_by_the_one_before_and_logged(engine: AsyncEngine, tmp_path: Path) -> None:
    log, keys = logs.logbook(engine, tmp_path), NoteKeys(tmp_path, logs.ORIGIN)
    await logs.act(engine, "a")
    await logs.absorb(engine, log)
    new = keys.add()

    await logs.absorb(engine, log)

    old = keys.all()[0]
    async with database.transaction(engine) as session:
        content = await log.keys_text(session)
    first, endorsement = content.decode().split("\n\n", 1)
    assert first == old.verifier.text
    signed, signers = notes.opened(endorsement.encode(), [old.verifier])
    assert signers == (old.verifier,)
    assert signed.text == f"{logs.ORIGIN}\n{new.verifier.text}\n"
    logged = [each.public["vkey"] for each in log.files.entries(0, log.size) if each.act == "log_key"]
    assert logged == [old.verifier.text, new.verifier.text]
    assert notes.head(log.files.state_note() or b"", [new.verifier]).size == 3
