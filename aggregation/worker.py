"""Settles stations as their readings come in, adds them up, and keeps the published folder equal to the database."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from aggregation.folder import Folder
from aggregation.publisher import Publisher
from recap.app import (
    database,
    discrepancies,
    elections,
    jobs,
    logs,
    outcomes,
    publications,
    receipts,
    results,
    stations,
    tallies,
)
from recap.app.blobs import Blobs
from recap.app.settings import Settings
from recap.domain.election import ContestId, StationCode
from recap.domain.refusals import DatabaseNotStarted
from recap.domain.settlement import State

_COMPARE_EVERY_S = 60.0
"""A full recomputation of a city takes well under a second (benchmarks/add_up.py)."""


async def run(settings: Settings) -> None:
    """Do the settling jobs and publish what changes, until cancelled or told to stop."""
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
                together.create_task(publisher(settings, engine).run(url)),
                together.create_task(_compare(engine)),
            ]
            await jobs.work(url, {jobs.SETTLE_STATION: settle_job})
            for task in beside:
                task.cancel()
    finally:
        await engine.dispose()


def publisher(settings: Settings, engine: AsyncEngine) -> Publisher:
    """Return the publisher of the folder these settings name."""
    data = settings.data_dir
    blobs, folder = Blobs.in_folder(data / "blobs"), Folder(data / "published")
    return Publisher(engine, blobs, folder, receipts.signer(data))


async def settle(session: AsyncSession, contest: ContestId, station: StationCode) -> None:
    """Bring a station's discrepancies, result, tallies and state up to its readings; doing it again changes nothing."""
    await stations.hold(session, contest, station)
    outcome = await outcomes.of_station(session, contest, station)
    await discrepancies.note(session, contest, station, (*outcome.open, *outcome.warnings))
    latest = await results.latest(session, contest, station)
    revision = latest.revision if latest else 0
    if outcome.state is State.ACCEPTED and not (latest and latest.says(outcome)):
        revision += 1
        await results.add(session, contest, station, outcome, revision)
        await tallies.count(session, contest, station, latest.values if latest else None, outcome.values)
    await stations.record(session, contest, station, outcome, revision)
    await jobs.announce(session, jobs.station_topic(contest, station))
    await jobs.announce(session, publications.CHANGED)


async def _compare(engine: AsyncEngine) -> None:
    """Compare the kept tallies with a full recomputation now and then, and say in the log where they differ."""
    while True:
        try:
            async with database.transaction(engine) as session:
                for contest in await elections.contests(session):
                    for area, row in await tallies.check(session, contest.id):
                        logs.event("tally differs from its results", contest=contest.id, area=area, row=row)
        except (SQLAlchemyError, OSError):  # a database that is away is no reason to stop settling when it is back
            logs.failure("comparing failed")
        await asyncio.sleep(_COMPARE_EVERY_S)
