"""The KPPS's pages: what was sent and what is missing, and one photo read, number beside cell."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from api import render, words
from api.access import StationOfficer
from api.confirm import held_desk, ready_page
from api.deps import Session, house
from api.desk import Desk, desk
from api.pages import history, keying
from api.pages.keying import Sheet
from api.security import same_origin
from recap.app import logproofs, stations
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/tps", include_in_schema=False, dependencies=[Depends(same_origin)])


class Place:
    """The station in a page's address."""

    def __init__(self, contest: Annotated[str, Path()], station: Annotated[str, Path()]) -> None:
        """Keep both."""
        self.contest = contest
        self.station = station


@router.get("/{contest}/{station}")
async def desk_page(
    place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session, done: int = 0
) -> Response:
    """Show a station's expected pages, every photo sent, and where to send the next."""
    officer.must(Act.SEND, place.contest, place.station)
    on = await desk(session, place.contest, place.station)
    state = await stations.state(session, on.contest.id, on.station)
    context = {"state": state, "state_words": words.STATES[state.state], "done": done}
    context["ordered"] = state.ordered if state.superseding else None
    context |= {"page_words": words.PAGES, "photo_words": words.PHOTOS}
    context["history"] = await history.of_desk(session, on, request)
    context["logged"] = await logproofs.logged(session, house(request).log, on.contest.id, on.station)
    return render.page(request, "desk.html", {**await keying.around(session, on, _address(on)), **context})


@router.get("/{contest}/{station}/foto/{sha256}")
async def sheet_page(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session
) -> Response:
    """Show one photo that was read: every number beside the place on the paper it was read from."""
    officer.must(Act.CONFIRM, place.contest, place.station)
    on = await desk(session, place.contest, place.station)
    ready_page(on.photo(sha256))
    return await keying.show(request, session, Sheet(on, sha256, _address(on)))


@router.post("/{contest}/{station}/foto/{sha256}")
async def confirmation(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session
) -> Response:
    """Record the numbers as the person left them, or show the page again with what is missing."""
    officer.must(Act.CONFIRM, place.contest, place.station)
    on = await held_desk(session, officer, place.contest, place.station)
    return await keying.take(request, session, officer, Sheet(on, sha256, _address(on)))


def _address(on: Desk) -> str:
    return f"/petugas/tps/{on.contest.id}/{on.station}"
