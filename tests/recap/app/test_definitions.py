from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import definition, elections
from tests.recap.app.test_elections import make_election

pytestmark = pytest.mark.anyio


async def kept(session: AsyncSession) -> list[tuple[str, str]]:
    """The digest and the content of every definition on record, oldest first."""
    rows = await session.execute(text("SELECT sha256, content FROM definition ORDER BY id"))
    return [(digest, content) for digest, content in rows]


async def test_a_loaded_definition_is_kept_as_the_text_its_digest_is_of(session: AsyncSession) -> None:
    loaded = await elections.load(session, make_election())

    assert await kept(session) == [(loaded.definition_sha256, definition.text_of(make_election()))]
    assert sha256(definition.text_of(make_election()).encode()).hexdigest() == loaded.definition_sha256


async def test_loading_the_same_again_keeps_it_once(session: AsyncSession) -> None:
    for _ in range(2):
        await elections.load(session, make_election())

    assert len(await kept(session)) == 1


async def test_going_back_to_an_earlier_definition_keeps_it_again(session: AsyncSession) -> None:
    for name in ("Desa 2024", "Desa", "Desa 2024"):
        await elections.load(session, make_election(name))

    first, other, last = await kept(session)
    assert first == last != other


async def test_a_definition_loaded_before_definitions_were_kept_is_kept_when_it_is_loaded_again(
    session: AsyncSession,
) -> None:
    await elections.load(session, make_election())
    for statement in ("ALTER TABLE definition DISABLE TRIGGER ALL", "DELETE FROM definition"):
        await session.execute(text(statement))

    await elections.load(session, make_election())

    assert len(await kept(session)) == 1
