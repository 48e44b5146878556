"""Log entries made of acts: what a row says itself, and what it only points at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import (
    AppointmentRow,
    Base,
    CertificateRow,
    CopyRow,
    DiscrepancyRow,
    ObjectionRow,
    OfficerRow,
    ReopeningRow,
    SettlementRow,
)
from recap.domain import journal
from recap.domain import public_part as part
from recap.domain.entry import Entry
from recap.domain.journal import Line
from recap.domain.public_part import Kind, Public

Row = dict[str, Any]
"""A row as the trigger wrote it down, and what it points at, by the names of the columns."""

_PLACE = ("contest", "area_code")

_HOPS = (
    # The words that are public of an approval are those of the answer, not its own note.
    ("settlement", SettlementRow, ("discrepancy", "values", "note", "reason")),
    ("reopening", ReopeningRow, ("certificate",)),
    ("discrepancy", DiscrepancyRow, ("contest", "station")),
    ("objection", ObjectionRow, ("contest", "area")),
    ("certificate", CertificateRow, ("contest", "area", "sha256")),
    ("copy", CopyRow, ("contest", "station", "count", "revision")),
    ("appointment", AppointmentRow, _PLACE),
)
"""Which column points where, and what is taken from there by a row that has not got it; in the order of following."""


async def entries_of(session: AsyncSession, lines: Sequence[Line]) -> list[Entry]:
    """Return the log entries of these acts; what they point at is looked up in the database."""
    rows: list[Row] = [dict(line.row) for line in lines]
    for column, table, names in _HOPS:
        lacking = [row for row in rows if row.get(column) is not None and names[0] not in row]
        found = await _looked_up(session, table, {row[column] for row in lacking}, names)
        for row in lacking:
            row.update(zip(names, found.get(row[column], ()), strict=False))
    actors = [_actor(line, row) for line, row in zip(lines, rows, strict=True)]
    asked = {actor for actor in actors if actor is not None}
    known = await _looked_up(session, OfficerRow, asked, ("role", *_PLACE))
    return [
        _entry(line, row, known.get(actor) if actor is not None else None)
        for line, row, actor in zip(lines, rows, actors, strict=True)
    ]


async def _looked_up(
    session: AsyncSession, table: type[Base], ids: Collection[int], names: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    if not ids:
        return {}
    wanted = bindparam("wanted", sorted(ids), ARRAY(BigInteger))
    columns = table.__table__.c
    query = select(columns.id, *(columns[name] for name in names)).where(columns.id == func.any(wanted))
    return {id_: tuple(values) for id_, *values in await session.execute(query)}


def _actor(line: Line, row: Row) -> int | None:
    actor: int | None = row.get("appointed_by" if line.kind == "appointment" else "officer")
    return actor


def _entry(line: Line, row: Row, actor: tuple[Any, ...] | None) -> Entry:
    role, contest, area = actor or (None, None, None)
    if line.kind != "appointment":
        role = row.get("role", role)
    # A promise is made for the place one is appointed to; everything else says where it belongs.
    if not row.keys() & {"contest", "area", "area_code", "station"}:
        row.update(contest=contest, area=area)
    make = _PUBLIC.get(line.kind)
    return Entry(
        line.kind,
        line.n,
        line.at,
        journal.digest(line.content),
        line.change,
        row.get("contest"),
        row.get("station") or row.get("area") or row.get("area_code"),
        role,
        make(row) if make else {},
    )


def _reading(row: Row) -> Public:
    flags = {"observed": row["observed"], "counted": row["counted"]}
    return part.reading(row["photo"], row["reader"], row["page"], row["count"], flags)


def _result(row: Row) -> Public:
    seen = {name: row[name] for name in ("read", "keyed", "written", "corrected")}
    cells = {
        code: {**{name: values.get(code) for name, values in seen.items()}, "counted": value}
        for code, value in row["values"].items()
    }
    return part.result(row["count"], row["revision"], row["values"], cells)


def _count_order(row: Row) -> Public:
    words = {"ground": row["ground"], "decision": row["decision"]}
    voters = {"male": row["voters_male"], "female": row["voters_female"]}
    return part.count_order(row["count"], row["kind"], words, voters, row["ballots"])


def _settlement(row: Row) -> Public:
    second = row["needs_second"]
    return part.settlement(row["discrepancy"], row["values"], row["note"], row["reason"], second=second)


def _approval(row: Row) -> Public:
    return part.approval(row["discrepancy"], row["values"], row["note"], row["reason"], agreed=row["agreed"])


def _station_state(row: Row) -> Public:
    state = row["state"] if row["locked_by"] is None else "locked"
    return part.station_state(state, row["count"], row["revision"])


_PUBLIC: Mapping[str, Callable[[Row], Public]] = {
    Kind.UPLOAD: lambda row: part.upload(row["photo"], row["count"], observed=row["observed"]),
    Kind.PHOTO: lambda row: part.photo(row["sha256"]),
    Kind.PICTURE: lambda row: part.picture(row["photo"], row["sha256"]),
    Kind.READING: _reading,
    Kind.RESULT: _result,
    Kind.STATION_STATE: _station_state,
    Kind.DISCREPANCY: lambda row: part.discrepancy(row["id"], row["key"], row["count"], row["severity"]),
    Kind.SETTLEMENT: _settlement,
    Kind.APPROVAL: _approval,
    Kind.OBJECTION: lambda row: part.objection(row["id"], row["kind"], row["choice"], row["text"], row["values"]),
    Kind.OBJECTION_ANSWER: lambda row: part.objection_answer(row["objection"], row["text"], row["outcome"]),
    Kind.COUNT_ORDER: _count_order,
    Kind.CERTIFICATE: lambda row: part.certificate(row["sha256"], row["pdf"], row["revision"]),
    Kind.REOPENING: lambda row: part.reopening(row["sha256"], row["reason"]),
    Kind.REOPENING_ANSWER: lambda row: part.reopening_answer(row["sha256"], row["note"], granted=row["granted"]),
    Kind.COPY: lambda row: part.copy(row["count"], row["revision"], row["qr"], row["pdf"]),
    Kind.COPY_RECEIPT: lambda row: part.copy_receipt(row["count"], row["revision"]),
    Kind.PUBLICATION: lambda row: part.publication(row["manifest_sha256"], row["size"], row["roots"]),
    Kind.DEFINITION: lambda row: part.definition(row["election"], row["sha256"]),
    Kind.LOG_KEY: lambda row: part.log_key(row["vkey"]),
}
