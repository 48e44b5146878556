"""A page on the desk: a real JPEG, sent through the door, and the machine's reading of it put into the store."""

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from recap.app import photos, readings
from recap.app.blobs import Blobs
from recap.app.database import transaction
from recap.domain.election import StationCode
from recap.domain.photo import PhotoDigest, digest
from recap.domain.reading import CellReading, Decision, PageReading, Spot
from tests import night
from tests.api.conftest import AT, STATION, Door
from tests.filled import PAGES

WIDTH, HEIGHT = 600, 900


def jpeg(shade: int = 200) -> bytes:
    """A small picture that differs with its shade."""
    sheet = np.full((HEIGHT, WIDTH), shade, np.uint8)
    return cv2.imencode(".jpg", sheet)[1].tobytes()


def reading(photo: PhotoDigest, page: int, unsure: Mapping[str, int | None] | None = None) -> PageReading:
    """What the machine says of a page whose numbers add up; `unsure` are cells it cannot vouch for."""
    cells = {
        code: CellReading(value, value, 0.999, 9.0, spot=Spot(40, 20 + 20 * n, 80, 18), sure=True)
        for n, (code, value) in enumerate(PAGES[page].items())
    }
    for code, guess in (unsure or {}).items():
        cells[code] = replace(cells[code], as_read=guess, score=0.6, sure=False)
    return PageReading(photo, "C.HASIL-KWK", page, night.CONTEST, STATION, Decision.ACCEPT, "", None, cells)


async def send(door: Door, headers: dict[str, str], content: bytes) -> PhotoDigest:
    """Send a photo through the door."""
    await door.client.post("/api/photos", params=AT, content=content, headers=headers)
    return digest(content)


async def read(door: Door, said: PageReading) -> None:
    """Do what the reader's worker does once it has read a photo."""
    await read_as(door, STATION, said)


async def read_as(door: Door, station: StationCode, said: PageReading) -> None:
    """Do the same for a photo that was sent for this station."""
    await Blobs.in_folder(door.data_dir / "blobs").put(f"pages/{said.photo}.jpg", jpeg())
    async with transaction(door.engine) as session:
        sent = await photos.uploads_of(session, night.CONTEST, station)
        await readings.add_machine(session, next(u for u in sent if u.photo == said.photo), said)
