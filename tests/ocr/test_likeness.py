"""Photos of one sheet are found although they were sent for two stations; sheets of one form are told apart."""

import json
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.likeness import forwarded, sheet_photo
from ocr.decode import Limits
from ocr.likeness import INK_BITS, INK_NEAR, INK_OF_COPY, PHOTO_OF_COPY, likeness
from ocr.paper.identity import Identity
from ocr.read import read
from ocr.specimen.numbers import plausible
from ocr.worker import PhotoReader
from recap.app import database, findings, layouts, outcomes, photos
from recap.app.blobs import Blobs
from recap.domain.election import Station, StationCode
from recap.domain.photo import digest
from tests import night

ONE, TWO = night.STATIONS[0], night.STATIONS[1]


def photo(station: StationCode, sheet: int, take: int, *, marked: bool = True) -> bytes:
    where = Identity(night.CONTEST, station, "Jawa Tengah", "Semarang", "Semarang Tengah", "Miroto", int(station[-3:]))
    values = plausible(Station(station, 1, 196, 204, 600), 2, np.random.default_rng(sheet))
    return sheet_photo(3, where, values, (5, sheet, take), marked=marked)


def hashed(picture: bytes) -> str:
    seen = read(picture, (layouts.load("C.HASIL-KWK", 2),))
    assert seen.sheet is not None
    return likeness(seen.sheet)


def apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one[:INK_BITS], other[:INK_BITS], strict=True))


def test_a_sheet_is_near_its_copies_and_far_from_another_sheet() -> None:
    first = photo(ONE, 1, 0)
    hashes = [hashed(each) for each in (first, forwarded(first), photo(ONE, 1, 1), photo(TWO, 2, 0))]

    copy, again, other = (apart(hashes[0], each) for each in hashes[1:])

    assert len(hashes[0]) == INK_BITS + 256
    assert copy <= again <= INK_NEAR < other


def test_the_database_compares_with_the_thresholds_that_were_measured() -> None:
    assert (findings.INK_BITS, findings.INK_NEAR) == (INK_BITS, INK_NEAR)
    assert (findings.INK_OF_COPY, findings.PHOTO_OF_COPY) == (INK_OF_COPY, PHOTO_OF_COPY)


@pytest.mark.anyio
async def test_a_photo_passed_on_to_a_second_station_opens_a_case_there(engine: AsyncEngine, tmp_path: Path) -> None:
    blobs = Blobs.in_folder(tmp_path)
    first = photo(ONE, 1, 0, marked=False)
    reader = PhotoReader(engine, blobs, Limits(), processes=1)
    async with database.transaction(engine) as session:
        await night.begin(session)

    for station, picture in ((ONE, first), (TWO, forwarded(first))):
        await blobs.put(f"photos/{digest(picture)}", picture)
        async with database.transaction(engine) as session:
            await photos.keep(session, digest(picture), len(picture), "image/jpeg")
            upload = await photos.send(session, digest(picture), night.CONTEST, station, night.KPPS)
        await reader.handle(json.dumps({"upload": upload.id}).encode())
    reader.close()

    async with database.transaction(engine) as session:
        earlier = await outcomes.of_station(session, night.CONTEST, ONE)
        later = await outcomes.of_station(session, night.CONTEST, TWO)
    assert [each.key for each in earlier.open] == []
    assert [each.key for each in later.open] == [f"R21:{digest(forwarded(first))}"]
