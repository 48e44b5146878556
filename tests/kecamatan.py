"""A kecamatan on election night: a hundred stations in five kelurahan, eighty in agreement and twenty in dispute."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import Enum, auto

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import worker
from recap.app import elections, jobs, objections, photos, readings
from recap.app.objections import NewObjection
from recap.app.readings import NewReading
from recap.domain.election import Area, AreaCode, Choice, Contest, Election, Station, StationCode
from recap.domain.objection import ObjectionKind
from recap.domain.photo import digest
from recap.domain.reading import CellReading, Decision, PageReading, Reader
from recap.domain.rights import Role
from tests import night, people
from tests.filled import FACTS, PAGES, VALUES, three
from tests.night import CITY, CONTEST, KPPS

DISTRICT = AreaCode("337401")
VILLAGES = {
    "3374011001": "Miroto",
    "3374011002": "Brumbungan",
    "3374011003": "Jagalan",
    "3374011004": "Kranggan",
    "3374011005": "Gabahan",
}
AREAS = {"33": "Jawa Tengah", CITY: "Semarang", DISTRICT: "Semarang Tengah", **VILLAGES}
STATIONS = tuple(StationCode(f"{village}{n:03d}") for village in VILLAGES for n in range(1, 21))
PAIRS = (Choice(1, "Anggoro - Sekar"), Choice(2, "Bima - Ratih"))
STRANGER = 60
"""By so many votes both readers err at the stations whose answer needs a second person."""

Values = Mapping[str, int]


class Trouble(Enum):
    """What is the matter with a station's form."""

    MISREAD = auto()
    MISKEYED = auto()
    DOUBTFUL = auto()
    CROOKED = auto()
    OBSERVED = auto()
    LARGE = auto()
    CLAIMED = auto()
    DENIED = auto()


_COUNTS = {
    Trouble.MISREAD: 5,
    Trouble.MISKEYED: 3,
    Trouble.DOUBTFUL: 2,
    Trouble.CROOKED: 5,
    Trouble.OBSERVED: 1,
    Trouble.LARGE: 2,
    Trouble.CLAIMED: 1,
    Trouble.DENIED: 1,
}
TROUBLES: Mapping[StationCode, Trouble] = dict(
    zip(
        sorted(STATIONS[2::5], key=lambda code: code[10:]),
        (kind for kind, count in _COUNTS.items() for _ in range(count)),
        strict=True,
    )
)
CLAIMED, DENIED, OBSERVED = (
    next(code for code, trouble in TROUBLES.items() if trouble is kind)
    for kind in (Trouble.CLAIMED, Trouble.DENIED, Trouble.OBSERVED)
)
KPPS_OF = next(code for code, trouble in TROUBLES.items() if trouble is Trouble.MISKEYED)
PEOPLE = {
    "ppk-1": (Role.PPK, DISTRICT),
    "ppk-2": (Role.PPK, DISTRICT),
    "ketua-ppk": (Role.PPK_CHAIR, DISTRICT),
    "kpu": (Role.KPU, CITY),
    **{f"pps-{village}": (Role.PPS, village) for village in VILLAGES},
    "kpps-miskeyed": (Role.KPPS, KPPS_OF),
    "panwascam": (Role.SUPERVISOR, DISTRICT),
}
WITNESSES = {"saksi-1": (1, DISTRICT), "saksi-2": (2, DISTRICT), "saksi-tps": (2, OBSERVED)}


def paper(station: StationCode) -> Values:
    """Return what stands on the paper of a station; where it is crooked, one row does not add up."""
    index = STATIONS.index(station)
    first, second, invalid = 150 + index * 37 % 70, 80 + index * 23 % 40, 5 + index % 11
    valid, voted = first + second, first + second + invalid
    men = (voted - 7) // 2
    women = voted - 7 - men
    crooked = 3 if TROUBLES.get(station) is Trouble.CROOKED else 0
    return VALUES | {
        **three("PHP1", men, women),
        **three("PHP4", men + 3, women + 4),
        **dict.fromkeys(("PSS4", "PHP4-R", "PSS4-R", "TOT"), voted),
        "PSS3": 409 - voted,
        "PAS1": first + crooked,
        "PAS2": second,
        "SAH": valid,
        "TSAH": invalid,
    }


def claim(station: StationCode) -> Values:
    """Return the numbers a witness claims at a station: two votes moved from the first choice to the second."""
    return {"PAS1": paper(station)["PAS1"] - 2, "PAS2": paper(station)["PAS2"] + 2}


