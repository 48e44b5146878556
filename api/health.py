"""Whether the process lives, and whether it reaches its database."""

from fastapi import APIRouter
from sqlalchemy import text

from api.access import PUBLIC
from api.deps import Session

router = APIRouter(prefix="/health", tags=["health"])


@router.get("", dependencies=[PUBLIC])
async def alive() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "alive"}


@router.get("/ready", dependencies=[PUBLIC])
async def ready(session: Session) -> dict[str, str]:
    """Answer when the database answers."""
    await session.execute(text("SELECT 1"))
    return {"status": "ready"}
