"""The log of a data folder, as tests open it and let it grow."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.log.disk import Disk
from aggregation.log.logbook import Logbook
from aggregation.log.witnesses import Witnesses
from recap.app import acts, database
from recap.app.logfiles import LogFiles
from recap.app.notekeys import NoteKeys
from recap.domain import journal
from recap.domain.tlog import merkle
from recap.domain.tlog.merkle import leaf_hash
from recap.domain.tlog.policy import NONE

ORIGIN = "log.example/recap"


def logbook(engine: AsyncEngine, data: Path, disk: Disk | None = None) -> Logbook:
    """The log of this data folder, without witnesses."""
    return Logbook(engine, LogFiles.of(data), NoteKeys(data, ORIGIN), Witnesses(NONE, 1.0), disk or Disk())


async def absorb(engine: AsyncEngine, log: Logbook) -> int:
    """Give every act its place."""
    async with log.writing(), database.snapshot(engine) as session:
        return await log.absorb(session)


async def act(engine: AsyncEngine, *photos: str) -> None:
    """Have something happen: photos with these digests arrive, each in a transaction of its own."""
    for photo in photos:
        async with database.transaction(engine) as session:
            await session.execute(text(f"INSERT INTO photo VALUES ('{photo}', 1, 'image/jpeg', now())"))  # noqa: S608


async def photos(data: Path) -> list[str]:
    """Return the digests of the photos in the log, in its order."""
    files = LogFiles.of(data)
    return [str(each.public["photo"]) for each in files.entries(0, files.size) if each.act == "photo"]


async def must_hold(engine: AsyncEngine, data: Path) -> None:
    """Log, journal and database tell the same story, without a gap and with nothing twice."""
    files = LogFiles.of(data)
    state = files.state()
    assert state is not None
    entries = list(files.entries(0, state.size))
    assert state.root == merkle.root(leaf_hash(each.content) for each in entries)
    assert [each.body for each in entries] == [journal.digest(line) for line in files.lines(0, state.size)]
    assert [each.n for each in entries] == [journal.parse(line).n for line in files.lines(0, state.size)]
    assert len({each.n for each in entries}) == len(entries)
    async with database.transaction(engine) as session:
        marks = (await session.execute(text("SELECT index, act, leaf FROM log_entry ORDER BY index"))).all()
        assert [tuple(mark) for mark in marks] == [
            (index, each.n, leaf_hash(each.content).hex()) for index, each in enumerate(entries)
        ]
        assert not await acts.count(session)


async def undone(engine: AsyncEngine, photo: str) -> None:
    """Have a photo arrive in a transaction that is rolled back."""
    async with database.transaction(engine) as session:
        await session.execute(text(f"INSERT INTO photo VALUES ('{photo}', 1, 'image/jpeg', now())"))  # noqa: S608
        raise ZeroDivisionError


async def absorb_in_vain(engine: AsyncEngine, log: Logbook) -> None:
    """Give every act its place, and then lose the marks in the database."""
    async with log.writing(), database.snapshot(engine) as session:
        await log.absorb(session)
        raise ZeroDivisionError


async def unguarded(session: AsyncSession, statement: str) -> None:
    """Do to the acts what the database lets nobody do."""
    for each in ("ALTER TABLE act DISABLE TRIGGER ALL", statement, "ALTER TABLE act ENABLE TRIGGER ALL"):
        await session.execute(text(each))
