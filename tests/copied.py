"""A station's form confirmed and copied, as the settling worker does it."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import copies as making
from recap.app import copying
from recap.app.blobs import Blobs
from recap.app.copies import Copy
from recap.app.settings import Settings
from recap.domain.election import StationCode
from tests import night
from tests.api import paper
from tests.filled import PAGES


async def pictures(data_dir: Path, station: StationCode, take: int = 1) -> None:
    """Put the public picture of every page into the store, as the reader does."""
    blobs = Blobs.in_folder(data_dir / "blobs")
    for page in PAGES:
        photo = night.photo(station, page, take)
        # A reader of JPEG stops at its end: what follows makes every picture another one.
        await blobs.put(f"public/{photo}.jpg", paper.jpeg() + photo.encode())


async def make(session: AsyncSession, data_dir: Path, station: StationCode) -> Copy | None:
    """Do what the worker does with a `make_copy` job."""
    await pictures(data_dir, station)
    return await copying.make(session, making.workshop(Settings(data_dir=data_dir)), night.CONTEST, station)


async def form(session: AsyncSession, data_dir: Path, station: StationCode) -> Copy:
    """Have a whole form arrive, confirmed alike by all readers, and make its copy."""
    await night.form(session, station)
    made = await make(session, data_dir, station)
    assert made is not None
    return made
