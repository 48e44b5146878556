"""The act of sending a photo: its bytes, its rows and the job to read it, all or nothing."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import bodies
from api.deps import House
from recap.app import elections, jobs, layouts, outcomes, photos, stations
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import AlreadyConfirmed
from recap.domain.photo import PhotoDigest, Upload, digest
from recap.domain.refusals import TooManyPhotos

_MOST_PHOTOS = 200
"""What one station may send: every page many times over, but not enough to fill the store."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was recorded; not fresh if this photo had already been sent for this station."""

    upload: Upload
    fresh: bool


@dataclass(frozen=True, slots=True)
class Target:
    """Where a photo is sent."""

    contest: ContestId
    station: StationCode


async def deliver(at_home: House, officer: Officer, target: Target, content: bytes) -> Delivery:
    """Record a photo for a station; the same photo sent again changes nothing and gets the same answer."""
    media_type = bodies.media_type_of(content)
    sha256 = digest(content)
    # Bytes before rows: a row never speaks of bytes that are not there; bytes without a row harm nobody.
    if not await at_home.blobs.has(f"photos/{sha256}"):
        await at_home.blobs.put(f"photos/{sha256}", content)
    async with transaction(at_home.engine) as session:
        await stations.hold(session, target.contest, target.station)
        before = await _earlier(session, target, sha256)
        if before:
            return Delivery(before, fresh=False)
        await _still_open(session, target)
        await photos.keep(session, sha256, len(content), media_type)
        upload = await photos.send(session, sha256, target.contest, target.station, officer.id)
        await jobs.offer_reading(session, upload.id)
        await jobs.offer_settling(session, target.contest, target.station)
        return Delivery(upload, fresh=True)


async def _earlier(session: AsyncSession, target: Target, sha256: PhotoDigest) -> Upload | None:
    """Return the first time this photo was sent here; TooManyPhotos when it is new and the station's share is used."""
    sent = await photos.uploads_of(session, target.contest, target.station)
    found = next((upload for upload in sent if upload.photo == sha256), None)
    if found is None and len(sent) >= _MOST_PHOTOS:
        raise TooManyPhotos(count=len(sent))
    return found


async def _still_open(session: AsyncSession, target: Target) -> None:
    """Raise AlreadyConfirmed when every page of the station's form belongs to the kecamatan's officer."""
    contest = await elections.contest(session, target.contest)
    await elections.station(session, target.contest, target.station)
    outcome = await outcomes.of_station(session, target.contest, target.station)
    pages = {page.number for page in layouts.load(contest.layout, len(contest.choices)).pages}
    if pages <= outcome.closed:
        raise AlreadyConfirmed
