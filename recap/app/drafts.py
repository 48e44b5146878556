"""Certificates before their signature: what a statement binds of an area, its children, plenary and objections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, elections, remarks, sums
from recap.app.documents.papers import Column, Remark
from recap.app.keys import TierKey
from recap.app.officers import Officer
from recap.app.readiness import Ready
from recap.app.tables import CopyRow, ElectionRow, ResultRow
from recap.domain.canonical import canonical
from recap.domain.certificate import digest
from recap.domain.election import Area, AreaCode, StationCode, Tier
from recap.domain.objection import Objection
from recap.domain.plenary import Plenary
from recap.domain.tally import Tally, recompute


@dataclass(frozen=True, slots=True)
class Child:
    """One child: its column on the paper, and what the statement binds of it."""

    column: Column
    statement: dict[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate before its signature."""

    ready: Ready
    officer: Officer
    key: TierKey
    at: datetime
    day: date
    lineage: tuple[Area, ...]
    children: tuple[Child, ...]
    statement: dict[str, object]
    names: Mapping[AreaCode, str]
    remarks: tuple[Remark, ...]


async def draft(session: AsyncSession, ready: Ready, officer: Officer, key: TierKey) -> Draft:
    """Return what an officer would sign now."""
    contest, area, at = ready.contest.id, ready.area.code, clock.now()
    results = await sums.latest(session, contest, area)
    total = recompute(((code, row.values) for code, row in results.items()), area).get(area, Tally())
    children = await _children(session, ready, results)
    names = {each.code: each.name for each in await elections.areas(session, contest)}
    noted = remarks.of(ready, results, names)
    statement: dict[str, object] = {
        "kind": "recap/certificate/1",
        "contest": contest,
        "area": area,
        "name": ready.area.name,
        "revision": (ready.last.revision if ready.last else 0) + 1,
        "supersedes": ready.last.sha256 if ready.last else "",
        "children": [child.statement for child in children],
        "total": dict(total.values),
        "stations": len(ready.stations),
        "stations_in": total.stations_in,
        "absent": dict(ready.reasons),
        "remarks": [{"place": each.place, "text": each.text} for each in noted],
        "sum_tree": await sums.root(session, contest, area),
        "objections": [_bound(each) for each in ready.objections],
        "plenary": _held(ready.plenary),
        "signer": {"officer": officer.id, "name": officer.name, "role": officer.role},
        "key": key.id,
        "signed_at": at.isoformat(),
    }
    election = await session.get_one(ElectionRow, contest.partition(".")[0])
    lineage = await elections.lineage(session, contest, area)
    return Draft(ready, officer, key, at, election.day, tuple(lineage), tuple(children), statement, names, noted)


async def _children(session: AsyncSession, ready: Ready, results: Mapping[StationCode, ResultRow]) -> list[Child]:
    """Return the children of an area in order: stations with result and photos, or areas with their certificates."""
    if ready.area.tier is not Tier.VILLAGE:
        return [_area(ready, code, results) for code in ready.children]
    copies = await _copies(session, ready)
    numbers = {each.code: each.number for each in ready.stations}
    found = []
    for station in (each.code for each in ready.stations):
        row, copy = results.get(station), copies.get(station, "")
        name = f"TPS {numbers[station]}"
        bound: dict[str, object] = {"code": station, "copy": copy}
        if row is not None:
            counted = {"result": row.id, "count": row.count, "revision": row.revision}
            bound |= {**counted, "values": dict(row.values), "photos": dict(row.photos)}
        found.append(Child(Column(station, name, row.values if row else {}, copy), bound))
    return found


def _bound(objection: Objection) -> dict[str, object]:
    """Return what a statement binds of an objection: its words by digest, and what became of it."""
    words = canonical({"area": objection.area, "text": objection.text, "values": dict(objection.values)})
    outcome = objection.answer.verdict.value if objection.answer else "open"
    return {"number": objection.number, "area": objection.area, "sha256": digest(words), "outcome": outcome}


def _held(plenary: Plenary) -> dict[str, object]:
    """Return what a statement binds of the plenary: when and where, and who attended."""
    attendance = [
        {"seat": a.seat, "name": a.name, "choice": a.choice or 0, "presence": a.presence, "reason": a.reason}
        for a in plenary.attendance.values()
    ]
    at = {"opened_at": _moment(plenary.opened_at), "closed_at": _moment(plenary.closed_at)}
    return {**at, "place": plenary.place, "chair": plenary.chair, "attendance": attendance}


def _area(ready: Ready, code: str, results: Mapping[StationCode, ResultRow]) -> Child:
    signed = ready.signed.get(AreaCode(code))
    values: dict[str, int] = {}
    for station, row in results.items():
        if station.startswith(code):
            values = {each: values.get(each, 0) + row.values.get(each, 0) for each in values.keys() | row.values.keys()}
    name, sha = (str(signed.statement["name"]), signed.sha256) if signed else (code, "")
    return Child(Column(code, name, values, sha), {"code": code, "certificate": sha, "values": values})


async def _copies(session: AsyncSession, ready: Ready) -> dict[str, str]:
    query = (
        select(CopyRow.station, CopyRow.pdf)
        .ext(distinct_on(CopyRow.station))
        .where(CopyRow.contest == ready.contest.id, CopyRow.station.startswith(ready.area.code))
        .order_by(CopyRow.station, CopyRow.count.desc(), CopyRow.revision.desc())
    )
    return {str(station): str(pdf) for station, pdf in await session.execute(query)}


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
