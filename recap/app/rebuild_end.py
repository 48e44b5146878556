"""The end of a rebuild: what follows from the rows, where counting goes on, whom nothing opens, what is still to do."""

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, elections, jobs, sums, tallies
from recap.app.tables import ActivationRow, ActRow, Base, LoginSessionRow
from recap.domain.election import ContestId, StationCode


async def derive(session: AsyncSession) -> None:
    """Make all tallies and sum trees anew from the results."""
    for contest in await elections.contests(session):
        await tallies.restore(session, contest.id)
        await sums.restore(session, contest)
    session.expunge_all()


async def count_on(session: AsyncSession, last_act: int) -> None:
    """Let every key the database counts up go on after the highest there is; acts after `last_act` too."""
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None or column.identity is None:
            continue
        highest = await session.scalar(select(func.max(column))) or 0
        least = max(highest, last_act if table.name == ActRow.__tablename__ else 0)
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        await session.execute(select(func.setval(sequence, max(least, 1), least > 0)))


async def close_doors(session: AsyncSession) -> None:
    """Sign everybody out and let no activation code that is still on paper open anything."""
    await session.execute(delete(LoginSessionRow))
    now = clock.now()
    still = (ActivationRow.used_at.is_(None), ActivationRow.expires_at > now)
    await session.execute(update(ActivationRow).where(*still).values(expires_at=now))


async def offer_work(session: AsyncSession) -> int:
    """Offer again the jobs that were waiting when the database was lost, and return how many.

    Jobs are not in the log. Which of them were done shows in the rows; one that is done twice changes nothing.
    """
    unread = (await session.scalars(_UNREAD)).all()
    for upload in unread:
        await jobs.offer_reading(session, upload)
    unsettled = [(ContestId(contest), StationCode(station)) for contest, station in await session.execute(_UNSETTLED)]
    for contest, station in unsettled:
        await jobs.offer_settling(session, contest, station)
    uncopied = [(ContestId(contest), StationCode(station)) for contest, station in await session.execute(_UNCOPIED)]
    for contest, station in uncopied:
        await jobs.offer_copy(session, contest, station)
    return len(unread) + len(unsettled) + len(uncopied)


_UNREAD = text("""
    SELECT id FROM upload WHERE NOT EXISTS (SELECT FROM reading WHERE reading.upload = upload.id) ORDER BY id
""")

_UNSETTLED = text("""
    WITH said AS (
        SELECT contest, station, created_at AS at FROM reading
        UNION ALL SELECT contest, station, received_at FROM upload
        UNION ALL SELECT contest, station, ordered_at FROM count_order
        UNION ALL SELECT contest, station, settled_at FROM settlement JOIN discrepancy
            ON discrepancy.id = settlement.discrepancy
        UNION ALL SELECT contest, station, answered_at FROM approval JOIN settlement
            ON settlement.id = approval.settlement JOIN discrepancy ON discrepancy.id = settlement.discrepancy
        UNION ALL SELECT contest, area, answered_at FROM objection_answer JOIN objection
            ON objection.id = objection_answer.objection WHERE length(area) = 13
    ), last AS (
        SELECT contest, station, max(at) AS at FROM said GROUP BY contest, station
    )
    SELECT contest, station FROM last LEFT JOIN station_state AS state USING (contest, station)
    WHERE state.locked_by IS NULL AND (
        state.state IS NULL OR state.state = 'confirmed' OR last.at >= state.updated_at
        OR last.at > (SELECT max(at) FROM last) - interval '10 minutes'
    )
    ORDER BY contest, station
""")
"""Stations of which something is newer than their state, and those of the last minutes, whose jobs may have waited."""

_UNCOPIED = text("""
    SELECT contest, station FROM reading WHERE reader = 'kpps' AND counted
    GROUP BY contest, station
    HAVING max(created_at) > coalesce((
        SELECT max(made_at) FROM copy WHERE copy.contest = reading.contest AND copy.station = reading.station
    ), '-infinity')
    ORDER BY contest, station
""")
