"""Officers as tests need them: appointed, active, with a known password and a known second factor."""

from collections.abc import Mapping
from datetime import date

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, officer_rows
from recap.app.officers import Officer
from recap.app.tables import AppointmentRow, ElectionRow, OfficerRow
from recap.domain.rights import TWO_FACTORS, Role

PASSWORD = "enough letters"  # noqa: S105  for made-up people
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  for made-up people
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_TERM = {"starts_on": date(2024, 1, 1), "ends_on": date(2099, 12, 31)}
_NOTHING: Mapping[str, date] = {}


def code() -> str:
    """The code that the phone of every officer with two factors shows now."""
    return pyotp.TOTP(SECRET).at(clock.now())


async def add(  # noqa: PLR0913  an appointment has that many facts
    session: AsyncSession,
    username: str,
    role: Role,
    area: str,
    *,
    contest: str | None = None,
    choice: int | None = None,
    term: Mapping[str, date] = _NOTHING,
) -> Officer:
    """Appoint and activate somebody of the loaded election, who signs in with PASSWORD and, if asked, `code()`."""
    election = contest.split(".")[0] if contest else await session.scalar(select(ElectionRow.id).limit(1))
    place = {"role": role, "area_code": area, "contest": contest, "choice": choice, **_TERM, **term}
    row = OfficerRow(
        appointment=await _appoint(session, username, str(election), place),
        username=username,
        password_hash=_HASH,
        totp_secret=SECRET if role in TWO_FACTORS else None,
        totp_step=0 if role in TWO_FACTORS else None,
        name=username.upper(),
        **place,
    )
    session.add(row)
    await session.flush()
    return officer_rows.shown(row)


async def named(session: AsyncSession, username: str) -> Officer:
    """Return an officer who was added before."""
    return officer_rows.shown((await session.scalars(select(OfficerRow).where(OfficerRow.username == username))).one())


async def active(session: AsyncSession, number: int, role: Role, area: str, election: str = "kecil-2024") -> None:
    """Insert an officer with this id who never signs in: rows only, for stores below the doors."""
    name = f"{role}-{area}"
    place = {"role": role, "area_code": area, **_TERM}
    appointed = await _appoint(session, name, election, place)
    account = OfficerRow(id=number, appointment=appointed, username=name, password_hash="", name=name, **place)
    session.add(account)
    await session.flush()
    await session.execute(text(f"ALTER TABLE officer ALTER COLUMN id RESTART WITH {number + 1}"))


async def codes_stay_usable(session: AsyncSession) -> None:
    """Let this database forget which codes were used, so that a test may sign in twice within half a minute."""
    await session.execute(
        text(
            "CREATE FUNCTION forget_the_step() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.totp_step := CASE WHEN NEW.totp_step > 0 THEN 0 ELSE NEW.totp_step END; RETURN NEW; END $$"
        )
    )
    await session.execute(
        text("CREATE TRIGGER forgetful BEFORE UPDATE ON officer FOR EACH ROW EXECUTE FUNCTION forget_the_step()")
    )


async def _appoint(session: AsyncSession, username: str, election: str, place: Mapping[str, object]) -> int:
    row = AppointmentRow(
        election=election,
        letter="SK 1",
        issuer="KPU",
        issued_on=date(2024, 1, 1),
        person=username,
        name=username.upper(),
        username=username,
        imported_at=clock.now(),
        **place,
    )
    session.add(row)
    await session.flush()
    return row.id
