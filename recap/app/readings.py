"""What readers, machine and people, saw on the photos; only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import ReadingRow
from recap.domain.election import ContestId, StationCode
from recap.domain.message import Message
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import CellReading, Decision, PageReading, Reader, Reading

_PAGE_READING = TypeAdapter(PageReading)
_MESSAGE = TypeAdapter(Message)
_LARGEST_MARGIN = 1e6
"""JSON has no infinity; log-odds beyond this say the same."""


@dataclass(frozen=True, slots=True)
class NewReading:
    """What a person vouches for on one photo of one page."""

    photo: PhotoDigest
    contest: ContestId
    station: StationCode
    page: int
    reader: Reader
    officer: int
    values: Mapping[str, int | None]


async def add_machine(session: AsyncSession, upload: Upload, reading: PageReading) -> None:
    """Record all the machine says of an upload, whether or not it speaks for the station it was sent for."""
    detail = replace(reading, cells={code: _finite(cell) for code, cell in reading.cells.items()})
    row = ReadingRow(
        upload=upload.id,
        photo=upload.photo,
        contest=upload.contest,
        station=upload.station,
        page=reading.page,
        reader=Reader.MACHINE,
        officer=None,
        counted=fits(upload, reading),
        decision=reading.decision,
        reason=reading.reason,
        layout=reading.layout,
        values={code: cell.as_read for code, cell in reading.cells.items()},
        sure=[code for code, cell in reading.cells.items() if cell.sure],
        detail=_PAGE_READING.dump_python(detail, mode="json"),
        advice=None if reading.advice is None else _MESSAGE.dump_python(reading.advice, mode="json"),
        created_at=clock.now(),
    )
    session.add(row)
    await session.flush()


def fits(upload: Upload, reading: PageReading) -> bool:
    """Say whether the machine saw a page, and nothing on it speaks of another contest or station than the sender."""
    return (
        reading.decision is not Decision.REFUSE
        and reading.page is not None
        and reading.contest in (None, upload.contest)
        and reading.station in (None, upload.station)
    )


async def machine(session: AsyncSession, photo: PhotoDigest) -> PageReading | None:
    """Return what the machine last said of this photo, None while it has not been read."""
    chosen = select(ReadingRow.detail).where(ReadingRow.photo == photo, ReadingRow.reader == Reader.MACHINE)
    detail = await session.scalar(chosen.order_by(ReadingRow.id.desc()).limit(1))
    return None if detail is None else _PAGE_READING.validate_python(detail)


async def add_person(session: AsyncSession, new: NewReading) -> Reading:
    """Record what a person vouches for."""
    row = ReadingRow(
        upload=None,
        photo=new.photo,
        contest=new.contest,
        station=new.station,
        page=new.page,
        reader=new.reader,
        officer=new.officer,
        counted=True,
        decision=Decision.ACCEPT,
        reason="",
        layout=None,
        values=dict(new.values),
        sure=[],
        detail={},
        advice=None,
        created_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return _reading(row, new.page)


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Reading]:
    """Return the readings that speak for this station, oldest first."""
    chosen = select(ReadingRow).where(ReadingRow.contest == contest, ReadingRow.station == station, ReadingRow.counted)
    rows = await session.scalars(chosen.order_by(ReadingRow.id))
    return [_reading(row, row.page) for row in rows if row.page is not None]


def _reading(row: ReadingRow, page: int) -> Reading:
    return Reading(
        id=row.id,
        photo=PhotoDigest(row.photo),
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        page=page,
        reader=Reader(row.reader),
        officer=row.officer,
        values=row.values,
        sure=frozenset(row.sure),
        created_at=row.created_at,
    )


def _finite(cell: CellReading) -> CellReading:
    return replace(cell, margin=max(-_LARGEST_MARGIN, min(_LARGEST_MARGIN, cell.margin)))
