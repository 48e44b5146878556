"""The publisher as a worker: what fails is told, and publishing goes on."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aggregation import publisher as publishing
from aggregation.publisher import Publisher
from aggregation.survey import Findings
from recap.app import database, jobs
from tests.folders import faults

pytestmark = pytest.mark.anyio


async def test_a_fault_nobody_thought_of_is_told_and_publishing_goes_on_after_a_pause(
    publisher: Publisher, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    survey, tried, done = publisher._place.survey, [], asyncio.Event()
    look = survey.look

    async def failing_twice(session: AsyncSession) -> Findings:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) < 3:
            async with database.transaction(publisher._engine) as other:
                await jobs.announce(other, jobs.CHANGED)
            raise ZeroDivisionError
        return await look(session)

    monkeypatch.setattr(survey, "look", failing_twice)
    monkeypatch.setattr(publisher, "have_exports_made", done.set)
    monkeypatch.setattr(publishing, "_PAUSE_S", 0.01)
    monkeypatch.setattr(publishing, "_AFTER_FAILURE_S", 0.3)
    running = asyncio.create_task(publisher.run(database_url))
    await done.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    told = [record for record in caplog.records if record.message == "publishing failed"]
    assert [record.exc_info and record.exc_info[0] for record in told] == [ZeroDivisionError] * 2
    assert tried[1] - tried[0] > 0.3
    assert faults(publisher._place.front.folder) == []
