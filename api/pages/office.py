"""The officers' door and entrance hall: signing in and out, and where each one's work lies."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import places, render
from api.access import COOKIE, PUBLIC, AnyOfficer, token_of
from api.deps import AtHome, Session, language_of
from api.errors import status_of
from api.pages import figures, waiting, whereabouts
from api.pages.waiting import Waiting
from api.places import Place
from api.security import same_origin
from api.session import opened, remember
from recap.app import elections, officers, stations
from recap.app.officers import Officer
from recap.app.stations import Progress
from recap.app.texts import Language
from recap.domain.election import AreaCode, Contest, Tier, tier_of
from recap.domain.errors import Forbidden
from recap.domain.refusals.people import TotpNeeded, TotpRefused

router = APIRouter(include_in_schema=False, dependencies=[Depends(same_origin)])

HALL = "/petugas"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed at the door; the code of the second factor may come with the second try."""

    name: Annotated[str, Form(max_length=200)]
    password: Annotated[str, Form(max_length=1000)]
    code: Annotated[str, Form(max_length=20)] = ""
    next: Annotated[str, Form()] = HALL


@dataclass(frozen=True, slots=True)
class Door:
    """One page of an officer's work, and what waits there."""

    place: Place
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class Group:
    """The pages of one contest with how far its count is in the officer's area, or those that belong to none."""

    contest: Contest | None
    doors: tuple[Door, ...]
    progress: Progress | None = None
    in_words: str = ""


@router.get("/masuk", dependencies=[PUBLIC])
async def door(request: Request, next: str = HALL) -> Response:  # noqa: A002  the name in the address
    """Show the sign-in form."""
    return _form(request, next)


@router.post("/masuk", dependencies=[PUBLIC])
async def enter(request: Request, at_home: AtHome, given: Annotated[Given, Depends()]) -> Response:
    """Sign in and go on to what was asked for, or show the form with what is wrong or still needed.

    The second factor is asked for by the same form, and the password then has to be given again: no half-open session
    exists on the server, and no password ever comes back to the browser. `sign_in.js` spares the typing, because it
    asks for the code without leaving the page.
    """
    try:
        found = await opened(at_home.engine, given.name, given.password, given.code.strip() or None)
    except Forbidden as refused:
        return _form(request, given.next, given.name, refused)
    answer = RedirectResponse(within(given.next), 303)
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
    """Lead an officer to the only place of their work, or show them all with what waits there."""
    held = places.concerned(officer, await elections.contests(session))
    if only := places.only_work(places.of(officer, held)):
        return RedirectResponse(only.address, 303)
    language = language_of(request)
    groups = [await _group(session, officer, contest, language) for contest in held]
    if general := places.over_all(officer):
        groups.append(Group(None, await _doors(session, officer, general)))
    context = {
        "groups": [group for group in groups if group.doors],
        "area": await whereabouts.spoken(session, held, officer.area),
    }
    return render.page(request, "hall.html", context)


def within(address: str) -> str:
    """Return an address of this site; any other becomes the entrance hall."""
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if own else HALL


def _form(request: Request, next_: str, name: str = "", refused: Forbidden | None = None) -> Response:
    context = {
        "next": within(next_),
        "name": name,
        "refused": refused.message if refused else None,
        "asks_code": isinstance(refused, TotpNeeded | TotpRefused),
        "wrong_code": isinstance(refused, TotpRefused),
    }
    return render.page(request, "sign_in.html", context, status_of(refused) if refused else 200)


async def _group(session: AsyncSession, officer: Officer, contest: Contest, language: Language) -> Group:
    doors = await _doors(session, officer, places.within(officer, contest))
    if tier_of(officer.area) is Tier.STATION:
        return Group(contest, doors)
    progress = await stations.progress(session, contest.id, AreaCode(max(officer.area, contest.area, key=len)))
    return Group(contest, doors, progress, figures.in_words(progress.counted, progress.total, language))


async def _doors(session: AsyncSession, officer: Officer, found: list[Place]) -> tuple[Door, ...]:
    return tuple([Door(place, await waiting.at(session, officer, place)) for place in found])
