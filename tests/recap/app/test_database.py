import asyncio

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import clock, database
from recap.app.tables import PhotoRow, StationRow, TallyRow
from recap.domain.errors import Forbidden
from tests import given

pytestmark = pytest.mark.anyio


def photo() -> PhotoRow:
    return PhotoRow(sha256=given.PHOTO, size_bytes=1, media_type="image/jpeg", received_at=clock.now())


async def photos_in(engine: AsyncEngine) -> int:
    async with database.transaction(engine) as session:
        return await session.scalar(select(func.count()).select_from(PhotoRow)) or 0


async def test_a_transaction_is_committed_when_its_block_ends(engine: AsyncEngine) -> None:
    async with database.transaction(engine) as session:
        session.add(photo())

    assert await photos_in(engine) == 1


async def test_a_transaction_that_raises_leaves_nothing(engine: AsyncEngine) -> None:
    async def fail() -> None:
        async with database.transaction(engine) as session:
            session.add(photo())
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await photos_in(engine) == 0


async def test_a_locked_topic_is_held_until_the_transaction_ends(engine: AsyncEngine) -> None:
    order: list[str] = []
    held = asyncio.Event()

    async def first() -> None:
        async with database.transaction(engine) as session:
            await database.lock(session, "station:1")
            held.set()
            await asyncio.sleep(0.2)
            order.append("first")

    async def second() -> None:
        await held.wait()
        async with database.transaction(engine) as session:
            await database.lock(session, "station:1")
            order.append("second")

    await asyncio.gather(first(), second())

    assert order == ["first", "second"]


async def test_a_tally_of_an_unknown_area_is_refused(session: AsyncSession) -> None:
    await given.election(session)
    session.add(TallyRow(contest=given.CONTEST, area="3374019999", stations_in=0, values={}))

    with pytest.raises(IntegrityError):
        await session.flush()
    await session.rollback()


async def test_a_station_lies_in_the_kelurahan_its_code_names(session: AsyncSession) -> None:
    await given.election(session)
    session.add(
        StationRow(election="kecil-2024", code="3374990001001", number=1, voters_male=1, voters_female=1, cap=600)
    )

    with pytest.raises(IntegrityError):
        await session.flush()
    await session.rollback()


async def test_what_must_stay_is_written_although_the_work_is_refused_and_only_then(engine: AsyncEngine) -> None:
    async def note(session: AsyncSession) -> None:
        await session.execute(text("INSERT INTO noted VALUES (1)"))

    async def work(refusal: Exception | None) -> None:
        async with database.transaction(engine) as session:
            await note(session)
            database.although_refused(session, note)
            if refusal:
                raise refusal

    async with database.transaction(engine) as session:
        await session.execute(text("CREATE TABLE noted (n integer)"))
    await work(None)
    with pytest.raises(Forbidden):
        await work(Forbidden())
    with pytest.raises(ZeroDivisionError):
        await work(ZeroDivisionError())

    async with database.transaction(engine) as session:
        assert await session.scalar(text("SELECT count(*) FROM noted")) == 2
