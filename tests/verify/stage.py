"""A city in which everything happened at least once, published after every part of it by the real publisher."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import worker
from aggregation.workplace import publisher
from recap.app import database, discrepancies, photos, readings
from recap.app.discrepancies import Ruling
from recap.app.readings import NewReading
from recap.app.settings import Settings
from recap.domain.photo import digest
from recap.domain.reading import Reader
from recap.domain.reason import Reason
from recap.domain.rights import Role
from tests import busy, night, people
from tests.filled import PAGES
from tests.night import CONTEST, PPK, STATIONS

SEVEN, EIGHT = STATIONS[6:8]


async def disputes(session: AsyncSession, folder: Path) -> None:
    """Have a paper that does not add up stand as written, one corrected on the paper, and a witness read another."""
    await night.form(session, SEVEN, {"SAH": 301})
    for case in await discrepancies.open_in(session, CONTEST, SEVEN):
        written = Ruling(case.number, Reason.PAPER_DOES_NOT_ADD_UP, "dibacakan dua kali", PPK, "ppk")
        await discrepancies.settle(session, written)
    await worker.settle(session, CONTEST, SEVEN)
    witness = await people.add(session, "saksi-tps", Role.WITNESS, EIGHT, contest=CONTEST, choice=2)
    own = digest(b"a witness's own photo")
    await photos.keep(session, own, 9, "image/jpeg")
    await photos.send(session, own, CONTEST, EIGHT, witness.id)
    said = NewReading(own, CONTEST, EIGHT, 2, Reader.OBSERVER, witness.id, {code: PAGES[2][code] for code in PAGES[2]})
    await readings.add_person(session, said)
    await night.form(session, EIGHT, {"TSAH": 11})
    for case in await discrepancies.open_in(session, CONTEST, EIGHT):
        corrected = Ruling(case.number, Reason.CORRECTED_ON_PAPER, "diparaf", PPK, "ppk", {"TSAH": 10})
        await discrepancies.settle(session, corrected)
        break
    await worker.settle(session, CONTEST, EIGHT)
    await busy.pictures(session, folder, EIGHT)


async def play(engine: AsyncEngine, data: Path) -> None:
    """Do everything in turn in this data folder, and publish after each part."""
    press = publisher(Settings(data_dir=data), engine)
    for part in (*busy.PARTS, disputes):
        async with database.transaction(engine) as session:
            await part(session, data)
        await press.publish(exports_now=True)
