"""Looks again, now and then, at stations where time alone has made a case: pages that stay away, kelurahan complete."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from recap.app import clock, database, findings, jobs, logs

_EVERY_S = 60.0


async def run(engine: AsyncEngine) -> None:
    """Sweep every minute until cancelled."""
    while True:
        try:
            async with database.transaction(engine) as session:
                await sweep(session, clock.now())
        except Exception:  # noqa: BLE001  whatever it was, the next minute tries again
            logs.failure("sweeping failed")
        await asyncio.sleep(_EVERY_S)


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Ask for every station that needs another look to be settled anew, and return how many those are."""
    found = {*await findings.overdue_pages(session, now), *await findings.complete_villages(session)}
    for contest, station in sorted(found):
        await jobs.offer_settling(session, contest, station)
    return len(found)
