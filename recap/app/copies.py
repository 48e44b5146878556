"""Signed copies of stations' forms (C.HASIL-SALINAN), who has acknowledged them, who was reminded; only added."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.scopes import Some, among
from recap.app.tables import CopyReceiptRow, CopyReminderRow, CopyRow
from recap.domain.election import ContestId, StationCode
from recap.domain.photo import PhotoDigest
from recap.domain.recipient import Recipient
from recap.domain.refusals.copies import CopyNotMade, CopySuperseded


@dataclass(frozen=True, slots=True)
class NewCopy:
    """One revision of a station's copy: the KPPS's numbers, the photos they stand on, the signed QR text, the PDF.

    `qr` is the text of `recap.domain.statement`; `pdf` is the SHA-256 under which the blob `copies/<pdf>.pdf` lies.
    """

    contest: ContestId
    station: StationCode
    count: int
    revision: int
    values: Mapping[str, int | None]
    photos: Mapping[int, PhotoDigest]
    qr: str
    key: str
    pdf: str


@dataclass(frozen=True, slots=True)
class Copy(NewCopy):
    """A copy on record."""

    id: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A recipient's acknowledgement that a copy arrived (tanda terima)."""

    copy: int
    recipient: int
    name: str
    received_at: datetime


def pdf_key(pdf: str) -> str:
    """Return the key under which a copy's PDF lies in the store."""
    return f"copies/{pdf}.pdf"


async def add(session: AsyncSession, new: NewCopy) -> Copy:
    """Record the next revision of a station's copy."""
    row = CopyRow(
        contest=new.contest,
        station=new.station,
        count=new.count,
        revision=new.revision,
        values=dict(new.values),
        photos={str(page): photo for page, photo in new.photos.items()},
        qr=new.qr,
        key=new.key,
        pdf=new.pdf,
        made_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return _copy(row)


async def history(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Copy]:
    """Return every copy of a station's form, the one that counts last."""
    mine = (CopyRow.contest == contest, CopyRow.station == station)
    rows = await session.scalars(select(CopyRow).where(*mine).order_by(CopyRow.count, CopyRow.revision))
    return [_copy(row) for row in rows]


async def current(session: AsyncSession, contest: ContestId, station: StationCode) -> Copy:
    """Return the copy that counts; CopyNotMade while there is none."""
    made = await history(session, contest, station)
    if not made:
        raise CopyNotMade
    return made[-1]


async def current_as_seen(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int, revision: int
) -> Copy:
    """Return the copy that counts if it is the one that was seen; CopySuperseded otherwise."""
    copy = await current(session, contest, station)
    if (copy.count, copy.revision) != (count, revision):
        raise CopySuperseded(revision=copy.revision)
    return copy


async def acknowledge(session: AsyncSession, copy: Copy, recipient: Recipient, name: str = "") -> Receipt:
    """Record that a recipient has this copy, by the list's name if none is given; the first receipt stays."""
    called = name.replace("\x00", "").strip() or recipient.name  # PostgreSQL's text holds no NUL
    said = insert(CopyReceiptRow).values(copy=copy.id, recipient=recipient.number, name=called, received_at=clock.now())
    await session.execute(said.on_conflict_do_nothing())
    return (await receipts(session, copy))[recipient.number]


async def current_of(session: AsyncSession, contest: ContestId, some: Some) -> dict[StationCode, Copy]:
    """Return the copies that count at these stations, as far as one was made."""
    mine = (CopyRow.contest == contest, among(CopyRow.station, some))
    rows = await session.scalars(select(CopyRow).where(*mine).order_by(CopyRow.count, CopyRow.revision))
    return {StationCode(row.station): _copy(row) for row in rows}


async def receivers(session: AsyncSession, made: Collection[Copy]) -> dict[int, set[int]]:
    """Return the numbers of those who have acknowledged each of these copies, by the number of the copy."""
    found: dict[int, set[int]] = {}
    query = select(CopyReceiptRow.copy, CopyReceiptRow.recipient)
    for copy, recipient in await session.execute(query.where(CopyReceiptRow.copy.in_([each.id for each in made]))):
        found.setdefault(copy, set()).add(recipient)
    return found


def newest(contest: ContestId, area: str) -> Select[int, str, int]:
    """Select id, station and revision of the copy that counts at each station of an area."""
    return (
        select(CopyRow.id, CopyRow.station, CopyRow.revision)
        .where(CopyRow.contest == contest, CopyRow.station.startswith(area, autoescape=True))
        .order_by(CopyRow.station, CopyRow.count.desc(), CopyRow.revision.desc())
        .ext(distinct_on(CopyRow.station))
    )


async def acknowledge_all(
    session: AsyncSession, contest: ContestId, area: str, recipient: Recipient, name: str
) -> None:
    """Record that a recipient has the current copy of every station of an area; earlier receipts stay."""
    rows = [
        {"copy": copy, "recipient": recipient.number, "name": name, "received_at": clock.now()}
        for copy in await session.scalars(newest(contest, area))
    ]
    if rows:
        await session.execute(insert(CopyReceiptRow).values(rows).on_conflict_do_nothing())


async def receipts(session: AsyncSession, copy: Copy) -> dict[int, Receipt]:
    """Return the receipts of a copy by the number of the recipient."""
    rows = await session.scalars(select(CopyReceiptRow).where(CopyReceiptRow.copy == copy.id))
    return {row.recipient: Receipt(row.copy, row.recipient, row.name, row.received_at) for row in rows}


async def remind(
    session: AsyncSession, contest: ContestId, station: StationCode, recipient: Recipient, officer: int
) -> None:
    """Record that an officer has sent a recipient a reminder."""
    facts = {"contest": contest, "station": station, "recipient": recipient.number}
    session.add(CopyReminderRow(**facts, officer=officer, reminded_at=clock.now()))
    await session.flush()


async def reminders(session: AsyncSession, contest: ContestId, station: StationCode) -> dict[int, list[datetime]]:
    """Return when each recipient of a station's copy was reminded, oldest first."""
    mine = (CopyReminderRow.contest == contest, CopyReminderRow.station == station)
    found: dict[int, list[datetime]] = {}
    for row in await session.scalars(select(CopyReminderRow).where(*mine).order_by(CopyReminderRow.id)):
        found.setdefault(row.recipient, []).append(row.reminded_at)
    return found


def _copy(row: CopyRow) -> Copy:
    return Copy(
        id=row.id,
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        count=row.count,
        revision=row.revision,
        values=row.values,
        photos={int(page): PhotoDigest(photo) for page, photo in row.photos.items()},
        qr=row.qr,
        key=row.key,
        pdf=row.pdf,
        made_at=row.made_at,
    )
