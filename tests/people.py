"""Officers as tests need them: appointed, active, with a known password."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import AppointmentRow, OfficerRow
from recap.domain.rights import Role


async def active(session: AsyncSession, number: int, role: Role, area: str, election: str = "kecil-2024") -> None:
    """Insert an officer with this id who needs no password: rows only, for stores below the doors."""
    term = {"starts_on": date(2024, 1, 1), "ends_on": date(2099, 12, 31)}
    name = f"{role}-{area}"
    letter = {"letter": "SK 1", "issuer": "KPU", "issued_on": date(2024, 1, 1), "person": name}
    appointed = AppointmentRow(
        **letter,
        **term,
        election=election,
        role=role,
        area_code=area,
        name=name,
        username=name,
        imported_at=clock.now(),
    )
    session.add(appointed)
    await session.flush()
    account = OfficerRow(
        id=number,
        appointment=appointed.id,
        username=name,
        password_hash="",
        role=role,
        area_code=area,
        name=name,
        **term,
    )
    session.add(account)
    await session.flush()
    await session.execute(text(f"ALTER TABLE officer ALTER COLUMN id RESTART WITH {number + 1}"))
