"""The act of sending a photo: its bytes, its rows and the job to read it, all or nothing."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import bodies
from api.confirm import refusal
from api.deps import House
from api.desk import desk_of, observes
from recap.app import elections, jobs, photos, stations
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest, Upload, digest
from recap.domain.refusals import TooManyPhotos
from recap.domain.refusals.life import PhotoNotIndependent, PhotoOfEarlierCount

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
        before = await _earlier(session, officer, target, sha256)
        if before:
            return Delivery(before, fresh=False)
        await _must_be_open(session, officer, target)
        await photos.keep(session, sha256, len(content), media_type)
        upload = await photos.send(session, sha256, target.contest, target.station, officer.id)
        await jobs.offer_reading(session, upload.id)
        await jobs.offer_settling(session, target.contest, target.station)
        return Delivery(upload, fresh=True)


async def _earlier(session: AsyncSession, officer: Officer, target: Target, sha256: PhotoDigest) -> Upload | None:
    """Return the first time this photo was sent by this side; a refusal if it cannot stand for it, or is one too many.

    Every observer is a side of their own, the KPPS is one.
    """
    sent = await photos.uploads_of(session, target.contest, target.station)
    count = await stations.current_count(session, target.contest, target.station)
    same = [upload for upload in sent if upload.photo == sha256]
    if observes(officer) and any(not upload.observed for upload in same):
        raise PhotoNotIndependent
    if any(upload.count != count for upload in same):
        raise PhotoOfEarlierCount(count=count)
    own = [upload for upload in sent if upload.count == count and _of_side(upload, officer)]
    found = next((upload for upload in own if upload.photo == sha256), None)
    if found is None and len(own) >= _MOST_PHOTOS:
        raise TooManyPhotos(count=len(own))
    return found


def _of_side(upload: Upload, officer: Officer) -> bool:
    return upload.officer == officer.id if observes(officer) else not upload.observed


async def _must_be_open(session: AsyncSession, officer: Officer, target: Target) -> None:
    """Raise a refusal when the station is signed, or when every page of the KPPS's form belongs to somebody else."""
    await elections.station(session, target.contest, target.station)
    on = await desk_of(session, officer, target.contest, target.station)
    refused = await refusal(session, on, frozenset(page.number for page in on.layout.pages))
    if refused:
        raise refused
