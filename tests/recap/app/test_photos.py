import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import photos
from recap.app.tables import PhotoRow
from recap.domain.errors import PhotoUnknown, UploadUnknown
from tests import given

pytestmark = pytest.mark.anyio


async def test_a_photo_sent_twice_is_kept_once(session: AsyncSession) -> None:
    await given.election(session)
    first = await photos.keep(session, given.PHOTO, 7, "image/jpeg")
    one = await photos.send(session, given.PHOTO, given.CONTEST, given.STATION, given.OFFICER)
    again = await photos.keep(session, given.PHOTO, 7, "image/jpeg")
    two = await photos.send(session, given.PHOTO, given.CONTEST, given.STATION, given.OFFICER)

    assert again == first
    assert await session.scalar(select(func.count()).select_from(PhotoRow)) == 1
    assert await photos.uploads_of(session, given.CONTEST, given.STATION) == [one, two]


async def test_an_upload_is_found_by_its_number(session: AsyncSession) -> None:
    await given.election(session)
    await photos.keep(session, given.PHOTO, 7, "image/jpeg")
    sent = await photos.send(session, given.PHOTO, given.CONTEST, given.STATION, given.OFFICER)

    assert await photos.upload(session, sent.id) == sent
    assert await photos.uploads_of(session, given.CONTEST, given.OTHER_STATION) == []


async def test_what_never_arrived_is_unknown(session: AsyncSession) -> None:
    with pytest.raises(PhotoUnknown):
        await photos.photo(session, given.PHOTO)
    with pytest.raises(UploadUnknown):
        await photos.upload(session, 1)
