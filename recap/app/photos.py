"""Photos that arrived, each kept once, and every act of sending one."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, stations
from recap.app.scopes import Some, among
from recap.app.tables import OfficerRow, PhotoRow, UploadRow
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import PhotoUnknown, UploadUnknown
from recap.domain.photo import Photo, PhotoDigest, Upload
from recap.domain.rights import RIGHTS, Act, Role


async def keep(session: AsyncSession, sha256: PhotoDigest, size_bytes: int, media_type: str) -> Photo:
    """Record that these bytes are in the photo store; sent again, the photo stays as it first arrived."""
    row = insert(PhotoRow).values(sha256=sha256, size_bytes=size_bytes, media_type=media_type, received_at=clock.now())
    await session.execute(row.on_conflict_do_nothing())
    return await photo(session, sha256)


async def photo(session: AsyncSession, sha256: PhotoDigest) -> Photo:
    """Return the photo with this digest."""
    row = await session.get(PhotoRow, sha256)
    if row is None:
        raise PhotoUnknown(sha256=sha256)
    return Photo(PhotoDigest(row.sha256), row.size_bytes, row.media_type, row.received_at)


async def send(
    session: AsyncSession, photo: PhotoDigest, contest: ContestId, station: StationCode, officer_id: int
) -> Upload:
    """Record that somebody sent this photo for a page of this station's form, as the count it stands at shows it.

    A witness's or supervisor's photo is an observed one: it never stands for the KPPS's.
    """
    row = UploadRow(
        photo=photo,
        contest=contest,
        station=station,
        count=await stations.current_count(session, contest, station),
        observed=await _observes(session, officer_id),
        officer=officer_id,
        received_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    return _upload(row)


async def upload(session: AsyncSession, number: int) -> Upload:
    """Return the upload with this number."""
    row = await session.get(UploadRow, number)
    if row is None:
        raise UploadUnknown(number=number)
    return _upload(row)


async def uploads_of(session: AsyncSession, contest: ContestId, station: StationCode) -> list[Upload]:
    """Return everything anybody sent for any count of this station, oldest first."""
    return await uploads_of_all(session, contest, frozenset({station}))


async def uploads_of_all(session: AsyncSession, contest: ContestId, some: Some) -> list[Upload]:
    """Return everything anybody sent for any count of these stations, oldest first."""
    chosen = select(UploadRow).where(UploadRow.contest == contest, among(UploadRow.station, some))
    return [_upload(row) for row in await session.scalars(chosen.order_by(UploadRow.id))]


async def _observes(session: AsyncSession, officer_id: int) -> bool:
    """Tell whether this officer's role is one that watches the KPPS, rather than one that reports for it."""
    role = await session.scalar(select(OfficerRow.role).where(OfficerRow.id == officer_id))
    return role is not None and Act.OBSERVE in RIGHTS[Role(role)]


def _upload(row: UploadRow) -> Upload:
    return Upload(
        id=row.id,
        photo=PhotoDigest(row.photo),
        contest=ContestId(row.contest),
        station=StationCode(row.station),
        officer=row.officer,
        received_at=row.received_at,
        count=row.count,
        observed=row.observed,
    )
