"""The pages of witnesses and supervisors: their own photo of a form, their own reading of it, and the comparison."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, words
from api.access import Observing
from api.confirm import held_desk, ready_page
from api.deps import Session, house, language_of
from api.desk import Desk, desk_of
from api.pages import comparison, history, keying
from api.pages.keying import Sheet
from api.security import same_origin
from recap.app import elections, logproofs, observing, results, stations
from recap.app.officers import Officer
from recap.domain.election import ContestId, Station, StationCode, Tier, tier_of
from recap.domain.message import Message
from recap.domain.rights import Act
from recap.domain.settlement import State

router = APIRouter(prefix="/petugas/pengamatan", include_in_schema=False, dependencies=[Depends(same_origin)])

_BELOW = {Tier.PROVINCE: Tier.CITY, Tier.CITY: Tier.DISTRICT, Tier.DISTRICT: Tier.VILLAGE}


class Place:
    """The station in a page's address."""

    def __init__(self, contest: Annotated[str, Path()], station: Annotated[str, Path()]) -> None:
        """Keep both."""
        self.contest = contest
        self.station = station


@dataclass(frozen=True, slots=True)
class Entry:
    """A station or area to choose: how many of its stations the observer has sent photos of, and keyed."""

    name: str
    address: str
    total: int
    sent: int
    keyed: int
    state: str = ""
    words: Message | None = None


@router.get("/{contest}")
async def choose(contest: str, request: Request, officer: Observing, session: Session, area: str = "") -> Response:
    """Let an observer choose a station of their area, and show how far they are with each."""
    within = area or officer.area
    officer.must(Act.OBSERVE, contest, within)
    if tier_of(within) is Tier.STATION:
        return RedirectResponse(f"/petugas/pengamatan/{contest}/{within}", 303)
    held = await elections.contest(session, ContestId(contest))
    around = await elections.lineage(session, held.id, within)
    context = {
        "contest": held,
        "place": around[-1],
        "above": [each for each in around[:-1] if each.code.startswith(officer.area)],
        "entries": await _entries(session, officer, held.id, within),
        "stations": tier_of(within) is Tier.VILLAGE,
    }
    return render.page(request, "observer_choose.html", context)


@router.get("/{contest}/{station}")
async def desk_page(
    place: Annotated[Place, Depends(Place)], request: Request, officer: Observing, session: Session, done: int = 0
) -> Response:
    """Show an observer's own photos of a form, and each page they have keyed beside the KPPS's."""
    officer.must(Act.OBSERVE, place.contest, place.station)
    on = await desk_of(session, officer, place.contest, place.station)
    state = await stations.state(session, on.contest.id, on.station)
    compared = await comparison.of_desk(session, house(request).blobs, on, language_of(request))
    counted = await results.latest(session, on.contest.id, on.station)
    settled = counted is not None and counted.by_officer and state.state in {State.ACCEPTED, State.LOCKED}
    context = {
        **await keying.around(session, on, _address(on)),
        "contest": on.contest,
        "state": state,
        "state_words": words.STATES[state.state],
        "page_words": words.PAGES,
        "photo_words": words.PHOTOS,
        "compared": compared,
        "decided": counted.values if counted and settled else {},
        "differing": sum(len(page.differing) for page in compared),
        "history": await history.of_desk(session, on, request),
        "logged": await logproofs.logged(session, house(request).log, on.contest.id, on.station),
        "done": done,
        "several": tier_of(officer.area) is not Tier.STATION,
    }
    return render.page(request, "observer.html", context)


@router.get("/{contest}/{station}/foto/{sha256}")
async def sheet_page(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: Observing, session: Session
) -> Response:
    """Show an observer's own photo that was read: every number beside the place on the paper it was read from."""
    officer.must(Act.OBSERVE, place.contest, place.station)
    on = await desk_of(session, officer, place.contest, place.station)
    ready_page(on.photo(sha256))
    return await keying.show(request, session, Sheet(on, sha256, _address(on)))


@router.post("/{contest}/{station}/foto/{sha256}")
async def reading(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: Observing, session: Session
) -> Response:
    """Record an observer's own reading of their own photo, and lead to the comparison."""
    officer.must(Act.OBSERVE, place.contest, place.station)
    on = await held_desk(session, officer, place.contest, place.station)
    return await keying.take(request, session, officer, Sheet(on, sha256, _address(on)))


async def _entries(session: AsyncSession, officer: Officer, contest: ContestId, within: str) -> list[Entry]:
    """Return the stations of a kelurahan, or the areas directly within a larger one."""
    known = await elections.stations(session, contest, within)
    done = await observing.by_station(session, contest, officer.id, within)
    address = f"/petugas/pengamatan/{contest}"
    if tier_of(within) is Tier.VILLAGE:
        states = await stations.states(session, contest, within)
        return [_station(each, done, states, address) for each in known]
    length = _BELOW[tier_of(within)].value
    areas = [a for a in await elections.areas(session, contest) if len(a.code) == length and a.code.startswith(within)]
    return [
        Entry(
            name=area.name,
            address=f"{address}?area={area.code}",
            total=sum(each.code.startswith(area.code) for each in known),
            sent=sum(code.startswith(area.code) for code in done),
            keyed=sum(code.startswith(area.code) and each.keyed > 0 for code, each in done.items()),
        )
        for area in areas
    ]


def _station(
    each: Station,
    done: dict[StationCode, observing.Observed],
    states: dict[StationCode, stations.StationState],
    address: str,
) -> Entry:
    mine = done.get(each.code, observing.Observed())
    state = states[each.code].state if each.code in states else State.WAITING
    return Entry(f"TPS {each.number}", f"{address}/{each.code}", 1, mine.sent, mine.keyed, state, words.STATES[state])


def _address(on: Desk) -> str:
    return f"/petugas/pengamatan/{on.contest.id}/{on.station}"
