"""The log's one writer: gives every act its place, in the order of the database, exactly once.

    async with logbook.writing():
        async with database.snapshot(engine) as session:
            size = await logbook.absorb(session)
            ...  # entries [0, size) are what this session sees
        checkpoint = await logbook.checkpoint()

Files first, marks in the database after: if the transaction fails, the log is ahead, and the next `absorb` gives the
acts the places they have there. If the log is behind the database, or of other acts, nothing is ever written.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.log.alone import alone, finished
from aggregation.log.disk import Disk
from aggregation.log.store import LogStore
from aggregation.log.witnesses import Witnesses, witnesses
from recap.app import acts, database, entries, logkeys, logs
from recap.app.logfiles import LogFiles, size_of
from recap.app.notekeys import NoteKeys
from recap.app.settings import Settings
from recap.domain import journal
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.refusals.log import ActsUncommitted, LogAhead, LogBehind, LogDamaged, LogNotHeld
from recap.domain.refusals.tlog import WitnessesMissing
from recap.domain.tlog import note
from recap.domain.tlog.merkle import leaf_hash

_BATCH = 4096
"""How many acts get their place at once: enough that waiting for the disk is shared, few enough for the memory."""


class Logbook:
    """The log of one data folder and one database."""

    def __init__(self, engine: AsyncEngine, files: LogFiles, keys: NoteKeys, cosigners: Witnesses, disk: Disk) -> None:
        """Write these files, signed with these keys, cosigned by these witnesses."""
        self.files = files
        self._engine = engine
        self._keys = keys
        self._witnesses = cosigners
        self._origin = keys.current().name
        self._store = LogStore(files, self._origin, keys.all, disk)
        self._held = False

    @property
    def origin(self) -> str:
        """Return the name of the log, which its keys and checkpoints carry."""
        return self._origin

    @property
    def size(self) -> int:
        """Return how many entries the log has."""
        return self.files.size

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries (32 bytes)."""
        return self.files.root(size)

    async def keys_text(self, session: AsyncSession) -> bytes:
        """Return the file `keys/log.txt`."""
        return await logkeys.listed(session)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Be the only writer of this log, on this machine and in this database, until the block ends.

        The transactions that absorb must begin and be committed within: only then does the next writer see their marks.
        LogKeyLost if a key that signed the log is not on this machine.
        """
        async with alone(self.files.folder), database.transaction(self._engine) as guard:
            # A transaction of its own, so that it is held before those that absorb begin and until they have ended.
            await database.lock(guard, "log")
            async with database.transaction(self._engine) as session:
                await logkeys.announce(session, self._keys.all())
            self._held = True
            try:
                yield
            finally:
                self._held = False

    async def absorb(self, session: AsyncSession) -> int:
        """Give every act this session sees its place, and return how many entries the log has then.

        LogBehind, LogAhead, LogDamaged, LogKeyForeign, ActTwice: nothing was written. It must be the first thing that
        the session writes: what may yet be rolled back did not happen.
        """
        self._must_hold()
        if not await acts.nothing_written(session):
            raise ActsUncommitted
        size = (await finished(self._store.open)).size
        await self._adopt(session, size)
        last = 0
        while lines := await acts.waiting(session, _BATCH, last):
            await acts.must_be_new(session, lines)
            made = await entries.entries_of(session, lines)
            contents = [line.content for line in lines], [entry.content for entry in made]
            head = await finished(self._store.append, *contents)
            await acts.mark(session, head.size - len(made), made)
            size, last = head.size, lines[-1].n
        return size

    async def checkpoint(self) -> bytes:
        """Make the log's head public: signed, cosigned as the policy demands; WitnessesMissing if it is not.

        Nothing becomes public without the quorum; the next call tries again.
        """
        self._must_hold()
        head = await finished(self._store.open)
        content, standing = self.files.checkpoint_at(head.size), self.files.checkpoint()
        if content is not None and standing is not None and _text(content) == _text(standing):
            return standing
        if content is None:
            content = await self._witnesses.cosigned(self._store.sign(head), self.files.hashes(head.size))
        await finished(self._store.publish, content)
        return content

    async def renewed(self) -> bool:
        """Have a checkpoint that has stood for long cosigned anew, and tell whether it was.

        Without the quorum it stands as it did, and is tried again as long after.
        """
        self._must_hold()
        standing = self.files.checkpoint()
        if standing is None or not self._witnesses.is_old(standing):
            return False
        try:
            content = await self._witnesses.cosigned(standing, self.files.hashes(size_of(standing)))
        except WitnessesMissing as missing:
            logs.event("witness.not_again", reason=str(missing))
            return False
        await finished(self._store.renew, content)
        return True

    async def _adopt(self, session: AsyncSession, size: int) -> None:
        """Mark the entries the log has and the database does not know of; refuse a log of another database."""
        known = await acts.logged(session)
        if known > size:
            raise LogBehind(folder=str(self.files.folder), size=size, known=known)
        last = known - 1
        if known and await acts.leaf(session, last) != leaf_hash(self.files.content(last)).hex():
            self._refuse("an entry is not the one the database knows")
        for start in range(known, size, _BATCH):
            end = min(start + _BATCH, size)
            made = list(self.files.entries(start, end))
            await self._must_match(session, start, made)
            await acts.mark(session, start, made)

    async def _must_match(self, session: AsyncSession, start: int, made: Sequence[Entry]) -> None:
        there = await acts.of_numbers(session, [entry.n for entry in made])
        lines = list(self.files.lines(start, start + len(made)))
        if len(lines) != len(made):
            self._refuse("the journal is shorter than the log")
        for at, (entry, line) in enumerate(zip(made, lines, strict=True)):
            if journal.digest(line) != entry.body:
                self._refuse("a line of the journal is not what its entry says")
            if not _same(there.get(entry.n), line):
                raise LogAhead(index=start + at, act=entry.n)

    def _must_hold(self) -> None:
        if not self._held:
            raise LogNotHeld

    def _refuse(self, reason: str) -> None:
        raise LogDamaged(folder=str(self.files.folder), reason=reason)


def logbook(settings: Settings, engine: AsyncEngine) -> Logbook:
    """Return the log of this data folder; its first key is made on first use."""
    keys = NoteKeys(settings.data_dir, settings.log_origin)
    return Logbook(engine, LogFiles.of(settings.data_dir), keys, witnesses(settings), Disk())


def _text(content: bytes) -> str:
    return note.parse(content).text


def _same(act: Line | None, line: bytes) -> bool:
    return act is not None and act.content == line
