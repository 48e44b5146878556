import json
import os
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ocr.decode import Limits, encode
from ocr.pool import Outcome
from ocr.worker import PhotoReader
from recap.app import database, forms_read, jobs, photos, pictures, readings, texts
from recap.app.blobs import Blobs
from recap.app.forms_read import PageRead
from recap.app.tables import ChoiceRow
from recap.domain.photo import PhotoDigest, Upload, digest
from recap.domain.reading import Decision, PageReading
from recap.domain.refusals import NetworkMissing
from recap.domain.rules import rules_for
from tests import given
from tests.ocr.pages import belief, page

NOISE = encode(np.random.default_rng(1).integers(0, 255, (900, 700, 3), dtype=np.uint8))
"""A photo without a form."""


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.in_folder(tmp_path)


@pytest.fixture
def reader(engine: AsyncEngine, blobs: Blobs) -> Iterator[PhotoReader]:
    opened = PhotoReader(engine, blobs, Limits(), processes=1)
    yield opened
    opened.close()


async def send(engine: AsyncEngine, blobs: Blobs, photo: bytes) -> tuple[PhotoDigest, bytes]:
    upload = await uploaded(engine, blobs, photo, first=True)
    return digest(photo), json.dumps({"upload": upload.id}).encode()


async def uploaded(engine: AsyncEngine, blobs: Blobs, photo: bytes, *, first: bool) -> Upload:
    await blobs.put(f"photos/{digest(photo)}", photo)
    async with database.transaction(engine) as session:
        if first:
            await given.election(session)
            session.add_all(
                ChoiceRow(contest=given.CONTEST, number=n, name=f"Pair {n}", kind="pair", external_id="")
                for n in (1, 2)
            )
            await session.flush()
        await photos.keep(session, digest(photo), len(photo), "image/jpeg")
        return await photos.send(session, digest(photo), given.CONTEST, given.STATION, given.OFFICER)


@pytest.mark.anyio
async def test_a_photo_without_a_form_is_recorded_as_refused_and_its_public_copy_kept(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader
) -> None:
    sha256, payload = await send(engine, blobs, NOISE)
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
    sha256, payload = await send(engine, blobs, NOISE)
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


def at_fault(*_: object) -> Outcome:
    message = "a fault of the reader"
    raise KeyError(message)


def without_network(*_: object) -> Outcome:
    raise NetworkMissing(file="digits.onnx", name="digits")


@pytest.mark.anyio
async def test_a_fault_of_the_reader_keeps_no_officer_waiting(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr.worker.read_with_pictures", at_fault)
    sha256, payload = await send(engine, blobs, NOISE)

    await reader.handle(payload)

    async with database.transaction(engine) as session:
        reading = await readings.machine(session, sha256)
    assert reading is not None
    assert reading.advice is not None
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "reader_failed")
    assert texts.say(reading.advice, "id").startswith("Mesin gagal membaca foto ini")


@pytest.mark.anyio
async def test_a_photo_waits_for_a_network_that_is_missing(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr.worker.read_with_pictures", without_network)
    _, payload = await send(engine, blobs, NOISE)

    with pytest.raises(NetworkMissing):
        await reader.handle(payload)


async def two_pages(engine: AsyncEngine, blobs: Blobs) -> Mapping[int, Upload]:
    """Record the reading of a page with a doubt, and of the page that settles it."""
    doubtful = page(2, {"PAS2": belief(155, 0.9, n165=0.1)})
    uploads = {n: await uploaded(engine, blobs, f"page {n}".encode(), first=n == 2) for n in (2, 3)}
    async with database.transaction(engine) as session:
        for number, seen in ((2, doubtful), (3, page(3))):
            read = replace(seen, photo=uploads[number].photo, contest=given.CONTEST, station=given.STATION)
            await readings.add_machine(session, uploads[number], read)
    return uploads


@pytest.mark.anyio
async def test_a_later_page_settles_a_doubt_on_an_earlier_one(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader
) -> None:
    uploads = await two_pages(engine, blobs)

    await reader.decode_together(uploads[3], rules_for(2))

    async with database.transaction(engine) as session:
        first, second = [
            each for each in await readings.of_station(session, given.CONTEST, given.STATION) if each.page == 2
        ]
        latest = await readings.machine(session, uploads[2].photo)
    assert first.values == second.values
    assert "PAS2" not in first.sure
    assert "PAS2" in second.sure
    assert latest is not None
    assert latest.decision is Decision.ACCEPT


@pytest.mark.anyio
async def test_pages_stay_as_they_were_read_where_decoding_them_together_fails(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr.worker.decode_station", at_fault)
    uploads = await two_pages(engine, blobs)

    await reader.decode_together(uploads[3], rules_for(2))

    async with database.transaction(engine) as session:
        pages = [each.page for each in await readings.of_station(session, given.CONTEST, given.STATION)]
    assert sorted(pages) == [2, 3]


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.anyio
async def test_pages_are_decoded_together_again_after_their_process_was_killed(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = await two_pages(engine, blobs)
    with monkeypatch.context() as patched:
        patched.setattr("ocr.worker.decode_station", killed)
        with pytest.raises(BrokenProcessPool):
            await reader.decode_together(uploads[3], rules_for(2))

    await reader.decode_together(uploads[3], rules_for(2))

    async with database.transaction(engine) as session:
        assert len(await readings.of_station(session, given.CONTEST, given.STATION)) > len(uploads)


@pytest.mark.anyio
async def test_a_photo_taken_anew_while_pages_are_decoded_is_the_one_that_counts(
    engine: AsyncEngine, blobs: Blobs, reader: PhotoReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = [await uploaded(engine, blobs, f"photo {n}".encode(), first=n == 0) for n in range(3)]
    doubtful, better = page(2, {"PAS2": belief(155, 0.9, n165=0.1)}), page(2)

    async def add(upload: Upload, seen: PageReading) -> None:
        read = replace(seen, photo=upload.photo, contest=given.CONTEST, station=given.STATION)
        async with database.transaction(engine) as session:
            await readings.add_machine(session, upload, read)

    async def taken_meanwhile(session: AsyncSession, upload: Upload) -> Mapping[int, PageRead]:
        read = await of_form(session, upload)
        if read[2].upload == uploads[0]:
            await add(uploads[2], better)
        return read

    of_form = forms_read.of_form
    await add(uploads[0], doubtful)
    await add(uploads[1], page(3))
    monkeypatch.setattr(forms_read, "of_form", taken_meanwhile)

    await reader.decode_together(uploads[1], rules_for(2))

    async with database.transaction(engine) as session:
        form = await of_form(session, uploads[1])
    assert form[2].upload == uploads[2]
