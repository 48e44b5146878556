"""What is being counted, and what a station's officer still has to do."""

from fastapi import APIRouter

from api import show
from api.access import PUBLIC, AnyOfficer
from api.deps import Session, Tongue
from api.desk import desk_of
from api.schemas import ContestOut, StationOut
from recap.app import elections, stations
from recap.domain.rights import Act

router = APIRouter(prefix="/api", tags=["elections"])


@router.get("/contests", dependencies=[PUBLIC])
async def contests(session: Session) -> list[ContestOut]:
    """List every contest with its vote rows."""
    return [show.contest(held) for held in await elections.contests(session)]


@router.get("/stations/{code}")
async def station(code: str, contest: str, officer: AnyOfficer, session: Session, language: Tongue) -> StationOut:
    """Return a station's desk: its expected pages with their state, and every photo sent, newest first.

    Witnesses and supervisors are shown their own.
    """
    officer.must(Act.SEE, contest, code)
    on = await desk_of(session, officer, contest, code)
    place = await elections.station(session, on.contest.id, on.station)
    around = await elections.lineage(session, on.contest.id, on.station)
    state = await stations.state(session, on.contest.id, on.station)
    return StationOut(
        contest=on.contest.id,
        station=on.station,
        number=place.number,
        village=around[-1].name,
        district=around[-2].name,
        state=state.state,
        pages=tuple(show.page(page, language) for page in on.pages),
        photos=tuple(show.photo(photo, language) for photo in on.photos),
    )
