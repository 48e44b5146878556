"""Areas as people speak of them, for pages that belong to no contest."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api import words
from recap.app import elections
from recap.domain.election import Contest
from recap.domain.message import Message


async def spoken(session: AsyncSession, contests: Sequence[Contest], code: str) -> Message:
    """Return an area or station in words; its names are those of the election these contests belong to."""
    around = await elections.lineage(session, contests[0].id, code) if contests else []
    return words.area(code, {area.code: area.name for area in around})
