"""What the records of one count of a station amount to, at this moment."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, findings, layouts, photos, readings, settlements, stations, takeover
from recap.app.findings import Place
from recap.app.tables import CountOrderRow
from recap.domain.election import ContestId, StationCode
from recap.domain.findings import beside
from recap.domain.gate import settle
from recap.domain.rules import StationFacts, rules_for
from recap.domain.settlement import Outcome, Sheet, State


async def sheet(session: AsyncSession, contest: ContestId, station: StationCode, count: int | None = None) -> Sheet:
    """Return what is expected of a station's form: of one count, of the one that counts now if None."""
    described = await elections.contest(session, contest)
    choices = len(described.choices)
    layout = layouts.load(described.layout, choices)
    pages = {page.number: page.codes for page in layout.pages if page.codes}
    which = count or await stations.current_count(session, contest, station)
    return Sheet(pages, rules_for(choices), await _facts(session, Place(contest, station, which)))


async def of_station(
    session: AsyncSession, contest: ContestId, station: StationCode, count: int | None = None
) -> Outcome:
    """Return the outcome of all readings and settlements of a count, the one that counts now if None.

    The cases found beside the arithmetic of the form are among what is open.
    """
    which = count or await stations.current_count(session, contest, station)
    form = await sheet(session, contest, station, which)
    seen = await readings.of_station(session, contest, station, which)
    answered = await settlements.of_station(session, contest, station, which)
    taken = await takeover.of_station(session, contest, station)
    sent = await photos.uploads_of(session, contest, station)
    outcome = settle(form, seen, answered, taken.at if taken else None)
    if not any(upload.count == which and not upload.observed for upload in sent):
        return replace(outcome, count=which)
    if outcome.state is State.WAITING:
        outcome = replace(outcome, state=State.RECEIVED)
    found = await findings.of_station(session, Place(contest, station, which), form, outcome.values)
    answers = frozenset(each.fingerprint for each in answered)
    return replace(beside(outcome, found, answers), count=which)


async def _facts(session: AsyncSession, place: Place) -> StationFacts:
    """Return the voters and ballots of a count: a re-vote has its own."""
    known = await elections.station(session, place.contest, place.station)
    mine = (CountOrderRow.contest == place.contest, CountOrderRow.station == place.station)
    order = await session.scalar(select(CountOrderRow).where(*mine, CountOrderRow.count == place.count))
    if order is None:
        return StationFacts(known.voters_male, known.voters_female, known.cap)
    return StationFacts(order.voters_male, order.voters_female, known.cap, order.ballots)
