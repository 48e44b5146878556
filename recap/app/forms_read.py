"""What the machine last said of each page of one form: of one sender's photos of one count of one station."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import database, photos
from recap.app.tables import ReadingRow, UploadRow
from recap.domain.photo import Upload
from recap.domain.reading import PageReading, Reader

_PAGE_READING = TypeAdapter(PageReading)


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page of a form as the machine last read it, the upload it came with, and whether a person has keyed it."""

    upload: Upload
    reading: PageReading
    keyed: bool


async def hold(session: AsyncSession, upload: Upload) -> None:
    """Let nobody else add a machine reading to the forms of this station until this transaction ends."""
    await database.lock(session, f"forms read:{upload.contest}:{upload.station}")


async def of_form(session: AsyncSession, upload: Upload) -> Mapping[int, PageRead]:
    """Return the latest reading of each page of the form this upload belongs to, by page.

    The KPPS's photos make one form, and those of each witness or supervisor another.
    """
    here = (
        ReadingRow.contest == upload.contest,
        ReadingRow.station == upload.station,
        ReadingRow.count == upload.count,
        ReadingRow.observed == upload.observed,
        ReadingRow.counted,
    )
    query = (
        select(ReadingRow.page, ReadingRow.upload, ReadingRow.detail)
        .join(UploadRow, UploadRow.id == ReadingRow.upload)
        .where(*here, ReadingRow.reader == Reader.MACHINE)
        .order_by(ReadingRow.id)
    )
    if upload.observed:
        query = query.where(UploadRow.officer == upload.officer)
    rows = await session.execute(query)
    latest = {page: (number, detail) for page, number, detail in rows if page is not None and number is not None}
    keyed = set(await session.scalars(select(ReadingRow.photo).where(*here, ReadingRow.officer.is_not(None))))
    found = {}
    for page, (number, detail) in sorted(latest.items()):
        sent = await photos.upload(session, number)
        found[page] = PageRead(sent, _PAGE_READING.validate_python(detail), sent.photo in keyed)
    return found
