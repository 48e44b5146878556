"""An implementation that was not written here (PyPI: aics-tlog) checks the log in a folder we have published."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation import workplace
from recap.app import database
from recap.app.settings import Settings
from tests import night
from tests.night import STATIONS

pytestmark = pytest.mark.anyio
theirs = pytest.importorskip("aics_tlog", reason="aics-tlog is not installed")


async def test_they_accept_the_log_of_a_published_folder(engine: AsyncEngine, tmp_path: Path) -> None:
    publisher = workplace.publisher(Settings(data_dir=tmp_path), engine)
    folder = tmp_path / "published"
    async with database.transaction(engine) as session:
        await night.begin(session)
    for station in STATIONS[:2]:
        async with database.transaction(engine) as session:
            await night.form(session, station)
        await publisher.publish()

    key = theirs.parse_vkey((folder / "keys" / "log.txt").read_text().splitlines()[0])
    head = theirs.verify_checkpoint(
        theirs.parse_note((folder / "checkpoint").read_bytes()), key, expected_origin="recap.example/log"
    )
    report = theirs.audit_tiles(theirs.FileSystemTileReader(folder), head.size, head.root)

    assert head.ok
    assert head.size > 30
    assert report.bundles == 1
