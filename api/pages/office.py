"""The officers' door and entrance hall: signing in and out, and where each one's work lies."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api import render
from api.access import COOKIE, PUBLIC, AnyOfficer, token_of
from api.deps import AtHome, Session
from api.errors import status_of
from api.security import same_origin
from api.session import opened, remember
from recap.app import elections, officers
from recap.app.officers import Officer
from recap.domain.election import Contest
from recap.domain.refusals import SignInPaused, SignInRefused
from recap.domain.rights import Role

router = APIRouter(include_in_schema=False, dependencies=[Depends(same_origin)])

HALL = "/petugas"


@router.get("/masuk", dependencies=[PUBLIC])
async def door(request: Request, next: str = HALL) -> Response:  # noqa: A002  the name in the address
    """Show the sign-in form."""
    return render.page(request, "sign_in.html", {"next": within(next), "name": "", "refused": None})


@router.post("/masuk", dependencies=[PUBLIC])
async def enter(
    request: Request,
    at_home: AtHome,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = HALL,  # noqa: A002  the name in the form
) -> Response:
    """Sign in and go on to what was asked for, or say what is wrong."""
    try:
        found = await opened(at_home.engine, name, password)
    except (SignInRefused, SignInPaused) as refused:
        shown = {"next": within(next), "name": name, "refused": refused.message}
        return render.page(request, "sign_in.html", shown, status_of(refused))
    answer = RedirectResponse(within(next), 303)
    remember(request, answer, found)
    return answer


@router.post("/keluar", dependencies=[PUBLIC])
async def leave(request: Request, session: Session) -> Response:
    """Sign out."""
    if token := token_of(request):
        await officers.sign_out(session, token)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get(HALL)
async def hall(request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Lead an officer to the only place of their work, or let them choose the contest."""
    held = concerned(officer, await elections.contests(session))
    places = [{"title": contest.title, "address": place_of_work(officer, contest)} for contest in held]
    if len(places) == 1:
        return RedirectResponse(str(places[0]["address"]), 303)
    return render.page(request, "hall.html", {"places": places, "who": officer})


def concerned(officer: Officer, contests: Sequence[Contest]) -> list[Contest]:
    """Return the contests an officer has to do with."""
    near = [c for c in contests if c.area.startswith(officer.area) or officer.area.startswith(c.area)]
    return [c for c in near if officer.contest in (None, c.id)]


def place_of_work(officer: Officer, contest: Contest) -> str:
    """Return the address of an officer's page in a contest."""
    if officer.role is Role.KPPS:
        return f"/petugas/tps/{contest.id}/{officer.area}"
    return f"/petugas/selisih/{contest.id}"


def within(address: str) -> str:
    """Return an address of this site; any other becomes the entrance hall."""
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if own else HALL
