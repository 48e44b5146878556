import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import sweep, worker
from recap.app import clock, jobs
from tests import night
from tests.night import CONTEST, STATIONS

pytestmark = pytest.mark.anyio
ONE, TWO, *_ = STATIONS


async def test_a_page_that_stays_away_is_looked_at_once(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    await night.begin(session)
    await night.form(session, ONE, pages=(1, 3))
    assert await sweep.sweep(session, clock.now()) == 0
    later = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  the test's own clock
    monkeypatch.setattr(clock, "now", lambda: later)

    assert await sweep.sweep(session, later) == 1
    assert await jobs.waiting(session) >= 1
    await worker.settle(session, CONTEST, ONE)

    assert await sweep.sweep(session, later) == 0


async def test_a_complete_kelurahan_is_looked_at_once_more(session: AsyncSession) -> None:
    await night.begin(session)
    await night.form(session, ONE)
    assert await sweep.sweep(session, clock.now()) == 0

    await night.form(session, TWO)
    assert await sweep.sweep(session, clock.now()) == 1
    await worker.settle(session, CONTEST, ONE)

    assert await sweep.sweep(session, clock.now()) == 0


async def test_a_fault_nobody_thought_of_is_told_and_the_next_sweep_is_made(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    swept, again = [], asyncio.Event()

    async def failing_once(_session: AsyncSession, now: datetime) -> int:
        swept.append(now)
        if len(swept) == 1:
            raise ZeroDivisionError
        again.set()
        return 0

    monkeypatch.setattr(sweep, "sweep", failing_once)
    monkeypatch.setattr(sweep, "_EVERY_S", 0.01)
    running = asyncio.create_task(sweep.run(engine))
    await again.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert "sweeping failed" in [record.message for record in caplog.records]
