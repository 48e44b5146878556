"""Activation: a one-time code, typed from a slip, makes an appointed person the owner of an account."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from recap.app import activation_codes, clock, officer_rows, pacts, passwords, totp, tries
from recap.app.tables import ActivationRow, AppointmentRow, OfficerRow, PactRow
from recap.app.texts import Language
from recap.domain.officer import Officer
from recap.domain.refusals.people import (
    ActivationExpired,
    ActivationReplaced,
    ActivationUnknown,
    ActivationUsed,
    TotpRefused,
)
from recap.domain.rights import TWO_FACTORS, Role

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a valid code invites, as the person may see before accepting; `recovers` if there was an account before."""

    username: str
    name: str
    role: Role
    area: str
    election: str
    contest: str | None
    choice: int | None
    letter: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date
    two_factors: bool
    recovers: bool


@dataclass(frozen=True, slots=True)
class Activated:
    """The account that was opened; `totp_uri` is for the phone, whose first code `confirm_totp` awaits."""

    officer: Officer
    totp_uri: str | None


async def invitation(session: AsyncSession, code: str) -> Invitation:
    """Return whom this code invites.

    ActivationUnknown, ActivationUsed, ActivationReplaced, ActivationExpired, AppointmentEnded or TermOver otherwise.
    """
    _, row = await _open(session, code)
    before = await session.scalar(select(OfficerRow.id).where(OfficerRow.appointment == row.id))
    return Invitation(
        username=row.username,
        name=row.name,
        role=Role(row.role),
        area=row.area_code,
        election=row.election,
        contest=row.contest,
        choice=row.choice,
        letter=row.letter,
        issuer=row.issuer,
        issued_on=row.issued_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        two_factors=Role(row.role) in TWO_FACTORS,
        recovers=before is not None,
    )


async def activate(
    session: AsyncSession, code: str, password: str, accepted_pact_version: str, language: Language = "id"
) -> Activated:
    """Open the account a code invites to, or recover it: the pact is kept, password and second factor are new.

    Refuses codes as `invitation` does; PactNotAccepted, PasswordShort, PasswordCommon, PasswordNamesYou. With two
    factors the code stays good until the phone's first code is confirmed, so that an interrupted person begins again.
    """
    invited, appointed = await _open(session, code)
    pact = pacts.accepted(accepted_pact_version, language)
    passwords.check(password, appointed.username)
    secret = totp.new_secret() if Role(appointed.role) in TWO_FACTORS else None
    account = await _account(session, appointed)
    account.password_hash = await passwords.hashed(password)
    account.totp_secret, account.totp_step = secret, None
    tries.forget(account)
    session.add(account)
    await session.flush()
    session.add(PactRow(officer=account.id, version=pact.version, text=pact.text, accepted_at=clock.now()))
    await officer_rows.close_sessions(session, account.id)
    if secret is None:
        invited.used_at = clock.now()
    await session.flush()
    return Activated(officer_rows.shown(account), totp.uri(secret, account.username) if secret else None)


async def confirm_totp(session: AsyncSession, username: str, code: str) -> None:
    """Take the phone's first code, after which the account works; TotpRefused or SignInPaused otherwise.

    The code is used up: the first sign-in needs the next one.
    """
    now = clock.now()
    appointment = await session.scalar(select(OfficerRow.appointment).where(OfficerRow.username == username))
    if appointment is not None:
        await activation_codes.hold(session, appointment)
    row = await session.scalar(select(OfficerRow).where(OfficerRow.username == username).with_for_update())
    if row is None or row.totp_secret is None or row.totp_step is not None:
        raise TotpRefused
    tries.must_not_pause(row, now)
    step = totp.step(row.totp_secret, code, now, _NEVER)
    if step is None:
        await officer_rows.count_failure(session, row.id)
        raise TotpRefused
    row.totp_step = step
    tries.forget(row)
    latest = select(ActivationRow).where(ActivationRow.appointment == row.appointment)
    invited = (await session.scalars(latest.order_by(ActivationRow.id.desc()).limit(1))).one()
    invited.used_at = now
    await session.flush()


async def _open(session: AsyncSession, code: str) -> tuple[ActivationRow, AppointmentRow]:
    query = select(ActivationRow).where(ActivationRow.code_hash == activation_codes.digest(code)).with_for_update()
    found = await session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise ActivationUnknown
    await activation_codes.hold(session, found.appointment)
    # Who holds the code may know what became of it.
    if found.used_at is not None:
        raise ActivationUsed
    later = aliased(ActivationRow)
    if await session.scalar(select(exists().where(later.appointment == found.appointment, later.id > found.id))):
        raise ActivationReplaced
    if found.expires_at <= clock.now():
        raise ActivationExpired(day=found.expires_at.astimezone(clock.WIB).date().isoformat())
    appointed = await session.get_one(AppointmentRow, found.appointment)
    await officer_rows.must_not_be_over(session, appointed)
    return found, appointed


async def _account(session: AsyncSession, appointed: AppointmentRow) -> OfficerRow:
    query = select(OfficerRow).where(OfficerRow.appointment == appointed.id).with_for_update()
    return await session.scalar(query) or OfficerRow(
        appointment=appointed.id,
        username=appointed.username,
        name=appointed.name,
        role=appointed.role,
        area_code=appointed.area_code,
        contest=appointed.contest,
        choice=appointed.choice,
        starts_on=appointed.starts_on,
        ends_on=appointed.ends_on,
    )
