"""The settling worker's job of making a station's signed copy once the KPPS has confirmed its form."""

from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import copying, database, jobs
from recap.app.blobs import Blobs
from recap.app.copying import Workshop
from recap.app.jobs import Handler
from recap.app.keys import TierKeys
from recap.app.settings import Settings


def workshop(settings: Settings) -> Workshop:
    """Return what copies are made with under these settings."""
    data = settings.data_dir
    return Workshop(Blobs.in_folder(data / "blobs"), TierKeys(data), settings.public_url)


def copy_job(settings: Settings, engine: AsyncEngine) -> Handler:
    """Return the handler of `make_copy` jobs; doing one again makes no second copy of the same form."""
    tools = workshop(settings)

    async def make(payload: bytes) -> None:
        contest, station = jobs.station_of(payload)
        async with database.transaction(engine) as session:
            if await copying.make(session, tools, contest, station):
                await jobs.announce(session, jobs.station_topic(contest, station))

    return make
