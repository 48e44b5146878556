"""The way from an activation slip to a working account: who you are, the pact, a password, the phone."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from api import qr, render, words
from api.access import PUBLIC
from api.deps import AtHome, House, Session, language_of
from api.errors import status_of
from api.pages import pact, whereabouts
from api.pages.office import HALL
from api.security import same_origin
from api.session import remember
from recap.app import elections, officers, pacts, totp
from recap.app.database import transaction
from recap.app.officers import Activated, Invitation
from recap.domain.errors import RecapError
from recap.domain.message import Message
from recap.domain.refusals import SignInPaused
from recap.domain.refusals.doors import PasswordsDiffer
from recap.domain.refusals.people import PactNotAccepted, TermNotBegun, TotpRefused

router = APIRouter(prefix="/aktivasi", include_in_schema=False, dependencies=[Depends(same_origin)])

_YOU, _PHONE, _BEGIN = Message("You and the pact"), Message("Your phone"), Message("Begin")

Code = Annotated[str, Field(max_length=60)]


class Chosen(BaseModel):
    """The form of an activation: the slip's code, the pact that was shown, the password twice."""

    kode: Code
    pact: Code
    password: Annotated[str, Field(max_length=1000)]
    again: Annotated[str, Field(max_length=1000)]
    accepted: Code = ""


class Confirmed(BaseModel):
    """The phone's first code; the slip's code shows once more who asks, and the key is shown again if need be."""

    kode: Code
    key: Annotated[str, Field(pattern=r"^[A-Z2-7]{16,64}$")]
    code: Annotated[str, Field(max_length=20)]


@router.get("", dependencies=[PUBLIC])
async def slip(request: Request, session: Session, kode: Annotated[str, Query(max_length=60)] = "") -> Response:
    """Ask for the code of a slip, or show whom it invites to what."""
    if not kode:
        return _code(request, kode)
    try:
        who = await officers.invitation(session, kode)
    except RecapError as refused:
        return _code(request, kode, refused)
    return await _invited(request, session, kode, who)


@router.post("", dependencies=[PUBLIC])
async def choose(request: Request, session: Session, at_home: AtHome, given: Annotated[Chosen, Form()]) -> Response:
    """Open the account and go on to the phone or to work, or say what is wrong; a password never comes back."""
    try:
        done = await _activate(request, at_home, given)
    except RecapError as refused:
        try:
            who = await officers.invitation(session, given.kode)
        except RecapError as over:
            return _code(request, given.kode, over)
        return await _invited(request, session, given.kode, who, refused)
    if done.totp_uri:
        return _second(request, given.kode, done.totp_uri)
    return await _welcomed(request, at_home, done.officer.username)


@router.get("/kode", dependencies=[PUBLIC])
async def begin_again() -> Response:
    """Lead back to the slip: the page with the phone's key is shown once, and the slip stays good until it is used."""
    return RedirectResponse("/aktivasi", 303)


@router.post("/kode", dependencies=[PUBLIC])
async def confirm(request: Request, at_home: AtHome, given: Annotated[Confirmed, Form()]) -> Response:
    """Take the phone's first code and begin to work, or show the phone's page again with what is wrong."""
    try:
        # A transaction of its own, closed at once: it holds the slip, which the confirmation is going to use up.
        async with transaction(at_home.engine) as own:
            who = await officers.invitation(own, given.kode)
    except RecapError as over:
        return _code(request, given.kode, over)
    try:
        async with transaction(at_home.engine) as own:
            await officers.confirm_totp(own, who.username, given.code)
    except (TotpRefused, SignInPaused) as refused:
        return _second(request, given.kode, totp.uri(given.key, who.username), refused)
    return await _welcomed(request, at_home, who.username)


async def _activate(request: Request, at_home: House, given: Chosen) -> Activated:
    """Open the account; PactNotAccepted, PasswordsDiffer or what `officers.activate` refuses."""
    if not given.accepted:
        raise PactNotAccepted
    if given.password != given.again:
        raise PasswordsDiffer
    async with transaction(at_home.engine) as own:
        return await officers.activate(own, given.kode, given.password, given.pact, language_of(request))


async def _welcomed(request: Request, at_home: House, username: str) -> Response:
    """Sign in who has just activated the account; before the term, say when it begins."""
    try:
        async with transaction(at_home.engine) as own:
            found = await officers.welcome(own, username)
    except TermNotBegun as early:
        return render.page(request, "activation_done.html", {"words": early.message})
    answer = RedirectResponse(HALL, 303)
    remember(request, answer, found)
    return answer


def _code(request: Request, code: str, refused: RecapError | None = None) -> Response:
    context = {"code": code, "refused": refused.message if refused else None}
    return render.page(request, "activation_code.html", context, status_of(refused) if refused else 200)


async def _invited(
    request: Request, session: Session, code: str, who: Invitation, refused: RecapError | None = None
) -> Response:
    held = [contest for contest in await elections.contests(session) if contest.id.startswith(f"{who.election}.")]
    shown = pacts.current(language_of(request))
    context = {
        "code": code,
        "who": who,
        "role": words.role(who.role, who.area, who.choice),
        "area": await whereabouts.spoken(session, held, who.area),
        "only": next((contest for contest in held if contest.id == who.contest), None),
        "pact": shown,
        "pact_title": pact.title(shown),
        "pact_blocks": pact.blocks(shown),
        "steps": (_YOU, _PHONE, _BEGIN) if who.two_factors else (_YOU, _BEGIN),
        "step": 1,
        "refused": refused.message if refused else None,
    }
    return render.page(request, "activation.html", context, status_of(refused) if refused else 200)


def _second(request: Request, code: str, uri: str, refused: RecapError | None = None) -> Response:
    context = {
        "code": code,
        "uri": uri,
        "qr": qr.svg(uri),
        "key": parse_qs(urlsplit(uri).query)["secret"][0],
        "steps": (_YOU, _PHONE, _BEGIN),
        "step": 2,
        "refused": refused.message if refused else None,
    }
    return render.page(request, "activation_second.html", context, status_of(refused) if refused else 200)
