"""The act of confirming: what a person reads on a photo becomes a reading of its page that is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.desk import Desk, PhotoSeen, PhotoState, desk_of
from recap.app import jobs, locks, outcomes, readings, stations, takeover
from recap.app.blindness import Blinds
from recap.app.officers import Officer
from recap.app.readings import NewReading
from recap.domain.election import ContestId, StationCode, Tier, tier_of
from recap.domain.errors import AlreadyConfirmed, Conflict, ValuesMissing
from recap.domain.reading import Reader, Reading
from recap.domain.refusals import PhotoUnread, RequestInvalid
from recap.domain.refusals.life import PlenaryTookOver
from recap.domain.refusals.signing import AreaLocked


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a person keyed on one photo: a number for every cell of its page, or None where nobody can tell."""

    sha256: str
    values: Mapping[str, int | None]


async def confirm(session: AsyncSession, officer: Officer, on: Desk, keyed: Keyed, blinds: Blinds) -> Reading:
    """Record a person's reading of a photo; a refusal says what is missing, or whose the page is now."""
    photo = on.photo(keyed.sha256)
    page = ready_page(photo)
    _complete(on.layout.page(page).codes, keyed.values)
    refused = await refusal(session, on, frozenset({page}))
    if refused:
        raise refused
    reader = Reader.KPPS if on.observer is None else Reader.OBSERVER
    # Only the first time is blind: whoever has keyed a page has then seen what the machine read on it.
    blind = {} if page in on.keyed else photo.hidden(blinds)
    place = (photo.upload.photo, on.contest.id, on.station, page)
    reading = await readings.add_person(session, NewReading(*place, reader, officer.id, dict(keyed.values), blind))
    await jobs.offer_settling(session, on.contest.id, on.station)
    if on.observer is None:
        await _finish(session, on)
    return reading


async def held_desk(session: AsyncSession, officer: Officer, contest: str, station: str) -> Desk:
    """Return the desk an officer works at, which nobody else changes until the transaction ends."""
    await stations.hold(session, ContestId(contest), StationCode(station))
    return await desk_of(session, officer, contest, station)


def ready_page(photo: PhotoSeen) -> int:
    """Return the page a photo shows; PhotoUnread while it cannot be confirmed."""
    if photo.page is None or photo.state not in {PhotoState.READ, PhotoState.CONFIRMED}:
        raise PhotoUnread
    return photo.page


async def refusal(session: AsyncSession, on: Desk, pages: frozenset[int]) -> Conflict | None:
    """Return why the owner of a desk may no longer change any of these pages, and whose they are; None if they may."""
    signed = await locks.holder(session, on.contest.id, on.station)
    if signed:
        return AreaLocked(area=signed.area, name=signed.name)
    if on.observer is not None:
        return None
    outcome = await outcomes.of_station(session, on.contest.id, on.station)
    return await _taken(session, on, by_officer=outcome.by_officer) if pages <= outcome.closed else None


async def _taken(session: AsyncSession, on: Desk, *, by_officer: bool) -> AlreadyConfirmed:
    """Return who has taken the station's confirmed pages over: a plenary, or an officer who has settled something."""
    plenary = await takeover.of_station(session, on.contest.id, on.station)
    if plenary and not by_officer:
        return PlenaryTookOver(tier=_TIERS[tier_of(plenary.area)], name=plenary.name)
    return AlreadyConfirmed()


async def _finish(session: AsyncSession, on: Desk) -> None:
    """Once every page is confirmed, say so at once and have the copies of the form made."""
    outcome = await outcomes.of_station(session, on.contest.id, on.station)
    if {page.number for page in on.layout.pages if page.codes} <= outcome.confirmed:
        await stations.confirmed(session, on.contest.id, on.station)
        await jobs.offer_copy(session, on.contest.id, on.station)


def _complete(codes: tuple[str, ...], values: Mapping[str, int | None]) -> None:
    missing = [code for code in codes if code not in values]
    if missing:
        raise ValuesMissing(codes=", ".join(missing))
    foreign = [code for code in values if code not in codes]
    if foreign:
        raise RequestInvalid(where=", ".join(foreign))


_TIERS = {Tier.VILLAGE: "kelurahan", Tier.DISTRICT: "kecamatan"}
