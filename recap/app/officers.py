"""Officers: who they are, what they may do where, and their signed-in sessions."""

import asyncio
import math
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import AppointmentRow, ElectionRow, LoginSessionRow, OfficerRow
from recap.domain.election import AreaCode, ContestId
from recap.domain.errors import Forbidden
from recap.domain.refusals import OfficerExists, OfficerInvalid, SignInPaused
from recap.domain.rights import TIERS, Act, Role, may

SESSION_LENGTH = timedelta(hours=16)
"""One election night, from setting up the station to the last page."""

_MIN_PASSWORD = 8
_FREE_TRIES = 5
_LONGEST_PAUSE_S = 60
"""Short enough that nobody can lock an officer out by guessing, long enough that guessing leads nowhere."""
_MOST_FAILURES = 1000
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's argon2id setting for servers that check many passwords at once."""
_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who may sign in: a role in one area, perhaps for one contest only."""

    id: int
    username: str
    name: str
    role: Role
    area: AreaCode
    contest: ContestId | None
    choice: int | None = None
    starts_on: date = date.min
    ends_on: date = date.max

    def may(self, act: Act, contest: str, code: str) -> bool:
        """Say whether this officer may do this to the station or area with this code."""
        return may(self.role, act, self.area, code) and self.contest in (None, contest)

    def must(self, act: Act, contest: str, code: str) -> None:
        """Raise Forbidden unless this officer may do this there."""
        if not self.may(act, contest, code):
            raise Forbidden


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An account to be made; the password is kept only as an argon2id hash."""

    username: str
    name: str
    role: Role
    area: AreaCode
    password: str
    contest: ContestId | None = None
    choice: int | None = None
    starts_on: date = date(2024, 1, 1)
    ends_on: date = date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; its token is shown once and stored only as a digest."""

    token: str
    officer: Officer
    expires_at: datetime


async def add(session: AsyncSession, new: NewOfficer) -> Officer:
    """Record an officer; OfficerExists or OfficerInvalid if that cannot be."""
    _check(new)
    if await session.scalar(select(OfficerRow.id).where(OfficerRow.username == new.username)):
        raise OfficerExists(username=new.username)
    appointment = AppointmentRow(
        election=await session.scalar(select(ElectionRow.id).limit(1)),
        letter="SK",
        issuer="KPU",
        issued_on=new.starts_on,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        role=new.role.value,
        area_code=new.area,
        contest=new.contest,
        choice=new.choice,
        person=new.username,
        name=new.name,
        username=new.username,
        imported_at=clock.now(),
    )
    session.add(appointment)
    await session.flush()
    row = OfficerRow(
        appointment=appointment.id,
        username=new.username,
        choice=new.choice,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        password_hash=await asyncio.to_thread(_HASHER.hash, new.password),
        role=new.role.value,
        area_code=new.area,
        contest=new.contest,
        name=new.name,
    )
    session.add(row)
    await session.flush()
    return _officer(row)


async def sign_in(session: AsyncSession, username: str, password: str) -> SignedIn | None:
    """Open a session, or return None when name and password do not belong together; SignInPaused after many tries.

    The failure is counted in this transaction, so a caller must let it commit before refusing.
    """
    now = clock.now()
    row = await session.scalar(select(OfficerRow).where(OfficerRow.username == username).with_for_update())
    if row and (seconds := _pause(row, now)):
        raise SignInPaused(seconds=seconds)
    if not await asyncio.to_thread(_matches, row.password_hash if row else _NOBODY, password) or row is None:
        if row:
            row.failures, row.failed_at = min(row.failures + 1, _MOST_FAILURES), now
        return None
    row.failures = 0
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at < now))
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_LENGTH
    session.add(LoginSessionRow(token_hash=_digest(token), officer=row.id, expires_at=expires_at))
    await session.flush()
    return SignedIn(token, _officer(row), expires_at)


async def of_token(session: AsyncSession, token: str) -> Officer | None:
    """Return whose session this token opens, or None if it is unknown or over."""
    row = await session.scalar(
        select(OfficerRow)
        .join(LoginSessionRow, LoginSessionRow.officer == OfficerRow.id)
        .where(LoginSessionRow.token_hash == _digest(token), LoginSessionRow.expires_at > clock.now())
    )
    return _officer(row) if row else None


async def sign_out(session: AsyncSession, token: str) -> None:
    """Close the session of this token, if there is one."""
    await session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _digest(token)))


def _check(new: NewOfficer) -> None:
    if len(new.area) not in {tier.value for tier in TIERS[new.role]} or not new.area.isdecimal():
        raise OfficerInvalid(reason=f"no {new.role} has an area with the code {new.area}")
    if len(new.password) < _MIN_PASSWORD:
        raise OfficerInvalid(reason=f"the password needs at least {_MIN_PASSWORD} characters")
    if not new.username or new.username != new.username.strip():
        raise OfficerInvalid(reason="the log-in name is empty or has blanks around it")


def _pause(row: OfficerRow, now: datetime) -> int:
    """Return the seconds this account must still wait: doubling after the free tries, at most a minute."""
    over = row.failures - _FREE_TRIES
    if over < 0 or row.failed_at is None:
        return 0
    until = row.failed_at + timedelta(seconds=min(2.0**over, _LONGEST_PAUSE_S))
    return max(0, math.ceil((until - now).total_seconds()))


def _matches(stored: str, password: str) -> bool:
    """Compare in the same time whether or not the account exists."""
    try:
        return _HASHER.verify(stored, password)
    except VerificationError:
        return False


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _officer(row: OfficerRow) -> Officer:
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
