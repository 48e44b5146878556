"""Signing in and out, for devices and browsers."""

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from api.access import COOKIE, PUBLIC, AnyOfficer, token_of
from api.deps import AtHome, Session
from api.schemas import Credentials, OfficerOut, SessionOut
from api.security import same_origin
from recap.app import officers
from recap.app.database import transaction
from recap.app.officers import Officer, SignedIn

router = APIRouter(prefix="/api/session", tags=["session"], dependencies=[Depends(same_origin)])


@router.post("", dependencies=[PUBLIC])
async def sign_in(asked: Credentials, request: Request, response: Response, at_home: AtHome) -> SessionOut:
    """Open a session: the token for devices, the cookie for browsers."""
    found = await opened(at_home.engine, asked.name, asked.password, asked.totp)
    remember(request, response, found)
    return SessionOut(token=found.token, officer=shown(found.officer), expires_at=found.expires_at)


@router.get("")
async def who_am_i(officer: AnyOfficer) -> OfficerOut:
    """Return who is signed in."""
    return shown(officer)


@router.delete("", dependencies=[PUBLIC], status_code=204)
async def sign_out(request: Request, response: Response, session: Session) -> None:
    """Close the session."""
    if token := token_of(request):
        await officers.sign_out(session, token)
    response.delete_cookie(COOKIE)


async def opened(engine: AsyncEngine, username: str, password: str, totp: str | None = None) -> SignedIn:
    """Return a fresh session; SignInRefused or TotpRefused after the failure has been counted, TotpNeeded before."""
    async with transaction(engine) as session:
        found = await officers.sign_in(session, username.strip(), password, totp)
    if not isinstance(found, SignedIn):
        raise found
    return found


def remember(request: Request, response: Response, found: SignedIn) -> None:
    """Give the browser its cookie: unreadable for scripts, never sent from other sites."""
    response.set_cookie(
        COOKIE,
        found.token,
        max_age=int(officers.SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def shown(officer: Officer) -> OfficerOut:
    """Return an officer as they may be shown to themselves."""
    return OfficerOut(
        username=officer.username, name=officer.name, role=officer.role, area=officer.area, contest=officer.contest
    )
