"""Making the copy of a station's form: what the KPPS wrote, signed with the station's key, as one PDF for everybody.

A copy says what the KPPS confirmed and nothing else: what a later tier decides is shown beside it, never in it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, copies, elections, layouts, readings, recipients, stations
from recap.app.blobs import Blobs
from recap.app.copies import Copy, NewCopy
from recap.app.documents import copy as paper
from recap.app.documents.papers import ChoiceLine, CopyPaper, CopySubject, PhotoPage, Place, Signatory, SignedCopy
from recap.app.keys import TierKeys
from recap.app.tables import OfficerRow
from recap.domain.election import Area, ChoiceKind, Contest, ContestId, Station, StationCode, Tier
from recap.domain.errors import PhotoUnknown
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reader, Reading
from recap.domain.recipient import RecipientKind
from recap.domain.rights import Role

VERIFIER = "/periksa"
"""The page that checks a copy, on this site."""

_TIERS = {
    Tier.PROVINCE: "Provinsi",
    Tier.CITY: "Kabupaten/Kota",
    Tier.DISTRICT: "Kecamatan",
    Tier.VILLAGE: "Kelurahan/Desa",
}
_OFFICES = {Role.KPPS: "KPPS", Role.KPPS_CHAIR: "Ketua KPPS"}


@dataclass(frozen=True, slots=True)
class Workshop:
    """What copies are made with: the photo store, the keys, and the site's address, empty if it has none."""

    blobs: Blobs
    keys: TierKeys
    address: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A whole form as the KPPS last confirmed it: numbers, the photo of each page, and who confirmed."""

    values: Mapping[str, int | None]
    photos: Mapping[int, PhotoDigest]
    officers: tuple[int, ...]


async def make(session: AsyncSession, workshop: Workshop, contest: ContestId, station: StationCode) -> Copy | None:
    """Make the next revision of a station's copy; None while pages are unconfirmed, and when nothing has changed.

    The public board has the copy as soon as it exists, so its receipt is recorded at once.
    """
    await stations.hold(session, contest, station)
    held = await elections.contest(session, contest)
    form = await confirmed(session, held, station)
    count = await stations.current_count(session, contest, station)
    made = [copy for copy in await copies.history(session, contest, station) if copy.count == count]
    if form is None or (made and (made[-1].values, made[-1].photos) == (form.values, form.photos)):
        return None
    subject = CopySubject(contest, station, count, made[-1].revision + 1 if made else 1)
    signed = await _signed(session, workshop, held, subject, form)
    pdf = sha256(signed.pdf).hexdigest()
    await workshop.blobs.put(copies.pdf_key(pdf), signed.pdf)
    identity = (contest, station, count, subject.revision)
    copy = await copies.add(session, NewCopy(*identity, form.values, form.photos, signed.qr, signed.key, pdf))
    for recipient in await recipients.of_contest(session, contest):
        if recipient.kind is RecipientKind.BOARD:
            await copies.acknowledge(session, copy, recipient)
    return copy


async def confirmed(session: AsyncSession, contest: Contest, station: StationCode) -> Confirmed | None:
    """Return the form as the KPPS last confirmed it, None while a page lacks a confirmation."""
    seen = await readings.of_station(session, contest.id, station)
    pages = {reading.page: reading for reading in seen if reading.reader is Reader.KPPS}
    layout = layouts.load(contest.layout, len(contest.choices))
    if any(page.codes and page.number not in pages for page in layout.pages):
        return None
    values = {code: value for number in sorted(pages) for code, value in pages[number].values.items()}
    return Confirmed(
        values, {number: pages[number].photo for number in sorted(pages)}, _officers(tuple(pages.values()))
    )


async def _signed(
    session: AsyncSession, workshop: Workshop, contest: Contest, subject: CopySubject, form: Confirmed
) -> SignedCopy:
    place = await elections.station(session, contest.id, StationCode(subject.station))
    around = await elections.lineage(session, contest.id, subject.station)
    held = {summary.id: summary.day for summary in await elections.summaries(session)}
    written = CopyPaper(
        subject=subject,
        title=contest.title,
        places=tuple(Place(_TIERS[area.tier], area.name) for area in around),
        station_name=station_name(place, around),
        day=held[contest.id.partition(".")[0]],
        choices=tuple(ChoiceLine(c.number, c.name, c.kind is ChoiceKind.EMPTY_COLUMN) for c in contest.choices),
        values=form.values,
        photos=tuple([await _photo(workshop.blobs, page, sha) for page, sha in form.photos.items()]),
        signatories=tuple(await _signatories(session, form.officers)),
        made_at=clock.now().replace(microsecond=0),
        address=f"{workshop.address}{VERIFIER}" if workshop.address else "",
    )

    def draw() -> SignedCopy:
        return paper.make(written, workshop.keys.of(subject.station, written.station_name))

    # Drawing and signing take a good second: other stations' jobs go on meanwhile.
    return await asyncio.to_thread(draw)


def station_name(station: Station, around: Sequence[Area]) -> str:
    """Return what a station is called on its copy and in its key's name: `TPS 3 Miroto`."""
    return f"TPS {station.number} {around[-1].name}"


async def _photo(blobs: Blobs, page: int, sha: PhotoDigest) -> PhotoPage:
    try:
        return PhotoPage(page, sha, await blobs.get(f"public/{sha}.jpg"))
    except KeyError as error:
        raise PhotoUnknown(sha256=sha) from error


async def _signatories(session: AsyncSession, officers: Sequence[int]) -> list[Signatory]:
    rows = await session.scalars(select(OfficerRow).where(OfficerRow.id.in_(officers)).order_by(OfficerRow.id))
    return [Signatory(_OFFICES.get(Role(row.role), row.role.upper()), row.name, signed=True) for row in rows]


def _officers(pages: Sequence[Reading]) -> tuple[int, ...]:
    return tuple(sorted({reading.officer for reading in pages if reading.officer is not None}))
