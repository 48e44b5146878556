"""The rows of one election, exchanged as a whole when its definition is loaded."""

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.database import lock
from recap.app.tables import (
    AppointmentEndRow,
    AppointmentRow,
    AreaRow,
    ChoiceRow,
    ContestRow,
    LoginSessionRow,
    OfficerRow,
    RecipientRow,
    StationRow,
    StationStateRow,
    SumNodeRow,
    TallyRow,
    UploadRow,
)
from recap.domain.election import Election
from recap.domain.message import Message

APPOINTING = "appointments"
"""The lock under which lists of appointments are held against definitions of elections, one after the other."""

GONE = Message("The definition of the election no longer has this contest, area or choice.")
"""Why a replaced definition ended an appointment."""


async def has_photos(session: AsyncSession, election: str) -> bool:
    """Say whether anything has been sent for this election."""
    return bool(await session.scalar(select(exists().where(UploadRow.election == election))))


async def exchange(session: AsyncSession, election: Election) -> None:
    """Make the rows of an election those of this definition; its own row must be there, and no photos.

    Contests that stay keep their rows. An appointment whose contest, area or choice is gone is ended, never deleted.
    """
    await lock(session, APPOINTING)
    await put(session, election)
    await _end_what_is_gone(session, election)
    session.expire_all()


async def put(session: AsyncSession, election: Election) -> None:
    """Make the rows of an election those of this definition; nobody's appointment is looked at."""
    await _clear(session, election)
    await _add_areas(session, election)
    await _add_contests(session, election)
    await _drop_what_is_gone(session, election)
    await _add_stations(session, election)


async def _clear(session: AsyncSession, election: Election) -> None:
    held = select(ContestRow.id).where(ContestRow.election == election.id)
    for derived in (TallyRow, StationStateRow):
        await session.execute(delete(derived).where(derived.election == election.id))
    await session.execute(delete(ChoiceRow).where(ChoiceRow.contest.in_(held)))
    await session.execute(delete(StationRow).where(StationRow.election == election.id))


async def _add_areas(session: AsyncSession, election: Election) -> None:
    rows = [{"election": election.id, "code": area.code, "name": area.name} for area in election.areas]
    added = insert(AreaRow).values(rows)
    same = [AreaRow.election, AreaRow.code]
    await session.execute(added.on_conflict_do_update(index_elements=same, set_={"name": added.excluded.name}))


async def _add_contests(session: AsyncSession, election: Election) -> None:
    for contest in election.contests:
        facts = {"office": contest.office, "title": contest.title, "area": contest.area, "layout": contest.layout}
        added = insert(ContestRow).values(id=contest.id, election=election.id, **facts)
        await session.execute(added.on_conflict_do_update(index_elements=[ContestRow.id], set_=facts))
        choices = [
            {"contest": contest.id, "number": c.number, "name": c.name, "kind": c.kind, "external_id": c.external_id}
            for c in contest.choices
        ]
        await session.execute(insert(ChoiceRow).values(choices))


async def _drop_what_is_gone(session: AsyncSession, election: Election) -> None:
    held, known = [contest.id for contest in election.contests], [area.code for area in election.areas]
    gone = select(ContestRow.id).where(ContestRow.election == election.id, ContestRow.id.not_in(held))
    for hanging in (RecipientRow, SumNodeRow):
        await session.execute(delete(hanging).where(hanging.contest.in_(gone)))
    await session.execute(delete(ContestRow).where(ContestRow.id.in_(gone)))
    await session.execute(delete(AreaRow).where(AreaRow.election == election.id, AreaRow.code.not_in(known)))


async def _end_what_is_gone(session: AsyncSession, election: Election) -> None:
    """End the appointments to what the definition no longer has, and close their sessions."""
    places = {*(area.code for area in election.areas), *(station.code for station in election.stations)}
    pairs = {(contest.id, choice.number) for contest in election.contests for choice in contest.choices}
    contests: set[str | None] = {None, *(contest.id for contest in election.contests)}
    ended = exists().where(AppointmentEndRow.appointment == AppointmentRow.id)
    query = select(AppointmentRow).where(AppointmentRow.election == election.id, ~ended)
    gone = [
        row.id
        for row in await session.scalars(query)
        if row.area_code not in places
        or row.contest not in contests
        or (row.choice is not None and (row.contest, row.choice) not in pairs)
    ]
    session.add_all(AppointmentEndRow(appointment=key, reason=GONE.text, ended_at=clock.now()) for key in gone)
    await session.flush()
    theirs = select(OfficerRow.id).where(OfficerRow.appointment.in_(gone))
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.officer.in_(theirs)))


async def _add_stations(session: AsyncSession, election: Election) -> None:
    rows = [
        {
            "election": election.id,
            "code": station.code,
            "number": station.number,
            "voters_male": station.voters_male,
            "voters_female": station.voters_female,
            "cap": station.cap,
        }
        for station in election.stations
    ]
    await session.execute(insert(StationRow), rows)
