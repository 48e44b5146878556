"""Whether the process lives, whether it reaches its database, and whether what happens becomes public."""

from datetime import timedelta

from fastapi import APIRouter
from sqlalchemy import text

from api.access import PUBLIC
from api.deps import AtHome, Session
from recap.app import clock, visibility
from recap.domain.refusals.publisher import PublishingBehind

router = APIRouter(prefix="/health", tags=["health"])

_LATE = timedelta(minutes=2)
"""A publication takes seconds, and a failed one is tried again seconds later: after this time, all have failed."""


@router.get("", dependencies=[PUBLIC])
async def alive() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "alive"}


@router.get("/ready", dependencies=[PUBLIC])
async def ready(session: Session) -> dict[str, str]:
    """Answer when the database answers."""
    await session.execute(text("SELECT 1"))
    return {"status": "ready"}


@router.get("/publishing", dependencies=[PUBLIC])
async def publishing(session: Session, at_home: AtHome) -> dict[str, str]:
    """Answer while all that happens becomes public; PublishingBehind if something has waited too long for it."""
    head = at_home.published.file("checkpoint")
    since = await visibility.unseen_since(session, at_home.log, head.read_bytes() if head else None)
    waited = clock.now() - since if since else timedelta()
    if waited > _LATE:
        raise PublishingBehind(minutes=int(waited.total_seconds() // 60))
    return {"status": "publishing"}
