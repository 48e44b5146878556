"""Rows made again from lines of the private journal, so that every table is as the lines say.

A line has the row as the trigger of migration 0005 saw it: all columns but those that open an account. Rows keep their
ids; columns the database computes are left to it; a column that came after the line has its default.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import passwords, rebuild_elections
from recap.app.tables import APPEND_ONLY, LOGGED, Base, DefinitionRow, OfficerRow
from recap.domain.journal import Line
from recap.domain.refusals.rebuild import LineUnusable

_OPENS = {"password_hash": passwords.NONE, "totp_secret": None, "totp_step": None, "failures": 0, "failed_at": None}
"""What a rebuilt account has in the columns that no line has: nothing that opens it."""
_FILLED: Mapping[str, Mapping[str, object]] = {OfficerRow.__tablename__: _OPENS}

_TABLES = {table.name: table for table in Base.metadata.sorted_tables if table.name in LOGGED}
"""Every logged table, each after those it refers to."""

_quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]


async def apply(session: AsyncSession, lines: Iterable[Line]) -> None:
    """Do again what these lines say, which follow those done before; LineUnusable names the line that cannot be done.

    The rows of the elections a definition describes are loaded where it stands among the lines.
    """
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        if line.kind == DefinitionRow.__tablename__:
            await _apply(session, waiting)
            await rebuild_elections.load(session, line)
            waiting = []
    await _apply(session, waiting)


async def _apply(session: AsyncSession, lines: Sequence[Line]) -> None:
    """Do the lines table by table: a line depends on no later one, and only on other tables than its own."""
    by_table: dict[str, list[Line]] = {}
    for line in lines:
        _must_be_possible(line)
        by_table.setdefault(line.kind, []).append(line)
    for name, table in _TABLES.items():
        if name in by_table:
            await _guarded(session, table, by_table[name])


def _must_be_possible(line: Line) -> None:
    table = _TABLES.get(line.kind)
    if table is None:
        raise LineUnusable(n=line.n, kind=line.kind, reason="there is no such table")
    if line.change != "insert" and line.kind in APPEND_ONLY:
        raise LineUnusable(n=line.n, kind=line.kind, reason=f"no row of this table is ever subject to {line.change}")
    strange = line.row.keys() - table.columns.keys()
    if strange:
        raise LineUnusable(n=line.n, kind=line.kind, reason=f"the table has no column {min(strange)}")


async def _guarded(session: AsyncSession, table: Table, lines: Sequence[Line]) -> None:
    """Do the lines of one table; where the database refuses, find the first line it refuses alone."""
    try:
        async with session.begin_nested():
            await _do(session, table, lines)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        if len(lines) == 1:
            reason = str(error.orig).splitlines()[0]
            raise LineUnusable(n=lines[0].n, kind=table.name, reason=reason) from error
        middle = len(lines) // 2
        await _guarded(session, table, lines[:middle])
        await _guarded(session, table, lines[middle:])


async def _do(session: AsyncSession, table: Table, lines: Sequence[Line]) -> None:
    if table.name in APPEND_ONLY:
        await _put(session, table, [line.row for line in lines])
        return
    last = {tuple(line.row[column.name] for column in table.primary_key): line for line in lines}
    gone = [line.row for line in last.values() if line.change == "delete"]
    if gone:
        await session.execute(_deletion(table), {"rows": json.dumps(gone)})
    await _put(session, table, [line.row for line in last.values() if line.change != "delete"])


async def _put(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    alike: dict[frozenset[str], list[Mapping[str, object]]] = {}
    for row in rows:
        alike.setdefault(frozenset(row), []).append(row)
    filled = _FILLED.get(table.name, {})
    for names, group in alike.items():
        statement = _insertion(table, names | filled.keys())
        await session.execute(statement, {"rows": json.dumps([{**filled, **row} for row in group])})


def _insertion(table: Table, names: frozenset[str]) -> TextClause:
    given = [c.name for c in table.columns if c.name in names and c.computed is None]
    columns = ", ".join(map(_quote, given))
    target = _quote(table.name)
    statement = (
        f"INSERT INTO {target} ({columns}) SELECT {columns} "  # noqa: S608  names of our own tables
        f"FROM jsonb_populate_recordset(NULL::{target}, CAST(:rows AS jsonb))"
    )
    if table.name in APPEND_ONLY:
        return text(statement)
    kept = {column.name for column in table.primary_key} | _FILLED.get(table.name, {}).keys()
    new = ", ".join(f"{_quote(name)} = excluded.{_quote(name)}" for name in given if name not in kept)
    return text(f"{statement} ON CONFLICT ({_keys(table)}) DO UPDATE SET {new}")


def _deletion(table: Table) -> TextClause:
    target = _quote(table.name)
    return text(
        f"DELETE FROM {target} WHERE ({_keys(table)}) IN "  # noqa: S608  names of our own tables
        f"(SELECT {_keys(table)} FROM jsonb_populate_recordset(NULL::{target}, CAST(:rows AS jsonb)))"
    )


def _keys(table: Table) -> str:
    return ", ".join(_quote(column.name) for column in table.primary_key)
