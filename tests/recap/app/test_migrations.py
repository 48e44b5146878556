import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from recap.app import database, migrations
from recap.app.tables import APPEND_ONLY


def test_the_tables_in_code_are_those_of_the_migrations(database_url: str) -> None:
    migrations.check(database_url)


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrations.upgrade(database_url)

    migrations.check(database_url)


@pytest.mark.anyio
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
async def test_append_only_tables_refuse_change(engine: AsyncEngine, table: str, change: str) -> None:
    column = "sha256" if table == "photo" else "id"

    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.transaction(engine) as session:
            await session.execute(text(change.format(table, column)))


@pytest.mark.anyio
async def test_a_replica_session_is_no_way_around_the_trigger(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))

        with pytest.raises(DBAPIError, match="only ever added"):
            await connection.execute(text("DELETE FROM photo"))
