import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import database
from recap.app.logfiles import LogFiles
from recap.domain.tlog import checkpoint, note
from tests import logs
from tests.conftest import REPOSITORY

KILLS = 6


def write_until_killed(url: str, data: Path, seconds: float) -> None:
    """Run a process that logs without end, and kill it at once, with no time to say goodbye."""
    command = [sys.executable, "-m", "tests.logwriter", url, str(data)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.kill()


@pytest.mark.anyio
async def test_a_killed_writer_leaves_no_gap_nothing_twice_and_one_history(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    chance, public = Random(11), set()  # noqa: S311
    for _ in range(KILLS):
        write_until_killed(database_url, tmp_path, chance.uniform(0, 0.5))
        public.add(LogFiles.of(tmp_path).checkpoint())

    await logs.absorb(engine, logs.logbook(engine, tmp_path))

    await logs.must_hold(engine, tmp_path)
    files = LogFiles.of(tmp_path)
    for content in public:
        head = checkpoint.parse(note.parse(content or b"").text)
        assert files.root(head.size) == head.root
    logged = [str(each.public["photo"]) for each in files.entries(0, files.size) if each.act == "photo"]
    async with database.transaction(engine) as session:
        happened = set((await session.scalars(text("SELECT sha256 FROM photo"))).all())
    assert len(logged) == len(happened)
    assert set(logged) == happened
