"""A small city to publish, publishers that start anew over it, and what they leave on the disk."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import workplace
from aggregation.folder import Folder
from aggregation.publisher import Publisher
from aggregation.spelling import digest
from recap.app import database, pictures, publications
from recap.app.blobs import Blobs
from recap.app.publications import Publication
from recap.app.settings import Settings
from tests import night
from tests.night import STATIONS

ONE, TWO, THREE = STATIONS[:3]


async def city(engine: AsyncEngine, data: Path) -> Publisher:
    """A publisher over a city with one counted station, one under examination and one half sent."""
    async with database.transaction(engine) as session:
        await night.begin(session)
        await night.form(session, ONE)
        await night.form(session, TWO, {"SAH": 301})
        await night.form(session, THREE, pages=[2])
        await pictures.add(session, night.photo(ONE, 1), digest(b"a picture"))
    await Blobs.in_folder(data / "blobs").put(f"public/{night.photo(ONE, 1)}.jpg", b"a picture")
    return again(engine, data)


def again(engine: AsyncEngine, data: Path, kind: workplace.Kind = Folder) -> Publisher:
    """A publisher that starts anew."""
    return workplace.publisher(Settings(data_dir=data), engine, kind)


async def last(engine: AsyncEngine) -> Publication:
    async with database.transaction(engine) as session:
        found = await publications.last(session)
    assert found is not None
    return found


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
