"""Who is appointed to be at a plenary: its officers, the witnesses with their mandate, the supervisors."""

from collections.abc import Mapping

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import AppointmentEndRow, AppointmentRow
from recap.domain.election import ContestId
from recap.domain.plenary import Attendee, Seat
from recap.domain.rights import Role

_SEATS: Mapping[Role, Seat] = {Role.WITNESS: Seat.WITNESS, Role.SUPERVISOR: Seat.SUPERVISOR}


async def of_area(session: AsyncSession, contest: ContestId, area: str) -> list[Attendee]:
    """Return them as attendees, officers first; a witness's mandate is the number of the appointment letter."""
    today = clock.today()
    query = (
        select(AppointmentRow)
        .where(AppointmentRow.election == contest.partition(".")[0], AppointmentRow.area_code == area)
        .where(or_(AppointmentRow.contest.is_(None), AppointmentRow.contest == contest))
        .where(AppointmentRow.starts_on <= today, AppointmentRow.ends_on >= today)
        .where(AppointmentRow.role != Role.AUDITOR)
        .where(~exists().where(AppointmentEndRow.appointment == AppointmentRow.id))
        .order_by(AppointmentRow.choice.nulls_first(), AppointmentRow.name)
    )
    found = [_attendee(row) for row in await session.scalars(query)]
    return sorted(found, key=lambda who: list(Seat).index(who.seat))


def _attendee(row: AppointmentRow) -> Attendee:
    seat = _SEATS.get(Role(row.role), Seat.MEMBER)
    return Attendee(seat, row.name, choice=row.choice, mandate=row.letter if seat is Seat.WITNESS else "")
