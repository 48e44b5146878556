"""The database made again from the log, act by act, stopping wherever a publication saw it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.rebuild_found import Published, Source
from recap.app import acts, database, rebuild_batch, rebuild_elections, rebuild_end
from recap.app.logfiles import LINES, LogFiles
from recap.domain import entry, journal
from recap.domain.refusals.log import LineInvalid

_BATCH = 2000
"""Acts of one transaction."""

Tell = Callable[[int], None]
"""Is told how many entries of the log the database has done."""

Print = Callable[[AsyncEngine, Published], Awaitable[None]]
"""Makes one publication again from a database that is as that publication saw it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many entries were done, how many acts wait to be logged, and how many jobs to be done; 0 where none was."""

    entries: int
    waiting: int
    jobs: int


class Restoring:
    """One database on its way to the state the log ends with."""

    def __init__(self, engine: AsyncEngine, files: LogFiles, source: Source, tell: Tell) -> None:
        """Restore this database, empty or an earlier state, from this log."""
        self._engine = engine
        self._files = files
        self._source = source
        self._tell = tell

    async def begun(self) -> int:
        """Return how many entries the database has done already; DatabaseOther unless they are this log's.

        An empty database is given the elections that were loaded before there was a log.
        """
        async with database.transaction(self._engine) as session:
            done = await rebuild_batch.begun(session)
            for start in range(0, done, _BATCH):
                end = min(start + _BATCH, done)
                made = list(self._files.entries(start, min(end, self._source.head.size)))
                await rebuild_batch.must_know(session, start, made, end)
            if not done and not await acts.count(session):
                for line in self._source.late:
                    await rebuild_elections.load(session, line)
        return done

    async def ahead(self) -> bool:
        """Tell whether the database has done acts it has not marked: then it is as no publication saw it."""
        async with database.transaction(self._engine) as session:
            return await acts.count(session) > 0

    async def print(self, done: int, publications: Sequence[Published], print_: Print) -> int:
        """Make these publications again, each from just the entries it saw; return how many entries are done then."""
        for publication in publications:
            for start in range(done, publication.size, _BATCH):
                end = min(start + _BATCH, publication.size)
                batch = await asyncio.to_thread(self._read, start, end)
                async with database.transaction(self._engine) as session:
                    await rebuild_batch.redo(session, start, *batch)
                self._tell(end)
            done = max(done, publication.size)
            await print_(self._engine, publication)
        return done

    async def go(self, done: int) -> Restored:
        """Do every entry from `done` on; the last ones together with all that follows from them."""
        begun, size = done, self._source.head.size
        while True:
            end = min(done + _BATCH, size)
            batch = await asyncio.to_thread(self._read, done, end)
            async with database.transaction(self._engine) as session:
                await rebuild_batch.redo(session, done, *batch)
                self._tell(end)
                if end == size:
                    return await self._finish(session, end - begun)
            done = end

    async def _finish(self, session: AsyncSession, restored: int) -> Restored:
        waiting = await rebuild_batch.redo_unlogged(session, self._unlogged())
        if not restored + waiting:
            return Restored(0, 0, 0)
        await rebuild_end.derive(session)
        await rebuild_end.count_on(session, self._source.last_act)
        await rebuild_end.close_doors(session)
        return Restored(restored, waiting, await rebuild_end.offer_work(session))

    def _read(self, start: int, end: int) -> tuple[list[journal.Line], list[entry.Entry]]:
        lines = [journal.parse(line) for line in self._files.lines(start, end)]
        return lines, list(self._files.entries(start, end))

    def _unlogged(self) -> list[journal.Line]:
        """Return the acts that are in the journal and not in the log: whoever wrote them there died just then."""
        found: list[bytes] = []
        start, more = self._source.head.size, True
        while more:
            # What follows a file that is not full was left by an earlier death, and does not follow these lines.
            end = (start // LINES + 1) * LINES
            some = list(self._files.lines(start, end))
            found, more, start = found + some, len(some) == end - start, end
        return _whole(found)


def _whole(contents: Iterable[bytes]) -> list[journal.Line]:
    """Return the lines up to the first that is none: a disk that died may have kept any part of what follows."""
    found = []
    for content in contents:
        try:
            found.append(journal.parse(content))
        except LineInvalid:
            break
    return found
