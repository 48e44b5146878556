"""A small city on election night: eight stations, two districts, forms that arrive and are read and confirmed."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import elections, photos, readings
from recap.app.readings import NewReading
from recap.domain.election import Area, AreaCode, Choice, Contest, ContestId, Election, Station, StationCode
from recap.domain.photo import PhotoDigest, digest
from recap.domain.reading import CellReading, Decision, PageReading, Reader
from recap.domain.rights import Role
from tests import people
from tests.filled import FACTS, PAGES

CONTEST = ContestId("kecil-2024.pkwkk")
CITY = AreaCode("3374")
AREAS = {
    "33": "Jawa Tengah",
    "3374": "Semarang",
    "337401": "Semarang Tengah",
    "337402": "Semarang Utara",
    "3374011001": "Miroto",
    "3374011002": "Brumbungan",
    "3374021001": "Bulu Lor",
    "3374021002": "Plombokan",
}
STATIONS = tuple(StationCode(f"{code}{n:03d}") for code in AREAS if len(code) == 10 for n in (1, 2))
KPPS, PPK = 1, 2
Changes = Mapping[str, int | None]
NOTHING: Changes = {}


async def begin(session: AsyncSession, area: AreaCode = CITY) -> None:
    """Load the election, whose one contest is held in this area, with officer 1 (KPPS) and officer 2 (PPK)."""
    stations = [Station(code, int(code[-3:]), FACTS.voters_male, FACTS.voters_female, FACTS.cap) for code in STATIONS]
    choices = (Choice(1, "Satu"), Choice(2, "Dua"))
    await elections.load(
        session,
        Election(
            id="kecil-2024",
            name="Kecil",
            day=date(2024, 11, 27),
            areas=tuple(Area(AreaCode(code), name) for code, name in AREAS.items()),
            stations=tuple(stations),
            contests=(Contest(CONTEST, "PKWKK", "Walikota", area, "C.HASIL-KWK", choices),),
            notes=("made up",),
        ),
    )
    await people.active(session, KPPS, Role.KPPS, STATIONS[0])
    await people.active(session, PPK, Role.PPK, "337401")


def photo(station: str, page: int, take: int = 1) -> PhotoDigest:
    return digest(f"{station} {page} {take}".encode())


async def send(session: AsyncSession, station: StationCode, page: int, take: int = 1) -> None:
    """Have a photo of a page arrive."""
    await photos.keep(session, photo(station, page, take), 9, "image/jpeg")
    await photos.send(session, photo(station, page, take), CONTEST, station, KPPS)


async def machine(
    session: AsyncSession, station: StationCode, page: int, changes: Changes = NOTHING, take: int = 1
) -> None:
    """Have the machine read a page that arrived."""
    uploads = [u for u in await photos.uploads_of(session, CONTEST, station) if u.photo == photo(station, page, take)]
    values = {**PAGES[page], **changes}
    cells = {code: CellReading(value, value, 0.99, 9.0, sure=True) for code, value in values.items()}
    said = PageReading(
        photo(station, page, take), "C.HASIL-KWK", page, CONTEST, station, Decision.ACCEPT, "", None, cells
    )
    await readings.add_machine(session, uploads[-1], said)


async def confirm(
    session: AsyncSession, station: StationCode, page: int, changes: Changes = NOTHING, take: int = 1
) -> None:
    """Have the KPPS confirm a page."""
    values = {**PAGES[page], **changes}
    new = NewReading(photo(station, page, take), CONTEST, station, page, Reader.KPPS, KPPS, values)
    await readings.add_person(session, new)


async def page(session: AsyncSession, station: StationCode, number: int, changes: Changes = NOTHING) -> None:
    """Have a page arrive, be read and be confirmed with the same numbers."""
    await send(session, station, number)
    await machine(session, station, number, changes)
    await confirm(session, station, number, changes)


async def form(
    session: AsyncSession, station: StationCode, changes: Changes = NOTHING, pages: Sequence[int] = tuple(PAGES)
) -> None:
    """Have the pages of a station's form arrive and be confirmed, and settle the station."""
    for number in pages:
        await page(session, station, number, {c: v for c, v in changes.items() if c in PAGES[number]})
    await worker.settle(session, CONTEST, station)
