"""Which photos of a station each officer may look at, so that every reader reads for themselves."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.desk import desk, observes
from recap.app import photos
from recap.app.officers import Officer
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.rights import RIGHTS, Act


async def photos_of(
    session: AsyncSession, officer: Officer, contest: ContestId, station: StationCode
) -> frozenset[PhotoDigest]:
    """Return the photos of a station an officer may look at.

    Witnesses and supervisors see their own, and the KPPS's photo of a page once they have sent their reading of it;
    the KPPS sees its own; the tiers above see all.
    """
    if observes(officer):
        return await _of_observer(session, officer, contest, station)
    sent = await photos.uploads_of(session, contest, station)
    at_station = Act.SEND in RIGHTS[officer.role]
    return frozenset(upload.photo for upload in sent if not (at_station and upload.observed))


async def _of_observer(
    session: AsyncSession, officer: Officer, contest: ContestId, station: StationCode
) -> frozenset[PhotoDigest]:
    mine = await desk(session, contest, station, officer.id)
    theirs = await desk(session, contest, station)
    own = {photo.upload.photo for photo in mine.photos}
    return frozenset(own | {photo.upload.photo for photo in theirs.photos if photo.page in mine.keyed})
