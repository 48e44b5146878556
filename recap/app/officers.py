"""Officers' accounts: signing in with one or two factors during the term, and the sessions this opens."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, officer_rows, passwords, totp, tries
from recap.app.activations import Activated, Invitation, activate, confirm_totp, invitation
from recap.app.tables import AppointmentEndRow, LoginSessionRow, OfficerRow
from recap.domain.officer import Officer
from recap.domain.refusals import SignInRefused
from recap.domain.refusals.people import TotpMissing, TotpNeeded, TotpRefused, TotpUnset
from recap.domain.rights import TWO_FACTORS, Role

__all__ = [
    "SESSION_LENGTH",
    "Activated",
    "Invitation",
    "Officer",
    "SignedIn",
    "activate",
    "check_totp",
    "confirm_totp",
    "invitation",
    "of_token",
    "sign_in",
    "sign_out",
    "welcome",
]

SESSION_LENGTH = timedelta(hours=16)
"""One election night, from setting up the station to the last page."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; its token is shown once and stored only as a digest."""

    token: str
    officer: Officer
    expires_at: datetime


async def sign_in(
    session: AsyncSession, username: str, password: str, totp_code: str | None = None
) -> SignedIn | SignInRefused | TotpRefused:
    """Open a session, or return the refusal of a wrong password or code.

    The failure is counted in this transaction, so a caller lets it commit before raising what was returned. Raises
    SignInPaused after many failures; once the password is right TotpNeeded, TotpUnset, TermNotBegun, TermOver and
    AppointmentEnded.
    """
    now = clock.now()
    row = await session.scalar(select(OfficerRow).where(OfficerRow.username == username).with_for_update())
    if row:
        tries.must_not_pause(row, now)
    if not await passwords.matches(row.password_hash if row else None, password) or row is None:
        if row:
            tries.count(row, now)
        return SignInRefused()
    if not _second_factor(row, totp_code, now):
        tries.count(row, now)
        return TotpRefused()
    await officer_rows.must_be_in_office(session, row)
    tries.forget(row)
    return await _session_of(session, row)


async def welcome(session: AsyncSession, username: str) -> SignedIn:
    """Open the first session of somebody who has activated this account just now, by slip, password and phone.

    TermNotBegun if the account is ready before its time. Only for the end of an activation: nothing is asked here.
    """
    row = (await session.scalars(select(OfficerRow).where(OfficerRow.username == username))).one()
    await officer_rows.must_be_in_office(session, row)
    return await _session_of(session, row)


async def check_totp(session: AsyncSession, officer_id: int, code: str) -> None:
    """Take a fresh code as this officer's confirmation of an act; TotpRefused, SignInPaused or TotpMissing otherwise.

    A failure stays counted although the caller's transaction is rolled back; a code is used up with the act it serves.
    """
    now = clock.now()
    row = await session.get_one(OfficerRow, officer_id, with_for_update=True, populate_existing=True)
    if row.totp_secret is None or row.totp_step is None:
        raise TotpMissing
    tries.must_not_pause(row, now)
    step = totp.step(row.totp_secret, code, now, row.totp_step)
    if step is None:
        await officer_rows.count_failure(session, officer_id)
        raise TotpRefused
    row.totp_step = step
    tries.forget(row)
    await session.flush()


async def of_token(session: AsyncSession, token: str) -> Officer | None:
    """Return whose session this token opens; None if it is unknown or over, and outside the officer's term."""
    today = clock.today()
    ended = exists().where(AppointmentEndRow.appointment == OfficerRow.appointment)
    row = await session.scalar(
        select(OfficerRow)
        .join(LoginSessionRow, LoginSessionRow.officer == OfficerRow.id)
        .where(LoginSessionRow.token_hash == _digest(token), LoginSessionRow.expires_at > clock.now())
        .where(OfficerRow.starts_on <= today, OfficerRow.ends_on >= today, ~ended)
    )
    return officer_rows.shown(row) if row else None


async def sign_out(session: AsyncSession, token: str) -> None:
    """Close the session of this token, if there is one."""
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _digest(token)))


async def _session_of(session: AsyncSession, row: OfficerRow) -> SignedIn:
    now = clock.now()
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at < now))
    token, expires_at = secrets.token_urlsafe(32), now + SESSION_LENGTH
    session.add(LoginSessionRow(token_hash=_digest(token), officer=row.id, expires_at=expires_at))
    await session.flush()
    return SignedIn(token, officer_rows.shown(row), expires_at)


def _second_factor(row: OfficerRow, code: str | None, now: datetime) -> bool:
    """Use up the code of a role with two factors; TotpUnset before the first was confirmed, TotpNeeded without one."""
    if Role(row.role) not in TWO_FACTORS:
        return True
    if row.totp_secret is None or row.totp_step is None:
        raise TotpUnset
    if not code:
        raise TotpNeeded
    step = totp.step(row.totp_secret, code, now, row.totp_step)
    row.totp_step = row.totp_step if step is None else step
    return step is not None


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
