"""The act of confirming: what a person at the station reads on a photo becomes the second reading of its page."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.desk import Desk, PhotoSeen, PhotoState, desk
from recap.app import jobs, outcomes, readings, stations
from recap.app.officers import Officer
from recap.app.readings import NewReading
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import AlreadyConfirmed, ValuesMissing
from recap.domain.reading import Reader, Reading
from recap.domain.refusals import PhotoUnread, RequestInvalid


async def confirm(
    session: AsyncSession, officer: Officer, on: Desk, sha256: str, values: Mapping[str, int | None]
) -> Reading:
    """Record a person's reading of a photo: a number for every cell of its page, or None where nobody can tell."""
    photo = on.photo(sha256)
    page = ready_page(photo)
    _complete(on.layout.page(page).codes, values)
    outcome = await outcomes.of_station(session, on.contest.id, on.station)
    if page in outcome.closed:
        raise AlreadyConfirmed
    new = NewReading(photo.upload.photo, on.contest.id, on.station, page, Reader.KPPS, officer.id, dict(values))
    reading = await readings.add_person(session, new)
    await jobs.offer_settling(session, on.contest.id, on.station)
    return reading


async def held_desk(session: AsyncSession, contest: str, station: str) -> Desk:
    """Return a station's desk, which nobody else changes until the transaction ends."""
    await stations.hold(session, ContestId(contest), StationCode(station))
    return await desk(session, contest, station)


def ready_page(photo: PhotoSeen) -> int:
    """Return the page a photo shows; PhotoUnread while it cannot be confirmed."""
    if photo.page is None or photo.state not in {PhotoState.READ, PhotoState.CONFIRMED}:
        raise PhotoUnread
    return photo.page


def _complete(codes: tuple[str, ...], values: Mapping[str, int | None]) -> None:
    missing = [code for code in codes if code not in values]
    if missing:
        raise ValuesMissing(codes=", ".join(missing))
    foreign = [code for code in values if code not in codes]
    if foreign:
        raise RequestInvalid(where=", ".join(foreign))
