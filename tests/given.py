"""One small election, as the stores need it before anything can arrive."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import AreaRow, ContestRow, ElectionRow, StationRow
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest, digest
from recap.domain.rights import Role
from tests import people

CONTEST = ContestId("kecil-2024.pkwkk")
STATION = StationCode("3374010001001")
OTHER_STATION = StationCode("3374010001002")
OFFICER = 1
PHOTO: PhotoDigest = digest(b"a photo")


async def election(session: AsyncSession) -> None:
    """Insert an election with one city, one kelurahan, two stations and one officer (id 1)."""
    session.add(
        ElectionRow(
            id="kecil-2024",
            name="Kecil",
            day=date(2024, 11, 27),
            notes=[],
            definition_sha256="0" * 64,
            loaded_at=clock.now(),
        )
    )
    await session.flush()
    names = {"33": "Jawa Tengah", "3374": "Semarang", "337401": "Semarang Tengah", "3374010001": "Miroto"}
    session.add_all(AreaRow(election="kecil-2024", code=code, name=name) for code, name in names.items())
    await session.flush()
    session.add_all(
        StationRow(election="kecil-2024", code=code, number=n, voters_male=250, voters_female=250, cap=600)
        for n, code in enumerate((STATION, OTHER_STATION), start=1)
    )
    session.add(
        ContestRow(
            id=CONTEST, election="kecil-2024", office="PKWKK", title="Walikota", area="3374", layout="C.HASIL-KWK"
        )
    )
    await session.flush()
    await people.active(session, OFFICER, Role.KPPS, STATION)
