import asyncio

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

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
    column = {"photo": "sha256", "picture": "sha256", "log_entry": "leaf"}.get(table, "id")

    with pytest.raises(DBAPIError, match="only ever added"):
        async with database.transaction(engine) as session:
            await session.execute(text(change.format(table, column)))


@pytest.mark.anyio
async def test_a_replica_session_is_no_way_around_the_trigger(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))

        with pytest.raises(DBAPIError, match="only ever added"):
            await connection.execute(text("DELETE FROM photo"))


PHOTO = "INSERT INTO photo VALUES ('ab', 1, 'image/jpeg', now())"


@pytest.mark.anyio
@pytest.mark.parametrize("change", ["UPDATE act SET kind = 'x'", "DELETE FROM act", "TRUNCATE act"])
async def test_an_act_that_is_not_in_the_log_is_neither_changed_nor_removed(engine: AsyncEngine, change: str) -> None:
    async with database.transaction(engine) as session:
        await session.execute(text(PHOTO))

    with pytest.raises(DBAPIError, match=r"only removed once it is in the log|only ever added"):
        async with database.transaction(engine) as session:
            await session.execute(text(change))


@pytest.mark.anyio
async def test_an_act_can_be_removed_by_the_transaction_that_does_it(session: AsyncSession) -> None:
    await session.execute(text(PHOTO))

    assert (await session.execute(text("DELETE FROM act RETURNING kind"))).scalars().all() == ["photo"]


BEFORE = (
    (
        "INSERT INTO election (id, name, day, notes, definition_sha256, loaded_at)"
        " VALUES ('kecil-2024', 'Kecil', '2024-11-27', '[]', '', now())"
    ),
    (
        "INSERT INTO officer (username, password_hash, role, area_code, name, created_at)"
        " VALUES ('ppk', 'x', 'ppk', '337401', 'Budi', '2024-11-20T12:00:00Z')"
    ),
)


def run(url: str, *statements: str) -> list[list[object]]:
    async def each() -> list[list[object]]:
        engine = database.connect(url)
        async with engine.begin() as connection:
            found = [await connection.execute(text(statement)) for statement in statements]
            rows = [list(row) for row in found[-1]] if found[-1].returns_rows else []
        await engine.dispose()
        return rows

    return asyncio.run(each())


def test_an_account_from_before_appointments_keeps_working_for_a_year_and_says_why(empty_url: str) -> None:
    command.upgrade(migrations._config(empty_url), "0003")
    run(empty_url, *BEFORE)

    migrations.upgrade(empty_url)

    columns = "o.username, a.letter, a.role, a.area_code, a.election, o.starts_on::text, o.ends_on::text"
    rows = run(empty_url, f"SELECT {columns} FROM officer o JOIN appointment a ON a.id = o.appointment")  # noqa: S608
    assert rows == [["ppk", "none", "ppk", "337401", "kecil-2024", "2024-11-20", "2025-11-20"]]


def test_what_was_on_record_before_the_log_becomes_acts_without_secrets(empty_url: str) -> None:
    command.upgrade(migrations._config(empty_url), "0003")
    run(empty_url, *BEFORE)

    migrations.upgrade(empty_url)

    rows = run(empty_url, "SELECT kind, change, row ? 'password_hash', row->>'username' FROM act ORDER BY id")
    assert rows == [["appointment", "insert", False, "ppk"], ["officer", "insert", False, "ppk"]]
