"""Public copies of photos: re-encoded, without what the camera wrote into the file, each recorded once."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock
from recap.app.tables import PictureRow
from recap.domain.photo import PhotoDigest


def key(photo: PhotoDigest) -> str:
    """Return the key under which the public copy of a photo lies in the store."""
    return f"public/{photo}.jpg"


async def add(session: AsyncSession, photo: PhotoDigest, sha256: str) -> None:
    """Record that the store holds a public copy of this photo with this SHA-256; the first record stays."""
    row = insert(PictureRow).values(photo=photo, sha256=sha256, made_at=clock.now())
    await session.execute(row.on_conflict_do_nothing())


async def of_photos(session: AsyncSession, photos: Collection[PhotoDigest]) -> dict[PhotoDigest, str]:
    """Return the SHA-256 of the public copies of these photos, as far as they were made."""
    query = select(PictureRow.photo, PictureRow.sha256).where(PictureRow.photo.in_(photos))
    return {PhotoDigest(photo): sha256 for photo, sha256 in await session.execute(query)}
