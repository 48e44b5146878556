"""A process that has things happen and logs them until it is killed: `python -m tests.logwriter URL DATA`."""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from sqlalchemy import text

from recap.app import database
from tests import logs


async def write(url: str, data: Path) -> None:
    engine = database.connect(url)
    log = logs.logbook(engine, data)
    for at in itertools.count():
        async with database.transaction(engine) as session:
            for each in range(1 + at % 7 * 40):
                photo = f"{os.getpid()}-{at:05}-{each:03}"
                await session.execute(text(f"INSERT INTO photo VALUES ('{photo}', 1, 'image/jpeg', now())"))  # noqa: S608
        async with log.writing():
            async with database.snapshot(engine) as session:
                await log.absorb(session)
            await log.checkpoint()
        print(at, flush=True)  # noqa: T201  the test waits for it


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], Path(sys.argv[2])))
