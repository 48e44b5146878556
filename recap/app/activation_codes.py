"""One-time activation codes: given out on slips, kept only as digests."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, database
from recap.app.tables import ActivationRow, AppointmentRow
from recap.domain.rights import Role

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 signs without 0, O, 1 and I, so that 16 of them carry 80 bits and none is misread."""

_GROUPS, _GROUP = 4, 4
_VALID = timedelta(days=30)
"""From printing the slips to handing out the last one; a lost slip is worthless after that."""


@dataclass(frozen=True, slots=True)
class Activation:
    """A fresh code, shown once and stored only as a digest, and for whom it is."""

    appointment: int
    username: str
    name: str
    role: Role
    area: str
    election: str
    choice: int | None
    letter: str
    starts_on: date
    ends_on: date
    code: str
    expires_at: datetime


async def issue(session: AsyncSession, appointed: Sequence[AppointmentRow], by: int | None) -> list[Activation]:
    """Return a fresh code for each appointment; codes given out before are void."""
    now = clock.now()
    made = [_activation(row, now + _VALID) for row in appointed]
    session.add_all(
        ActivationRow(
            appointment=one.appointment,
            code_hash=digest(one.code),
            issued_by=by,
            issued_at=now,
            expires_at=one.expires_at,
        )
        for one in made
    )
    await session.flush()
    return made


async def hold(session: AsyncSession, appointment: int) -> None:
    """Let nobody else use, renew or end this appointment's codes until the end of this transaction."""
    await database.lock(session, f"appointment/{appointment}")


def digest(code: str) -> str:
    """Return the digest of a code, however it was typed: small letters, blanks and hyphens do not matter."""
    return sha256("".join(sign for sign in code.upper() if sign.isalnum()).encode()).hexdigest()


def _activation(row: AppointmentRow, expires_at: datetime) -> Activation:
    return Activation(
        appointment=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        area=row.area_code,
        election=row.election,
        choice=row.choice,
        letter=row.letter,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        code=_new_code(),
        expires_at=expires_at,
    )


def _new_code() -> str:
    signs = [secrets.choice(ALPHABET) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
