"""Settles stations as their readings come in, and adds them up."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation import sweep
from aggregation.copies import copy_job
from recap.app import (
    database,
    discrepancies,
    elections,
    jobs,
    locks,
    logs,
    outcomes,
    results,
    stations,
    sums,
    tallies,
)
from recap.app.settings import Settings
from recap.app.stations import Counted
from recap.domain.election import ContestId, StationCode
from recap.domain.refusals import DatabaseNotStarted
from recap.domain.refusals.signing import AreaLocked
from recap.domain.settlement import State

_COMPARE_EVERY_S = 60.0
"""A full recomputation of a city takes well under a second (benchmarks/add_up.py)."""


async def run(settings: Settings) -> None:
    """Do the settling jobs until cancelled or told to stop."""
    url = settings.database_url
    if url is None:
        raise DatabaseNotStarted(folder=str(settings.data_dir), reason="no database is named")
    engine = database.connect(url)

    async def settle_job(payload: bytes) -> None:
        async with database.transaction(engine) as session:
            await settle(session, *jobs.station_of(payload))

    try:
        async with asyncio.TaskGroup() as together:
            beside = [
                together.create_task(_compare(engine)),
                together.create_task(sweep.run(engine)),
            ]
            await jobs.work(url, {jobs.SETTLE_STATION: settle_job, jobs.MAKE_COPY: copy_job(settings, engine)})
            for task in beside:
                task.cancel()
    finally:
        await engine.dispose()


async def settle(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Bring a station's discrepancies, result, tallies and state up to its readings; doing it again changes nothing.

    A station under a signed certificate is left as it is. The result of an ordered later count takes the place of the
    earlier one in the totals once it is accepted, and not before.
    """
    await stations.hold(session, contest, station)
    try:
        await locks.must_be_open(session, contest, station)
    except AreaLocked as locked:
        logs.event("station left as signed", contest=contest, station=station, area=locked.message.facts["area"])
        return
    outcome = await outcomes.of_station(session, contest, station)
    await discrepancies.note(session, contest, station, (*outcome.open, *outcome.warnings), outcome.count)
    latest = await results.latest(session, contest, station)
    if outcome.state is State.ACCEPTED and not (latest and latest.says(outcome)):
        revision = latest.revision + 1 if latest and latest.count == outcome.count else 1
        earlier = latest.values if latest else None
        latest = await results.add(session, contest, station, outcome, revision)
        await tallies.count(session, contest, station, earlier, outcome.values)
        await sums.count(session, contest, station)
    counted = Counted(latest.count, latest.revision) if latest else Counted(outcome.count)
    await stations.record(session, contest, station, outcome, counted)
    await jobs.announce(session, jobs.station_topic(contest, station))
    await jobs.announce(session, jobs.CHANGED)


async def _compare(engine: AsyncEngine) -> None:
    """Compare the kept tallies with a full recomputation now and then, and say in the log where they differ."""
    while True:
        try:
            async with database.transaction(engine) as session:
                for contest in await elections.contests(session):
                    for area, row in await tallies.check(session, contest.id):
                        logs.event("tally differs from its results", contest=contest.id, area=area, row=row)
        except Exception:  # noqa: BLE001  whatever it was, it is no reason to stop settling
            logs.failure("comparing failed")
        await asyncio.sleep(_COMPARE_EVERY_S)