def final(station: StationCode) -> Values:
    """Return what must count at a station when everything is settled."""
    return {**paper(station), **(claim(station) if station == CLAIMED else {})}


def total(area: str) -> Counter[str]:
    """Return what an area's certificate must say, row by row."""
    whole: Counter[str] = Counter()
    for station in STATIONS:
        if station.startswith(area):
            whole.update(final(station))
    return whole


async def begin(session: AsyncSession) -> None:
    """Load the election with everybody who works on it, and have all its forms arrive and be confirmed."""
    stations = [Station(code, int(code[-3:]), FACTS.voters_male, FACTS.voters_female, FACTS.cap) for code in STATIONS]
    areas = tuple(Area(AreaCode(code), name) for code, name in AREAS.items())
    contest = Contest(CONTEST, "PKWKK", "Pemilihan Wali Kota Semarang", CITY, "C.HASIL-KWK", PAIRS)
    held = Election("kecil-2024", "Pilkada", date(2024, 11, 27), areas, tuple(stations), (contest,), ("made up",))
    await elections.load(session, held)
    await people.active(session, KPPS, Role.KPPS, STATIONS[0])
    for name, (role, area) in PEOPLE.items():
        await people.add(session, name, role, area)
    for name, (choice, area) in WITNESSES.items():
        await people.add(session, name, Role.WITNESS, area, contest=CONTEST, choice=choice)
    await people.codes_stay_usable(session)


async def forms(session: AsyncSession) -> None:
    """Have every form arrive, be read and be confirmed, and every witness say what they say."""
    for station in STATIONS:
        for page in PAGES:
            await _page(session, station, page)
    await _observe(session)
    for station in STATIONS:
        await worker.settle(session, CONTEST, station)
    await _object(session, "saksi-1", DENIED, "Menurut salinan kami angkanya lain.")
    await _object(session, "saksi-2", CLAIMED, "Dua suara tertukar saat disalin ke plano.")


async def work(session: AsyncSession) -> None:
    """Do the settling jobs that were offered, as the worker does."""
    taken = text("DELETE FROM pgqueuer WHERE entrypoint = :job RETURNING payload")
    for payload in (await session.scalars(taken, {"job": jobs.SETTLE_STATION})).all():
        await worker.settle(session, *jobs.station_of(payload))


async def _page(session: AsyncSession, station: StationCode, page: int) -> None:
    machine, kpps, unsure = _readers(station)
    await night.send(session, station, page)
    upload = (await photos.uploads_of(session, CONTEST, station))[-1]
    cells = {c: CellReading(machine[c], machine[c], 0.99, 9.0, sure=c != unsure) for c in PAGES[page]}
    where = ("C.HASIL-KWK", page, CONTEST, station)
    read = PageReading(upload.photo, *where, Decision.ACCEPT, "", None, cells)
    await readings.add_machine(session, upload, read)
    said = {code: kpps[code] for code in PAGES[page]}
    await readings.add_person(session, NewReading(upload.photo, CONTEST, station, page, Reader.KPPS, KPPS, said))


def _readers(station: StationCode) -> tuple[Values, Values, str]:
    """Return what the machine reads and the KPPS types at a station, and the cell the machine is not sure of."""
    right, trouble = paper(station), TROUBLES.get(station)
    error = STRANGER if trouble is Trouble.LARGE else 5 + STATIONS.index(station) % 3
    wrong = {**right, "PAS1": right["PAS1"] + error}
    machine = wrong if trouble in {Trouble.MISREAD, Trouble.DOUBTFUL, Trouble.LARGE} else right
    kpps = wrong if trouble in {Trouble.MISKEYED, Trouble.LARGE} else right
    return machine, kpps, "PAS1" if trouble is Trouble.DOUBTFUL else ""


async def _observe(session: AsyncSession) -> None:
    """Have the witness at one station send a photo of their own and read one number otherwise."""
    officer, own = (await people.named(session, "saksi-tps")).id, digest(b"a witness's own photo")
    await photos.keep(session, own, 9, "image/jpeg")
    await photos.send(session, own, CONTEST, OBSERVED, officer)
    said = {code: paper(OBSERVED)[code] for code in PAGES[2]}
    said["PAS2"] += 1
    await readings.add_person(session, NewReading(own, CONTEST, OBSERVED, 2, Reader.OBSERVER, officer, said))


async def _object(session: AsyncSession, name: str, station: StationCode, words: str) -> None:
    new = NewObjection(CONTEST, station, ObjectionKind.OBJECTION, words, claim(station))
    await objections.file(session, await people.named(session, name), new)
