"""A house that was at work before there was a log: its earlier acts are logged kind by kind, and all of it holds."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.workplace import publisher
from recap.app import database
from recap.app.settings import Settings
from recap.verify.folder import Given, verify
from recap.verify.source import FolderSource
from tests import busy, logs, night

pytestmark = pytest.mark.anyio
MIGRATION = Path(__file__).parents[2] / "alembic" / "versions" / "0005_log.py"


def migration() -> ModuleType:
    spec = spec_from_file_location("log_migration", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_what_was_done_before_there_was_a_log_holds_as_well(engine: AsyncEngine, tmp_path: Path) -> None:
    for part in busy.PARTS:
        async with database.transaction(engine) as session:
            await part(session, tmp_path)
    told = migration()
    async with database.transaction(engine) as session:
        await logs.unguarded(session, "DELETE FROM act WHERE kind NOT IN ('picture', 'definition')")
        for table in told.EARLIER:
            order = told.ORDER.get(table, "id")
            rows = f"SELECT '{table}', 'insert', to_jsonb(t) {told.WITHOUT} FROM {table} t ORDER BY {order}"  # noqa: S608
            await session.execute(text(f"INSERT INTO act (kind, change, row) {rows}"))
    press = publisher(Settings(data_dir=tmp_path), engine)
    await press.publish(exports_now=True)
    async with database.transaction(engine) as session:
        await night.form(session, night.STATIONS[7])
    await press.publish(exports_now=True)

    found = verify(FolderSource(tmp_path / "published"), Given()).found

    assert [(each.failure.name, each.path, each.say("en")) for each in found.findings] == []
    assert found.counts["certificate"] > 0
