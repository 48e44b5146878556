"""What lies on somebody's desk: every photo they sent of a station's form, every expected page and how far it is.

The KPPS has one desk a station; every witness and supervisor has their own, and nobody sees another's from theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, layouts, photos, readings, stations
from recap.app.blindness import Blinds
from recap.app.officers import Officer
from recap.domain.election import Contest, ContestId, StationCode
from recap.domain.errors import PageMismatch, PhotoUnknown
from recap.domain.form import FormLayout, Page
from recap.domain.message import Message
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import Decision, PageReading, Reader, Reading
from recap.domain.rights import RIGHTS, Act


class PhotoState(StrEnum):
    """What has become of a photo."""

    RECEIVED = "received"
    READ = "read"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class PageState(StrEnum):
    """How far an expected page is."""

    MISSING = "missing"
    READING = "reading"
    READ = "read"
    CONFIRMED = "confirmed"


RETAKE = Message("Take the photo again: lay the sheet flat, in good light, with all four corners in the picture.")


@dataclass(frozen=True, slots=True)
class PhotoSeen:
    """One photo as sent for a station, with the machine's reading of it and, if refused, what to do.

    `first` is the first photo of the same page on this desk: a page sent again hides the same cells again.
    """

    upload: Upload
    state: PhotoState
    machine: PageReading | None = None
    advice: Message | None = None
    confirmed: Mapping[str, int | None] | None = None
    first: PhotoDigest | None = None

    @property
    def page(self) -> int | None:
        """Return the page this photo shows, if that is known and it was not refused."""
        return self.machine.page if self.machine and self.state is not PhotoState.REFUSED else None

    def hidden(self, blinds: Blinds) -> dict[str, int | None]:
        """Return the sure cells kept from whoever keys this photo until it is confirmed, with what the machine read."""
        if self.machine is None or self.confirmed is not None:
            return {}
        sure = {code: cell.as_read for code, cell in self.machine.cells.items() if cell.sure}
        chosen = blinds.among(self.first or self.upload.photo, sure)
        return {code: value for code, value in sure.items() if code in chosen}


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One expected page, its state, and the photo that stands for it."""

    page: Page
    state: PageState
    photo: PhotoSeen | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything sent for the count of a station that counts now, newest first, and the pages expected of it.

    `observer` is the officer whose own photos these are, None for the KPPS's.
    """

    contest: Contest
    station: StationCode
    layout: FormLayout
    pages: tuple[PageSeen, ...]
    photos: tuple[PhotoSeen, ...]
    observer: int | None = None
    count: int = 1

    @property
    def keyed(self) -> dict[int, Mapping[str, int | None]]:
        """Return what the owner of this desk last keyed, by page."""
        return {p.page: p.confirmed for p in reversed(self.photos) if p.page and p.confirmed is not None}

    def photo(self, sha256: str) -> PhotoSeen:
        """Return one photo; PhotoUnknown if it was never sent for this station."""
        for photo in self.photos:
            if photo.upload.photo == sha256:
                return photo
        raise PhotoUnknown(sha256=sha256)


async def desk(session: AsyncSession, contest_id: str, code: str, observer: int | None = None) -> Desk:
    """Return the KPPS's desk at a station, or that of the observer with this officer number."""
    contest = await elections.contest(session, ContestId(contest_id))
    station = StationCode(code)
    count = await stations.current_count(session, contest.id, station)
    uploads = [u for u in await photos.uploads_of(session, contest.id, station) if _lies(u, count, observer)]
    read = {u.photo: await readings.machine(session, u.photo) for u in uploads}
    people = [r for r in await readings.of_station(session, contest.id, station, count) if _of(r, observer)]
    layout = layouts.load(contest.layout, len(contest.choices))
    seen = _photos(uploads, read, people)
    return Desk(contest, station, layout, _pages(layout, seen), tuple(reversed(seen)), observer, count)


async def desk_of(session: AsyncSession, officer: Officer, contest_id: str, code: str) -> Desk:
    """Return the desk this officer looks at: a witness or supervisor at their own, everybody else at the KPPS's."""
    return await desk(session, contest_id, code, officer.id if observes(officer) else None)


def observes(officer: Officer) -> bool:
    """Tell whether an officer watches the KPPS with photos of their own."""
    return Act.OBSERVE in RIGHTS[officer.role]


def _lies(upload: Upload, count: int, observer: int | None) -> bool:
    mine = not upload.observed if observer is None else upload.observed and upload.officer == observer
    return upload.count == count and mine


def _of(reading: Reading, observer: int | None) -> bool:
    return reading.reader is Reader.KPPS if observer is None else reading.officer == observer


def _photos(
    uploads: Sequence[Upload], read: Mapping[PhotoDigest, PageReading | None], people: Sequence[Reading]
) -> list[PhotoSeen]:
    """Return each photo once, oldest first; of a page photographed again only the newest photo counts."""
    keyed = {r.photo: r.values for r in people}
    firsts: dict[PhotoDigest, Upload] = {}
    for upload in uploads:
        firsts.setdefault(upload.photo, upload)
    seen = [_photo(upload, read.get(upload.photo), keyed.get(upload.photo)) for upload in firsts.values()]
    newest = {photo.page: photo.upload.photo for photo in seen if photo.page}
    oldest = {photo.page: photo.upload.photo for photo in reversed(seen) if photo.page}
    seen = [replace(photo, first=oldest[photo.page]) if photo.page else photo for photo in seen]
    return [p if not p.page or newest[p.page] == p.upload.photo else _superseded(p) for p in seen]


def _superseded(photo: PhotoSeen) -> PhotoSeen:
    return replace(photo, state=PhotoState.SUPERSEDED)


def _photo(upload: Upload, machine: PageReading | None, keyed: Mapping[str, int | None] | None) -> PhotoSeen:
    if machine is None:
        return PhotoSeen(upload, PhotoState.RECEIVED)
    advice = _refusal(upload, machine)
    if advice:
        return PhotoSeen(upload, PhotoState.REFUSED, machine, advice)
    state = PhotoState.READ if keyed is None else PhotoState.CONFIRMED
    return PhotoSeen(upload, state, machine, None, keyed)


def _refusal(upload: Upload, machine: PageReading) -> Message | None:
    """Return why a photo cannot stand for the station it was sent for, and what to do; None if it can."""
    if machine.decision is Decision.REFUSE:
        return machine.advice or RETAKE
    if machine.station not in (None, upload.station):
        return PageMismatch(found=f"TPS {machine.station}", expected=f"TPS {upload.station}").message
    if machine.contest not in (None, upload.contest):
        return PageMismatch(found=str(machine.contest), expected=upload.contest).message
    return None if machine.page else RETAKE


def _pages(layout: FormLayout, seen: Sequence[PhotoSeen]) -> tuple[PageSeen, ...]:
    waiting = any(photo.state is PhotoState.RECEIVED for photo in seen)
    return tuple(_page(page, seen, waiting=waiting) for page in layout.pages)


def _page(page: Page, seen: Sequence[PhotoSeen], *, waiting: bool) -> PageSeen:
    for photo in reversed(seen):
        if photo.page == page.number and photo.state is not PhotoState.SUPERSEDED:
            confirmed = photo.state is PhotoState.CONFIRMED
            return PageSeen(page, PageState.CONFIRMED if confirmed else PageState.READ, photo)
    return PageSeen(page, PageState.READING if waiting else PageState.MISSING, None)
