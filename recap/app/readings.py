"""What readers, machine and people, saw on the photos; only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from recap.app import clock, stations
from recap.app.scopes import Some, among
from recap.app.tables import OfficerRow, ReadingRow, UploadRow
from recap.domain.election import ContestId, StationCode
from recap.domain.message import Message
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import CellReading, Decision, Observer, PageReading, Reader, Reading
from recap.domain.rights import Role

_PAGE_READING = TypeAdapter(PageReading)
_MESSAGE = TypeAdapter(Message)
_LARGEST_MARGIN = 1e6
"""JSON has no infinity; log-odds beyond this say the same."""


@dataclass(frozen=True, slots=True)
class NewReading:
    """What a person vouches for on one photo of one page.

    `blind` holds what the machine read surely in the cells that were hidden from the person all the same.
    """

    photo: PhotoDigest
    contest: ContestId
    station: StationCode
    page: int
    reader: Reader
    officer: int
    values: Mapping[str, int | None]
    blind: Mapping[str, int | None] = field(default_factory=dict)


async def add_machine(session: AsyncSession, upload: Upload, reading: PageReading, likeness: str = "") -> None:
    """Record all the machine says of an upload, whether or not it speaks for the station it was sent for.

    `likeness` is the perceptual hash of the sheet on it, empty when there is none.
    """
    detail = replace(reading, cells={code: _finite(cell) for code, cell in reading.cells.items()})
    row = ReadingRow(
        upload=upload.id,
        photo=upload.photo,
        contest=upload.contest,
        station=upload.station,
        count=upload.count,
        page=reading.page,
        observed=upload.observed,
        reader=Reader.MACHINE,
        officer=None,
        counted=fits(upload, reading),
        decision=reading.decision,
        reason=reading.reason,
        layout=reading.layout,
        values={code: cell.as_read for code, cell in reading.cells.items()},
        sure=[code for code, cell in reading.cells.items() if cell.sure],
        detail=_PAGE_READING.dump_python(detail, mode="json"),
        likeness=likeness or None,
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
        count=await stations.current_count(session, new.contest, new.station),
        page=new.page,
        observed=new.reader is Reader.OBSERVER,
        reader=new.reader,
        officer=new.officer,
        counted=True,
        decision=Decision.ACCEPT,
        reason="",
        layout=None,
        values=dict(new.values),
        sure=[],
        detail={"blind": dict(new.blind)},
        advice=None,
        created_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return (await _found(session, ReadingRow.id == row.id))[0]


async def of_station(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int | None = None
) -> list[Reading]:
    """Return the readings that speak for this station, oldest first: of one count, of the one that counts now if None.

    Those of witnesses' and supervisors' own photos are among them, each with its `observer`.
    """
    wanted = count or await stations.current_count(session, contest, station)
    return [reading for reading in await of_all_counts(session, contest, station) if reading.count == wanted]


async def of_all_counts(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Reading]:
    """Return the readings that speak for any count of this station, oldest first."""
    here = (ReadingRow.contest == contest) & (ReadingRow.station == station)
    return await _found(session, here & ReadingRow.counted)


async def within(session: AsyncSession, contest: ContestId, scope: str | Some) -> list[Reading]:
    """Return the readings that speak for any count of the stations of an area, or of these, oldest first."""
    here = (ReadingRow.contest == contest) & among(ReadingRow.station, scope)
    return await _found(session, here & ReadingRow.counted)


async def _found(session: AsyncSession, wanted: ColumnElement[bool]) -> list[Reading]:
    sender = func.coalesce(ReadingRow.officer, UploadRow.officer)
    query = (
        select(ReadingRow, OfficerRow)
        .outerjoin(UploadRow, UploadRow.id == ReadingRow.upload)
        .outerjoin(OfficerRow, OfficerRow.id == sender)
        .where(wanted, ReadingRow.page.is_not(None))
        .options(defer(ReadingRow.detail))  # the machine's every window and score: long, and no part of a Reading
        .order_by(ReadingRow.id)
    )
    return [_reading(row, who) for row, who in await session.execute(query)]


def _reading(row: ReadingRow, who: OfficerRow) -> Reading:
    role = Role(who.role)
    return Reading(
        id=row.id,
        photo=PhotoDigest(row.photo),
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        page=row.page or 0,
        reader=Reader(row.reader),
        officer=row.officer,
        values=row.values,
        sure=frozenset(row.sure),
        created_at=row.created_at,
        observer=Observer(who.id, role, who.area_code, who.choice) if row.observed else None,
        role=role if row.officer else None,
        count=row.count,
    )


def _finite(cell: CellReading) -> CellReading:
    return replace(cell, margin=max(-_LARGEST_MARGIN, min(_LARGEST_MARGIN, cell.margin)))
