"""Proofs that what was sent is in the public log, as texts that a phone keeps (c2sp.org/tlog-proof)."""

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import acts, photos
from recap.app.acts import Place
from recap.app.logfiles import LogFiles, size_of
from recap.domain.photo import PhotoDigest
from recap.domain.public_part import Kind
from recap.domain.refusals.receipts import NotLoggedYet
from recap.domain.tlog.proof import Proof


def text(files: LogFiles, index: int) -> bytes:
    """Return the proof of one entry, with the entry's own bytes as its extra line; NotLoggedYet beyond the log."""
    content = files.checkpoint()
    size = size_of(content)
    if content is None or index >= size:
        raise NotLoggedYet
    return Proof(index, tuple(files.inclusion(index, size)), content, files.content(index)).encode()


async def of_photo(session: AsyncSession, photo: str, contest: str = "", station: str = "") -> Place:
    """Return where the log has the first arrival of a photo, at this station if one is named; NotLoggedYet if nowhere.

    PhotoUnknown for a photo that never arrived.
    """
    found = [
        place
        for place in await acts.about(session, photo, Kind.UPLOAD)
        if (not contest or place.contest == contest) and (not station or place.area == station)
    ]
    if not found:
        await photos.photo(session, PhotoDigest(photo))
        raise NotLoggedYet
    return found[0]


async def logged(session: AsyncSession, files: LogFiles, contest: str, station: str) -> dict[str, int]:
    """Return the index of every photo's first entry at a station, by its digest, as far as the log is public."""
    size = size_of(files.checkpoint())
    found: dict[str, int] = {}
    for place in await acts.at(session, contest, station, Kind.UPLOAD):
        if place.subject and place.index < size:
            found.setdefault(place.subject, place.index)
    return found
