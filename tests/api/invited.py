"""People who are appointed and hold a slip, as the activation and appointment pages need them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import appointments, clock
from recap.app.appointments import Activation
from tests.api.conftest import STATION

COLUMNS = "election,letter,issuer,issued_on,starts_on,ends_on,role,area,identity,name,contest,choice,username"
_LETTER = "kecil-2024,12/SK,KPU Kota Semarang"
_TODAY = clock.today()
STARTS_LATER = _TODAY + timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of appointments; persons are told apart by their number."""

    role: str
    area: str
    person: int
    name: str
    username: str = ""
    later: bool = False

    def __str__(self) -> str:
        begins = STARTS_LATER if self.later else _TODAY
        term = f"{_TODAY},{begins},{begins + timedelta(days=90)}"
        stands = "kecil-2024.pkwkk,1" if self.role == "witness" else ","
        person = f"33740155059{self.person:05d}"
        return f"{_LETTER},{term},{self.role},{self.area},{person},{self.name},{stands},{self.username}"


def listed(*lines: Line) -> bytes:
    """A list of appointments as it is sent."""
    return "\n".join([COLUMNS, *map(str, lines), ""]).encode()


async def appoint(session: AsyncSession, data_dir: Path, *lines: Line) -> list[Activation]:
    """Appoint people as KPU does at the machine itself."""
    return await appointments.appoint(session, appointments.read(listed(*lines), data_dir), None)


SITI = Line("kpps", STATION, 1, "Siti Aminah", "siti")
BUDI = Line("ppk_chair", "337402", 2, "Budi Santoso", "budi")
EARLY = Line("kpps", STATION, 3, "Tuti", "tuti", later=True)
