from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import forms_read, photos, readings
from recap.app.readings import NewReading
from recap.domain.photo import PhotoDigest, Upload, digest
from recap.domain.reading import CellReading, Decision, PageReading, Reader
from recap.domain.rights import Role
from tests import given, people

pytestmark = pytest.mark.anyio

WITNESS = 7


async def sent(session: AsyncSession, name: bytes, officer: int = given.OFFICER) -> Upload:
    photo = digest(name)
    await photos.keep(session, photo, 7, "image/jpeg")
    return await photos.send(session, photo, given.CONTEST, given.STATION, officer)


def reading(photo: PhotoDigest, page: int, value: int = 5) -> PageReading:
    cells = {"PAS1": CellReading(value, value, 0.99, 9.0)}
    return PageReading(photo, "C.HASIL-KWK", page, None, None, Decision.REVIEW, "unsure", None, cells)


async def test_the_latest_reading_of_each_page_makes_the_form(session: AsyncSession) -> None:
    await given.election(session)
    first, second, third = [await sent(session, name) for name in (b"one", b"two", b"two again")]
    for upload, page in ((first, 1), (second, 2), (third, 2)):
        await readings.add_machine(session, upload, reading(upload.photo, page))

    form = await forms_read.of_form(session, first)

    assert {page: read.upload for page, read in form.items()} == {1: first, 2: third}
    assert form[2].reading == reading(third.photo, 2)


async def test_a_refused_photo_is_no_page_of_the_form(session: AsyncSession) -> None:
    await given.election(session)
    upload = await sent(session, b"dark")
    await readings.add_machine(session, upload, replace(reading(upload.photo, 1), decision=Decision.REFUSE))

    assert await forms_read.of_form(session, upload) == {}


async def test_a_page_that_a_person_has_keyed_says_so(session: AsyncSession) -> None:
    await given.election(session)
    upload = await sent(session, b"one")
    await readings.add_machine(session, upload, reading(upload.photo, 2))
    await readings.add_person(
        session,
        NewReading(upload.photo, given.CONTEST, given.STATION, 2, Reader.KPPS, given.OFFICER, {"PAS1": 5}),
    )

    assert (await forms_read.of_form(session, upload))[2].keyed


async def test_a_witness_and_the_kpps_photograph_forms_of_their_own(session: AsyncSession) -> None:
    await given.election(session)
    await people.active(session, WITNESS, Role.WITNESS, given.STATION)
    ours, theirs = await sent(session, b"ours"), await sent(session, b"theirs", WITNESS)
    for upload in (ours, theirs):
        await readings.add_machine(session, upload, reading(upload.photo, 2))

    assert (await forms_read.of_form(session, ours))[2].upload == ours
    assert (await forms_read.of_form(session, theirs))[2].upload == theirs
