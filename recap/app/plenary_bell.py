"""The bell of the plenaries: what happens at a place wakes the pages of every plenary held around it."""

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import jobs
from recap.domain.election import ancestors


def topic(contest: str, area: str) -> str:
    """Return the topic of everything that happens in the plenary of an area."""
    return f"plenary/{contest}/{area}"


async def ring(session: AsyncSession, contest: str, code: str) -> None:
    """Wake the pages of the plenaries of this place and of all areas around it, once the transaction is committed."""
    for area in (code, *ancestors(code)):
        await jobs.announce(session, topic(contest, area))
