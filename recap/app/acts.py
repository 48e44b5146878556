"""Acts that wait for their place in the log, and the places they got; the log itself is files (`logfiles.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Row, Text, bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import ActRow, LogEntryRow
from recap.domain.entry import Entry, spell_moment
from recap.domain.journal import Line
from recap.domain.refusals.log import ActTwice
from recap.domain.tlog.merkle import leaf_hash

_ACTS = select(ActRow.id, ActRow.kind, ActRow.change, ActRow.salt, ActRow.at, ActRow.row)

_SUBJECTS = ("photo", "certificate", "pdf", "manifest", "definition", "values", "vkey")
"""What entries are looked up by, the first there is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act stands in the log; `subject` is the digest it speaks of, `leaf` the hash of the entry in hex."""

    index: int
    act: int
    kind: str
    contest: str | None
    area: str | None
    subject: str | None
    leaf: str


async def waiting(session: AsyncSession, limit: int, after: int = 0) -> list[Line]:
    """Return the first acts after this number that are not in the log yet, in their order."""
    found = await session.execute(_ACTS.where(ActRow.id > after).order_by(ActRow.id).limit(limit))
    return [_line(row) for row in found]


async def of_numbers(session: AsyncSession, numbers: Sequence[int]) -> dict[int, Line]:
    """Return the acts among these numbers that are not in the log yet."""
    held = ActRow.id == func.any(bindparam("numbers", list(numbers), ARRAY(BigInteger)))
    return {row.id: _line(row) for row in await session.execute(_ACTS.where(held))}


async def count(session: AsyncSession) -> int:
    """Return how many acts wait for their place in the log."""
    return int(await session.scalar(select(func.count()).select_from(ActRow)) or 0)


async def oldest(session: AsyncSession) -> datetime | None:
    """Return since when the first of the acts waits for its place in the log; None if none does."""
    return await session.scalar(select(func.min(ActRow.at)))


async def nothing_written(session: AsyncSession) -> bool:
    """Tell whether this session's transaction has written nothing so far."""
    return bool(await session.scalar(text("SELECT pg_current_xact_id_if_assigned() IS NULL")))


async def logged(session: AsyncSession) -> int:
    """Return how many entries of the log the database knows of."""
    last = await session.scalar(select(func.max(LogEntryRow.index)))
    return 0 if last is None else last + 1


async def must_be_new(session: AsyncSession, lines: Sequence[Line]) -> None:
    """Raise ActTwice if one of these acts is in the log already."""
    numbers = bindparam("numbers", [line.n for line in lines], ARRAY(BigInteger))
    query = select(LogEntryRow.act, LogEntryRow.index).where(LogEntryRow.act == func.any(numbers)).limit(1)
    for act, index in await session.execute(query):
        raise ActTwice(act=act, index=index)


async def mark(session: AsyncSession, first: int, entries: Sequence[Entry]) -> None:
    """Record that these entries stand in the log from index `first` on; their acts wait no longer."""
    places = [_place(first + at, entry) for at, entry in enumerate(entries)]
    columns = {name: [getattr(place, name) for place in places] for name in Place.__dataclass_fields__}
    await session.execute(_MARK, columns)
    numbers = bindparam("numbers", [entry.n for entry in entries], ARRAY(BigInteger))
    gone = delete(ActRow).where(ActRow.id == func.any(numbers))
    await session.execute(gone.execution_options(synchronize_session=False))


async def leaf(session: AsyncSession, index: int) -> str | None:
    """Return the hash of the entry at this index as the database knows it; None if it knows of none."""
    row = await session.get(LogEntryRow, index)
    return row.leaf if row else None


async def between(session: AsyncSession, start: int, end: int) -> list[Place]:
    """Return the entries from index start to end (without end) that the database knows of, in order."""
    held = (LogEntryRow.index >= start, LogEntryRow.index < end)
    return [_known(row) for row in await session.scalars(select(LogEntryRow).where(*held).order_by(LogEntryRow.index))]


async def about(session: AsyncSession, subject: str, *kinds: str) -> list[Place]:
    """Return the entries about a digest, oldest first: of a photo, a certificate, a copy's PDF, a manifest, numbers."""
    query = select(LogEntryRow).where(LogEntryRow.subject == subject).order_by(LogEntryRow.index)
    found = await session.scalars(query.where(LogEntryRow.kind.in_(kinds)) if kinds else query)
    return [_known(row) for row in found]


async def at(session: AsyncSession, contest: str, area: str, *kinds: str) -> list[Place]:
    """Return the entries about a station or area, oldest first."""
    held = (LogEntryRow.contest == contest, LogEntryRow.area == area)
    query = select(LogEntryRow).where(*held).order_by(LogEntryRow.index)
    found = await session.scalars(query.where(LogEntryRow.kind.in_(kinds)) if kinds else query)
    return [_known(row) for row in found]


async def touched(session: AsyncSession, since: int) -> set[tuple[str, str]]:
    """Return the contest and the station or area of every entry from this index on that has both."""
    row = LogEntryRow
    query = select(row.contest, row.area).where(row.index >= since).distinct()
    return {(contest, area) for contest, area in await session.execute(query) if contest and area}


_MARK = text(
    "INSERT INTO log_entry (index, act, kind, contest, area, subject, leaf)"
    " SELECT * FROM unnest(:index, :act, :kind, :contest, :area, :subject, :leaf)"
).bindparams(
    *(bindparam(name, type_=ARRAY(BigInteger)) for name in ("index", "act")),
    *(bindparam(name, type_=ARRAY(Text)) for name in ("kind", "contest", "area", "subject", "leaf")),
)


def _line(row: Row[int, str, str, UUID, datetime, dict[str, object]]) -> Line:
    return Line(row.id, row.kind, row.change, str(row.salt), spell_moment(row.at), row.row)


def _place(index: int, entry: Entry) -> Place:
    subject = next((str(entry.public[name]) for name in _SUBJECTS if name in entry.public), None)
    return Place(index, entry.n, entry.act, entry.contest, entry.area, subject, leaf_hash(entry.content).hex())


def _known(row: LogEntryRow) -> Place:
    return Place(row.index, row.act, row.kind, row.contest, row.area, row.subject, row.leaf)
