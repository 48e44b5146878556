"""What lies on a station's desk: every photo sent and what became of it, every expected page and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, layouts, photos, readings
from recap.domain.election import Contest, ContestId, StationCode
from recap.domain.errors import PageMismatch, PhotoUnknown
from recap.domain.form import FormLayout, Page
from recap.domain.message import Message
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import Decision, PageReading, Reader, Reading


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
    """One photo as sent for a station, with the machine's reading of it and, if refused, what to do."""

    upload: Upload
    state: PhotoState
    machine: PageReading | None = None
    advice: Message | None = None
    confirmed: Mapping[str, int | None] | None = None

    @property
    def page(self) -> int | None:
        """Return the page this photo shows, if that is known and it was not refused."""
        return self.machine.page if self.machine and self.state is not PhotoState.REFUSED else None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One expected page, its state, and the photo that stands for it."""

    page: Page
    state: PageState
    photo: PhotoSeen | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a station has sent, newest first, and the pages expected of it."""

    contest: Contest
    station: StationCode
    layout: FormLayout
    pages: tuple[PageSeen, ...]
    photos: tuple[PhotoSeen, ...]

    def photo(self, sha256: str) -> PhotoSeen:
        """Return one photo; PhotoUnknown if it was never sent for this station."""
        for photo in self.photos:
            if photo.upload.photo == sha256:
                return photo
        raise PhotoUnknown(sha256=sha256)


async def desk(session: AsyncSession, contest_id: str, code: str) -> Desk:
    """Return the desk of a station."""
    contest = await elections.contest(session, ContestId(contest_id))
    station = StationCode(code)
    uploads = await photos.uploads_of(session, contest.id, station)
    read = {u.photo: await readings.machine(session, u.photo) for u in uploads}
    people = await readings.of_station(session, contest.id, station)
    layout = layouts.load(contest.layout, len(contest.choices))
    seen = _photos(uploads, read, people)
    return Desk(contest, station, layout, _pages(layout, seen), tuple(reversed(seen)))


def _photos(
    uploads: Sequence[Upload], read: Mapping[PhotoDigest, PageReading | None], people: Sequence[Reading]
) -> list[PhotoSeen]:
    """Return each photo once, oldest first; of a page photographed again only the newest photo counts."""
    keyed = {r.photo: r.values for r in people if r.reader is Reader.KPPS}
    firsts: dict[PhotoDigest, Upload] = {}
    for upload in uploads:
        firsts.setdefault(upload.photo, upload)
    seen = [_photo(upload, read.get(upload.photo), keyed.get(upload.photo)) for upload in firsts.values()]
    newest = {photo.page: photo.upload.photo for photo in seen if photo.page}
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
