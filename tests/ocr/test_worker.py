import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ocr.decode import Limits, encode
from ocr.worker import PhotoReader
from recap.app import database, jobs, photos, pictures, readings
from recap.app.blobs import Blobs
from recap.app.tables import ChoiceRow
from recap.domain.photo import PhotoDigest, digest
from recap.domain.reading import Decision
from tests import given


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.in_folder(tmp_path)


@pytest.fixture
def reader(engine: AsyncEngine, blobs: Blobs) -> Iterator[PhotoReader]:
    opened = PhotoReader(engine, blobs, Limits(), processes=1)
    yield opened
    opened.close()


async def send(engine: AsyncEngine, blobs: Blobs, photo: bytes) -> tuple[PhotoDigest, bytes]:
    await blobs.put(f"photos/{digest(photo)}", photo)
    async with database.transaction(engine) as session:
        await given.election(session)
        session.add_all(
            ChoiceRow(contest=given.CONTEST, number=n, name=f"Pair {n}", kind="pair", external_id="") for n in (1, 2)
        )
        await session.flush()
        await photos.keep(session, digest(photo), len(photo), "image/jpeg")
        upload = await photos.send(session, digest(photo), given.CONTEST, given.STATION, given.OFFICER)
    return digest(photo), json.dumps({"upload": upload.id}).encode()


@pytest.mark.anyio
async def test_a_photo_without_a_form_is_recorded_as_refused_and_its_public_copy_kept(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader
) -> None:
    photo = encode(np.random.default_rng(1).integers(0, 255, (900, 700, 3), dtype=np.uint8))
    sha256, payload = await send(engine, blobs, photo)
    await reader.handle(payload)
    async with database.transaction(engine) as session:
        reading = await readings.machine(session, sha256)
        assert await jobs.waiting(session) == 1
    assert reading is not None
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "no_form")
    assert await blobs.has(f"public/{sha256}.jpg")
    assert not await blobs.has(f"pages/{sha256}.jpg")


@pytest.mark.anyio
async def test_the_digest_of_the_public_copy_is_recorded_and_stays_when_the_photo_is_read_again(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader
) -> None:
    photo = encode(np.random.default_rng(1).integers(0, 255, (900, 700, 3), dtype=np.uint8))
    sha256, payload = await send(engine, blobs, photo)
    await blobs.put(pictures.key(sha256), b"made by an earlier version")

    for _ in range(2):
        await reader.handle(payload)

    async with database.transaction(engine) as session:
        assert await pictures.of_photos(session, [sha256]) == {sha256: digest(b"made by an earlier version")}
    assert await blobs.get(pictures.key(sha256)) == b"made by an earlier version"


@pytest.mark.anyio
async def test_a_damaged_photo_is_recorded_as_refused(engine: AsyncEngine, blobs: Blobs, reader: PhotoReader) -> None:
    sha256, payload = await send(engine, blobs, b"\xff\xd8\xff not a picture")
    await reader.handle(payload)
    async with database.transaction(engine) as session:
        reading = await readings.machine(session, sha256)
    assert reading is not None
    assert reading.reason == "photo_damaged"
    assert not await blobs.has(f"public/{sha256}.jpg")
