"""The rows of accounts: as records, their term, their open sessions, their failures."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, database, tries
from recap.app.tables import AppointmentEndRow, AppointmentRow, LoginSessionRow, OfficerRow
from recap.domain.election import AreaCode, ContestId
from recap.domain.officer import Officer
from recap.domain.refusals.people import AppointmentEnded, TermNotBegun, TermOver
from recap.domain.rights import Role


def shown(row: OfficerRow) -> Officer:
    """Return the record of an account."""
    return Officer(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        area=AreaCode(row.area_code),
        contest=ContestId(row.contest) if row.contest else None,
        choice=row.choice,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


async def must_not_be_over(session: AsyncSession, row: AppointmentRow) -> None:
    """Raise AppointmentEnded or TermOver if nobody can hold this appointment any more."""
    query = select(AppointmentEndRow.ended_at).where(AppointmentEndRow.appointment == row.id)
    if ended := await session.scalar(query):
        raise AppointmentEnded(day=ended.astimezone(clock.WIB).date().isoformat())
    if clock.today() > row.ends_on:
        raise TermOver(day=row.ends_on.isoformat())


async def must_be_in_office(session: AsyncSession, row: OfficerRow) -> None:
    """Raise AppointmentEnded, TermOver or TermNotBegun unless today is a day of this officer's term."""
    await must_not_be_over(session, await session.get_one(AppointmentRow, row.appointment))
    if clock.today() < row.starts_on:
        raise TermNotBegun(day=row.starts_on.isoformat())


async def close_sessions(session: AsyncSession, officer_id: int) -> None:
    """Close every session of this officer, on every device."""
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.officer == officer_id))


async def count_failure(session: AsyncSession, officer_id: int) -> None:
    """Count a wrong code so that it stays counted when this transaction is refused and rolled back."""

    async def once_more(in_session: AsyncSession) -> None:
        tries.count(await in_session.get_one(OfficerRow, officer_id, with_for_update=True), clock.now())

    await once_more(session)
    database.although_refused(session, once_more)
