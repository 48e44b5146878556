"""Appointments: recorded from a letter all or nothing, recovered and ended by the tier above."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import activation_codes, appointment_checks, clock, officer_rows, passwords
from recap.app.activation_codes import Activation
from recap.app.appointment_file import NewAppointment, read
from recap.app.appointment_list import Appointed, Standing, below, named
from recap.app.database import lock
from recap.app.election_rows import APPOINTING
from recap.app.tables import AppointmentEndRow, AppointmentRow, OfficerRow
from recap.app.usernames import Names
from recap.domain.appointing import may_appoint
from recap.domain.errors import ReasonMissing
from recap.domain.officer import Officer
from recap.domain.refusals.people import AppointmentsInvalid, AppointmentUnknown, NotYoursToAppoint
from recap.domain.rights import Role

__all__ = [
    "Activation",
    "Appointed",
    "NewAppointment",
    "Standing",
    "appoint",
    "below",
    "end",
    "named",
    "read",
    "reissue",
]


async def appoint(session: AsyncSession, new: Sequence[NewAppointment], by: Officer | None) -> list[Activation]:
    """Record these appointments and return a code for each; AppointmentsInvalid if any of them cannot be.

    `by` may appoint only below, in the own area; None is whoever sits at the machine itself (KPU).
    """
    # One list after the other: what two lists say of one person is then seen by the second.
    await lock(session, APPOINTING)
    found = appointment_checks.faults(new, by, await appointment_checks.ground(session, new))
    if found:
        raise AppointmentsInvalid(found)
    names = await Names.taken(session, (one.username for one in new))
    rows = [_row(one, one.username or names.new(one.post), by) for one in new]
    session.add_all(rows)
    await session.flush()
    return await activation_codes.issue(session, rows, by.id if by else None)


async def reissue(session: AsyncSession, appointment_id: int, by: Officer | None) -> Activation:
    """Return a new code for an account that was lost or is in doubt; older codes, the password and sessions are void.

    AppointmentUnknown, NotYoursToAppoint, AppointmentEnded or TermOver if that cannot be.
    """
    row = await _managed(session, appointment_id, by)
    await officer_rows.must_not_be_over(session, row)
    account = await session.scalar(select(OfficerRow).where(OfficerRow.appointment == row.id).with_for_update())
    if account is not None:
        account.password_hash, account.totp_secret, account.totp_step = passwords.NONE, None, None
        await officer_rows.close_sessions(session, account.id)
    made = await activation_codes.issue(session, [row], by.id if by else None)
    return made[0]


async def end(session: AsyncSession, appointment_id: int, by: Officer | None, reason: str) -> None:
    """End an appointment before its term, at once and on every device; ReasonMissing without a reason."""
    row = await _managed(session, appointment_id, by)
    if not reason.strip():
        raise ReasonMissing
    await officer_rows.must_not_be_over(session, row)
    officer = by.id if by else None
    session.add(AppointmentEndRow(appointment=row.id, officer=officer, reason=reason.strip(), ended_at=clock.now()))
    account = await session.scalar(select(OfficerRow.id).where(OfficerRow.appointment == row.id))
    if account is not None:
        await officer_rows.close_sessions(session, account)
    await session.flush()


async def _managed(session: AsyncSession, appointment_id: int, by: Officer | None) -> AppointmentRow:
    row = await session.get(AppointmentRow, appointment_id)
    if row is None:
        raise AppointmentUnknown(number=appointment_id)
    await activation_codes.hold(session, row.id)
    if by is not None and not may_appoint(by, Role(row.role), row.area_code, row.contest):
        raise NotYoursToAppoint
    return row


def _row(one: NewAppointment, username: str, by: Officer | None) -> AppointmentRow:
    return AppointmentRow(
        election=one.election,
        letter=one.letter,
        issuer=one.issuer,
        issued_on=one.issued_on,
        starts_on=one.post.starts_on,
        ends_on=one.post.ends_on,
        role=one.post.role.value,
        area_code=one.post.area,
        contest=one.post.contest,
        choice=one.post.choice,
        person=one.person,
        name=one.name,
        username=username,
        appointed_by=by.id if by else None,
        imported_at=clock.now(),
    )
