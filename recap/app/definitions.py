"""The definitions of elections that were loaded, word for word: the log names them, and a rebuild loads them again."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import definition
from recap.app.tables import DefinitionRow
from recap.domain.election import Election


async def add(session: AsyncSession, election: Election, loaded_at: datetime) -> None:
    """Put a definition on record as it is loaded; `sha256` is the digest the election is known by."""
    text = definition.text_of(election)
    digest = sha256(text.encode()).hexdigest()
    session.add(DefinitionRow(election=election.id, sha256=digest, content=text, loaded_at=loaded_at))
    await session.flush()


async def keep(session: AsyncSession, election: Election, loaded_at: datetime) -> None:
    """Put the loaded definition on record if it was loaded before definitions were kept."""
    if not await session.scalar(select(exists().where(DefinitionRow.election == election.id))):
        await add(session, election, loaded_at)
