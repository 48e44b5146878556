"""The settling worker's copy job."""

import json
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregation.copies import copy_job
from recap.app import copies
from recap.app.database import transaction
from recap.app.settings import Settings
from tests import copied, night

pytestmark = pytest.mark.anyio


async def test_a_job_done_twice_makes_one_copy(engine: AsyncEngine, tmp_path: Path) -> None:
    station = night.STATIONS[0]
    async with transaction(engine) as session:
        await night.begin(session)
        await night.form(session, station)
    await copied.pictures(tmp_path, station)
    job = copy_job(Settings(data_dir=tmp_path), engine)

    for _ in range(2):
        await job(json.dumps({"contest": night.CONTEST, "station": station}).encode())

    async with transaction(engine) as session:
        assert len(await copies.history(session, night.CONTEST, station)) == 1
