"""Tiers at work: the officers who sign, plenaries held in one go, areas signed from the kelurahan upwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import plenaries, signing
from recap.app.blobs import Blobs
from recap.app.certificates import Certificate
from recap.app.keys import TierKeys
from recap.app.officers import Officer
from recap.app.plenaries import Said
from recap.app.signing import Desk, Wanted
from recap.domain.election import AreaCode, StationCode
from recap.domain.plenary import Attendee, Moment, Presence, Seat
from recap.domain.rights import TWO_FACTORS, Role
from tests import night, people

VILLAGES = tuple(AreaCode(code) for code in night.AREAS if len(code) == 10)
DISTRICTS = tuple(AreaCode(code) for code in night.AREAS if len(code) == 6)
CITY = night.CITY
PROVINCE = AreaCode("33")
SIGNERS = {10: Role.PPS, 6: Role.PPK_CHAIR, 4: Role.KPU_CHAIR, 2: Role.PROVINCE_CHAIR}
NOTHING: Mapping[StationCode, str] = {}


@dataclass
class Tiers:
    """Everybody who signs in the small city."""

    desk: Desk
    signers: dict[str, Officer] = field(default_factory=dict)
    helpers: dict[str, Officer] = field(default_factory=dict)


async def begin(session: AsyncSession, folder: Path, *, forms: bool = True, top: AreaCode = CITY) -> Tiers:
    """Load the city with its signers and, for the tiers above the kelurahan, one officer more each."""
    await night.begin(session, top)
    await session.execute(text("ALTER TABLE officer ALTER COLUMN id RESTART WITH 100"))
    held = await appoint(session, folder)
    await people.codes_stay_usable(session)
    for station in night.STATIONS if forms else ():
        await night.form(session, station)
    return held


async def appoint(session: AsyncSession, folder: Path) -> Tiers:
    """Appoint those who sign, and one officer more in each kecamatan and the kota."""
    held = Tiers(Desk(TierKeys(folder), Blobs.in_folder(folder / "blobs"), "https://rekap.example"))
    for area in (*VILLAGES, *DISTRICTS, CITY, PROVINCE):
        held.signers[area] = await people.add(session, f"ketua-{area}", SIGNERS[len(area)], area)
    for area in (*DISTRICTS, CITY):
        role = Role.PPK if len(area) == 6 else Role.KPU
        held.helpers[area] = await people.add(session, f"anggota-{area}", role, area)
    return held


async def plenary(session: AsyncSession, officer: Officer, area: str) -> None:
    """Hold or finish the plenary of an area: open it unless it is open, read what is pending, close it."""
    now = await plenaries.state(session, night.CONTEST, area)
    if now.opened_at is None:
        await say(session, officer, area, Said(Moment.OPENED, place="Aula", chair=officer.name))
    for child in now.pending:
        posted = True if len(area) == 10 else None
        await say(session, officer, area, Said(Moment.READ, subject=child, posted=posted))
    who = Attendee(Seat.WITNESS, "Sri", Presence.SIGNED, choice=1, mandate="SM 1")
    await say(session, officer, area, Said(Moment.ATTENDED, attendee=who))
    await say(session, officer, area, Said(Moment.CLOSED))


async def say(session: AsyncSession, officer: Officer, area: str, said: Said) -> None:
    await plenaries.record(session, officer, night.CONTEST, area, said)


async def sign(
    session: AsyncSession, held: Tiers, area: str, reasons: Mapping[StationCode, str] = NOTHING
) -> Certificate:
    """Sign an area whose plenary is closed."""
    officer = held.signers[area]
    code = people.code() if officer.role in TWO_FACTORS else ""
    return await signing.sign(session, held.desk, officer, Wanted(night.CONTEST, AreaCode(area), code, reasons))


async def finish(session: AsyncSession, held: Tiers, area: str) -> Certificate:
    """Hold the plenary of an area and sign it."""
    await plenary(session, held.signers[area], area)
    return await sign(session, held, area)


async def all_below(session: AsyncSession, held: Tiers, area: str) -> None:
    """Sign everything that must be signed before this area."""
    for below in (*VILLAGES, *DISTRICTS, CITY):
        if below.startswith(area) and below != area:
            await finish(session, held, below)
