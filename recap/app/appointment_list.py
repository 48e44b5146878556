"""The appointments as the tier above sees them: who is invited, active, ended."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import ActivationRow, AppointmentEndRow, AppointmentRow, OfficerRow
from recap.domain.appointing import may_appoint
from recap.domain.officer import Officer
from recap.domain.refusals.people import AppointmentUnknown
from recap.domain.rights import TWO_FACTORS, Role


class Standing(StrEnum):
    """How far an appointment has come."""

    INVITED = "invited"
    EXPIRED = "expired"
    EARLY = "early"
    ACTIVE = "active"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Appointed:
    """An appointment as the tier above sees it; `expires_at` is that of an unused code."""

    id: int
    username: str
    name: str
    role: Role
    area: str
    election: str
    contest: str | None
    choice: int | None
    letter: str
    issuer: str
    starts_on: date
    ends_on: date
    state: Standing
    expires_at: datetime | None
    ended_reason: str | None


async def below(session: AsyncSession, officer: Officer | None) -> list[Appointed]:
    """Return the appointments this officer manages (None: all), by area and log-in name."""
    query = _listed().order_by(AppointmentRow.area_code, AppointmentRow.username)
    if officer is not None:
        query = query.where(AppointmentRow.area_code.startswith(officer.area, autoescape=True))
    rows = await session.execute(query)
    seen = [_appointed(*row) for row in rows]
    if officer is None:
        return seen
    return [one for one in seen if may_appoint(officer, one.role, one.area, one.contest)]


async def named(session: AsyncSession, username: str) -> Appointed:
    """Return the appointment with this log-in name; AppointmentUnknown if there is none."""
    row = (await session.execute(_listed().where(AppointmentRow.username == username))).first()
    if row is None:
        raise AppointmentUnknown(number=username)
    return _appointed(*row)


def _listed() -> Select[AppointmentRow, AppointmentEndRow, OfficerRow, datetime]:
    latest = (
        select(ActivationRow.appointment, func.max(ActivationRow.id).label("id"))
        .group_by(ActivationRow.appointment)
        .subquery()
    )
    return (
        select(AppointmentRow, AppointmentEndRow, OfficerRow, ActivationRow.expires_at)
        .outerjoin(AppointmentEndRow, AppointmentEndRow.appointment == AppointmentRow.id)
        .outerjoin(OfficerRow, OfficerRow.appointment == AppointmentRow.id)
        .outerjoin(latest, latest.c.appointment == AppointmentRow.id)
        .outerjoin(ActivationRow, (ActivationRow.id == latest.c.id) & ActivationRow.used_at.is_(None))
    )


def _appointed(
    row: AppointmentRow, ended: AppointmentEndRow | None, account: OfficerRow | None, expires_at: datetime | None
) -> Appointed:
    return Appointed(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        area=row.area_code,
        election=row.election,
        contest=row.contest,
        choice=row.choice,
        letter=row.letter,
        issuer=row.issuer,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=Standing.ENDED if ended else _state(row, expires_at, works=account is not None and _works(account)),
        expires_at=expires_at,
        ended_reason=ended.reason if ended else None,
    )


def _works(account: OfficerRow) -> bool:
    """Say whether somebody can sign in to this account, during the term."""
    return bool(account.password_hash) and (Role(account.role) not in TWO_FACTORS or account.totp_step is not None)


def _state(row: AppointmentRow, expires_at: datetime | None, *, works: bool) -> Standing:
    today = clock.today()
    if today > row.ends_on:
        return Standing.OVER
    if not works:
        return Standing.INVITED if expires_at and expires_at > clock.now() else Standing.EXPIRED
    return Standing.EARLY if today < row.starts_on else Standing.ACTIVE
