"""What a rebuild refuses before it has changed anything."""

from pathlib import Path
from shutil import copytree, rmtree

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.publisher import Publisher
from recap.app import database, receipts
from recap.app.settings import Settings
from recap.domain.refusals.log import LogBehind
from recap.domain.refusals.rebuild import DatabaseInUse, DatabaseOther, FolderHalf, FolderOther, KeysLost
from tests import logs, night, tiers
from tests.lost import form, rebuilt, rows

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("place")
async def test_a_database_of_another_election_is_refused_and_left_as_it_is(second: AsyncEngine, data: Path) -> None:
    async with database.transaction(second) as session:
        await night.begin(session)
    await second.dispose()
    before = await rows(second)
    await second.dispose()

    with pytest.raises(DatabaseOther, match="its act"):
        await rebuilt(Settings(data_dir=data), second)
    assert await rows(second) == before


@pytest.mark.usefixtures("place")
async def test_nothing_is_done_while_somebody_else_works_in_the_database(engine: AsyncEngine, data: Path) -> None:
    async with engine.connect() as held:
        await held.execute(text("SELECT 1"))

        with pytest.raises(DatabaseInUse, match="recap serve"):
            await rebuilt(Settings(data_dir=data), engine)


@pytest.mark.usefixtures("place")
async def test_keys_are_never_made_anew(second: AsyncEngine, data: Path) -> None:
    for lost in ("receipts.ed25519", "log"):
        path = data / "keys" / lost
        path.rename(path.with_name("away"))

        with pytest.raises(KeysLost, match="keys"):
            await rebuilt(Settings(data_dir=data), second)

        assert not path.exists()
        path.with_name("away").rename(path)


async def test_without_the_keys_of_the_offices_nothing_signed_is_made_again(
    engine: AsyncEngine, second: AsyncEngine, data: Path
) -> None:
    async with database.transaction(engine) as session:
        await night.begin(session)
        await tiers.sign(session, night.CITY)
    await logs.absorb(engine, logs.logbook(engine, data))
    receipts.signer(data)

    with pytest.raises(KeysLost, match="tiers"):
        await rebuilt(Settings(data_dir=data), second)

    assert not (data / "keys" / "tiers").exists()


@pytest.mark.usefixtures("place")
async def test_a_folder_that_shows_another_manifest_or_none_is_not_touched(second: AsyncEngine, data: Path) -> None:
    manifest = data / "published" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    with pytest.raises(FolderOther):
        await rebuilt(Settings(data_dir=data), second)

    manifest.unlink()
    with pytest.raises(FolderHalf):
        await rebuilt(Settings(data_dir=data), second)


async def test_an_older_copy_of_the_log_than_the_world_has_seen_is_refused(
    engine: AsyncEngine, second: AsyncEngine, place: Publisher, data: Path, tmp_path: Path
) -> None:
    copytree(data / "log", tmp_path / "older")
    await form(engine, 2)
    await place.publish()
    rmtree(data / "log")
    copytree(tmp_path / "older", data / "log")

    with pytest.raises(LogBehind, match="tell two stories"):
        await rebuilt(Settings(data_dir=data), second)
