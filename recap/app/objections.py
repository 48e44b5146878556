"""Objections and special events: filed by witnesses and supervisors, answered once by an officer, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from recap.app import clock, database, discrepancies, elections, jobs, layouts, locks, outcomes, plenary_bell, stations
from recap.app.officers import Officer
from recap.app.scopes import Some, among
from recap.app.tables import ObjectionAnswerRow, ObjectionRow, OfficerRow
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.objection import Answer, Objection, ObjectionKind, Verdict, dispute, must_fit, words_of
from recap.domain.refusals.plenary import ObjectionAnswered, ObjectionOfOneself, ObjectionUnknown
from recap.domain.rights import Act


@dataclass(frozen=True, slots=True)
class NewObjection:
    """What is filed: about which station or area, of what kind, in which words, with which numbers claimed."""

    contest: ContestId
    area: str
    kind: ObjectionKind
    text: str
    values: Mapping[str, int] = field(default_factory=dict)


async def file(session: AsyncSession, officer: Officer, new: NewObjection) -> Objection:
    """Record an objection; whoever may object there may do so at any time, also when the place is locked."""
    officer.must(Act.OBJECT, new.contest, new.area)
    must_fit(new.values, await codes(session, new.contest, new.area))
    row = ObjectionRow(
        contest=new.contest,
        area=new.area,
        kind=new.kind,
        officer=officer.id,
        role=officer.role,
        choice=officer.choice,
        text=words_of(new.text),
        values=dict(new.values),
        filed_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    await plenary_bell.ring(session, new.contest, new.area)
    return await get(session, new.contest, row.id)


async def codes(session: AsyncSession, contest: ContestId, area: str) -> tuple[str, ...]:
    """Return the cells of the form of a station, whose numbers can be disputed; none for an area."""
    held = await elections.contest(session, contest)
    if not _is_station(area):
        await elections.area(session, contest, area)
        return ()
    await elections.station(session, contest, StationCode(area))
    layout = layouts.load(held.layout, len(held.choices))
    return tuple(code for page in layout.pages for code in page.codes)


async def answer(session: AsyncSession, officer: Officer, objection: Objection, verdict: Verdict, text: str) -> None:
    """Record an officer's answer; accepted with numbers, it opens a discrepancy at the station."""
    officer.must(Act.ANSWER, objection.contest, objection.area)
    if objection.officer == officer.id:
        raise ObjectionOfOneself
    await database.lock(session, f"objection:{objection.number}")
    if not (await get(session, objection.contest, objection.number)).is_open:
        raise ObjectionAnswered(number=objection.number)
    row = ObjectionAnswerRow(
        objection=objection.number,
        officer=officer.id,
        role=officer.role,
        outcome=verdict,
        text=words_of(text),
        answered_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    if verdict is Verdict.ACCEPTED:
        await _dispute(session, objection)
    await plenary_bell.ring(session, objection.contest, objection.area)


async def within(session: AsyncSession, contest: ContestId, scope: str | Some) -> list[Objection]:
    """Return every objection at a place and all it contains, or at these, oldest first, with the answers."""
    query = _query().where(ObjectionRow.contest == contest, among(ObjectionRow.area, scope))
    return [_objection(*found) for found in await session.execute(query)]


async def of_areas(session: AsyncSession, contest: ContestId) -> list[Objection]:
    """Return every objection about an area as a whole, oldest first, with the answers."""
    query = _query().where(ObjectionRow.contest == contest, func.length(ObjectionRow.area) < Tier.STATION.value)
    return [_objection(*found) for found in await session.execute(query)]


async def get(session: AsyncSession, contest: ContestId, number: int) -> Objection:
    """Return one objection; ObjectionUnknown if the contest has none of this number."""
    query = _query().where(ObjectionRow.contest == contest, ObjectionRow.id == number)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise ObjectionUnknown(number=number)
    return _objection(*found)


async def _dispute(session: AsyncSession, objection: Objection) -> None:
    station = objection.station
    if station is None or not objection.values:
        return
    await stations.hold(session, objection.contest, station)
    await locks.must_be_open(session, objection.contest, station)
    now = await outcomes.of_station(session, objection.contest, station)
    found = [dispute(objection, now.values)]
    await discrepancies.note(session, objection.contest, station, found, now.count)
    await jobs.offer_settling(session, objection.contest, station)


def _is_station(code: str) -> bool:
    return len(code) == Tier.STATION.value


def _query() -> Select[ObjectionRow, str, ObjectionAnswerRow, str]:
    filer, answerer = aliased(OfficerRow), aliased(OfficerRow)
    return (
        select(ObjectionRow, filer.name, ObjectionAnswerRow, answerer.name)
        .join(filer, filer.id == ObjectionRow.officer)
        .outerjoin(ObjectionAnswerRow, ObjectionAnswerRow.objection == ObjectionRow.id)
        .outerjoin(answerer, answerer.id == ObjectionAnswerRow.officer)
        .order_by(ObjectionRow.id)
    )


def _objection(row: ObjectionRow, name: str, answered: ObjectionAnswerRow | None, answerer: str | None) -> Objection:
    return Objection(
        number=row.id,
        contest=ContestId(row.contest),
        area=row.area,
        kind=ObjectionKind(row.kind),
        text=row.text,
        values=row.values,
        officer=row.officer,
        name=name,
        role=row.role,
        choice=row.choice,
        filed_at=row.filed_at,
        answer=_answer(answered, answerer or "") if answered else None,
    )


def _answer(row: ObjectionAnswerRow, name: str) -> Answer:
    return Answer(Verdict(row.outcome), row.text, row.officer, name, row.role, row.answered_at)
