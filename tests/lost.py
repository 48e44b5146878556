"""A machine that was lost, and what of it survived: log, photo store and keys."""

from pathlib import Path
from shutil import copytree

from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.publisher import Publisher
from aggregation.rebuild import Rebuilt, rebuild
from aggregation.workplace import publisher
from recap.app import database
from recap.app.settings import Settings
from tests import compared, night


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def survived(data: Path, to: Path) -> Settings:
    """Copy what is left of a data folder to a new machine."""
    for name in ("log", "blobs", "keys"):
        copytree(data / name, to / name)
    return Settings(data_dir=to)


async def rebuilt(settings: Settings, engine: AsyncEngine) -> Rebuilt:
    """Rebuild, without telling anybody how far it is."""
    return await rebuild(settings, engine, lambda _stage, _done, _size: None)


async def rows(engine: AsyncEngine) -> compared.Rows:
    """Every row of every table."""
    async with database.transaction(engine) as session:
        return await compared.rows(session)


async def form(engine: AsyncEngine, at: int) -> None:
    """Have the form of a station arrive and count."""
    async with database.transaction(engine) as session:
        await night.form(session, night.STATIONS[at])


async def published(engine: AsyncEngine, data: Path) -> Publisher:
    """Publish a city twice, the second time with a station and with exports."""
    place = publisher(Settings(data_dir=data), engine)
    async with database.transaction(engine) as session:
        await night.begin(session)
    await place.publish()
    await form(engine, 0)
    await place.publish(exports_now=True)
    return place
