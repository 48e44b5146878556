"""What the records of one station amount to, at this moment."""

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, layouts, photos, readings, settlements
from recap.domain.election import ContestId, StationCode
from recap.domain.rules import StationFacts, rules_for
from recap.domain.settlement import Outcome, Sheet, State, settle


async def sheet(session: AsyncSession, contest: ContestId, station: StationCode) -> Sheet:
    """Return what is expected of a station's form."""
    described = await elections.contest(session, contest)
    place = await elections.station(session, contest, station)
    choices = len(described.choices)
    layout = layouts.load(described.layout, choices)
    pages = {page.number: page.codes for page in layout.pages if page.codes}
    return Sheet(pages, rules_for(choices), StationFacts(place.voters_male, place.voters_female, place.cap))


async def of_station(session: AsyncSession, contest: ContestId, station: StationCode) -> Outcome:
    """Return the outcome of all readings and settlements of a station."""
    seen = await readings.of_station(session, contest, station)
    if not seen:
        arrived = await photos.uploads_of(session, contest, station)
        return Outcome(State.RECEIVED if arrived else State.WAITING)
    answered = await settlements.of_station(session, contest, station)
    return settle(await sheet(session, contest, station), seen, answered)
