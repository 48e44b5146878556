"""A batch of log entries done again in the database: rows from the journal, and each entry's place in the log."""

import json
from collections.abc import Sequence
from typing import NoReturn

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import acts, entries, rebuild_rows
from recap.app.tables import LOGGED, ActRow, Base, LogEntryRow
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.refusals.rebuild import DatabaseOther, EntryOther
from recap.domain.tlog.merkle import leaf_hash


async def begun(session: AsyncSession) -> int:
    """Return how many entries this database has already done; DatabaseOther if it holds rows of no log."""
    known = await acts.logged(session)
    if known or await acts.count(session):
        return known
    for name in LOGGED:
        if await session.scalar(select(select(Base.metadata.tables[name]).exists())):
            raise DatabaseOther(reason=f"the table {name} has rows although nothing was ever logged")
    return 0


async def must_know(session: AsyncSession, start: int, made: Sequence[Entry], end: int) -> None:
    """Raise DatabaseOther unless just these entries are what the database knows from `start` to `end`."""
    held = (LogEntryRow.index >= start, LogEntryRow.index < end)
    found = await session.scalars(select(LogEntryRow.leaf).where(*held).order_by(LogEntryRow.index))
    if list(found) != [leaf_hash(entry.content).hex() for entry in made]:
        _refuse(f"between the entries {start} and {end} it knows others than the log")


async def redo(session: AsyncSession, start: int, lines: Sequence[Line], made: Sequence[Entry]) -> None:
    """Do the acts of these entries, which stand in the log from `start` on, and mark their places.

    What the database has done already and not marked yet is left as it is. DatabaseOther if it has done something else
    under the same number, EntryOther if an entry does not say what its line says, LineUnusable as `rebuild_rows.apply`.
    """
    there = await acts.of_numbers(session, [line.n for line in lines])
    for line in lines:
        if line.n in there and there[line.n].content != line.content:
            _refuse(f"its act {line.n} is another one than in the log")
    await _applied(session, [line for line in lines if line.n not in there])
    for at, (entry, again) in enumerate(zip(made, await entries.entries_of(session, lines), strict=True)):
        if entry != again:
            raise EntryOther(index=start + at)
    await acts.mark(session, start, made)


async def redo_unlogged(session: AsyncSession, lines: Sequence[Line]) -> int:
    """Do acts that are in the journal and never came into the log, and let them wait for their place; return how many.

    Acts that have a place, or that the database has, are left out.
    """
    numbers = [line.n for line in lines]
    placed = set(await session.scalars(select(LogEntryRow.act).where(LogEntryRow.act.in_(numbers))))
    there = await acts.of_numbers(session, numbers)
    new = [line for line in lines if line.n not in placed and line.n not in there]
    await _applied(session, new)
    if new:
        facts = [{"id": x.n, "kind": x.kind, "change": x.change, "row": x.row, "salt": x.salt, "at": x.at} for x in new]
        await session.execute(_WAIT, {"rows": json.dumps(facts)})
    return len(new)


async def _applied(session: AsyncSession, lines: Sequence[Line]) -> None:
    """Do these acts, without the acts that the trigger makes of doing them."""
    last = await session.scalar(select(func.coalesce(func.max(ActRow.id), 0)))
    await rebuild_rows.apply(session, lines)
    await session.execute(delete(ActRow).where(ActRow.id > last))


def _refuse(reason: str) -> NoReturn:
    raise DatabaseOther(reason=reason)


_WAIT = text("""
    INSERT INTO act (id, kind, change, row, salt, at) SELECT id, kind, change, row, salt, at
    FROM jsonb_populate_recordset(NULL::act, CAST(:rows AS jsonb))
""")
