"""How long ago something happened that nobody can see yet: it tells, whatever keeps the publisher from its work."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import acts
from recap.app.logfiles import LogFiles, size_of


async def unseen_since(session: AsyncSession, files: LogFiles, public: bytes | None) -> datetime | None:
    """Return the moment of the first act that the public checkpoint does not hold; None if it holds them all."""
    shown = size_of(public)
    if shown < files.size:
        (first,) = files.entries(shown, shown + 1)
        return datetime.fromisoformat(first.at)
    return await acts.oldest(session)
