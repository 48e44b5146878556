"""Opening signed areas again: who asked and why, what another person answered, and the forms for both."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, words
from api.access import holding
from api.deps import Session
from api.errors import status_of
from api.security import same_origin
from recap.app import certificates, elections, reopenings
from recap.app.officers import Officer
from recap.domain.certificate import Standing
from recap.domain.election import ContestId
from recap.domain.errors import RecapError
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/pembukaan", include_in_schema=False, dependencies=[Depends(same_origin)])

Reader = Annotated[Officer, Depends(holding(Act.REOPEN, Act.GRANT))]
Asker = Annotated[Officer, Depends(holding(Act.REOPEN))]
Granter = Annotated[Officer, Depends(holding(Act.GRANT))]
Words = Annotated[str, Form(max_length=2000)]


@router.get("/{contest}")
async def page(contest: str, request: Request, officer: Reader, session: Session) -> Response:
    """Show the requests in the officer's area, and what can be asked for."""
    return await _page(request, session, officer, contest)


@router.post("/{contest}")
async def ask(  # noqa: PLR0913  what a route is given
    *,
    contest: str,
    request: Request,
    officer: Asker,
    session: Session,
    certificate: Annotated[int, Form()],
    reason: Words = "",
) -> Response:
    """Record a request, or show the page again with what is wrong."""
    try:
        async with session.begin_nested():
            await reopenings.ask(session, officer, certificate, reason)
    except RecapError as refused:
        return await _page(request, session, officer, contest, refused)
    return RedirectResponse(f"/petugas/pembukaan/{contest}", 303)


@router.post("/{contest}/{number}")
async def answer(  # noqa: PLR0913  what a route is given
    *,
    contest: str,
    number: int,
    request: Request,
    officer: Granter,
    session: Session,
    granted: Annotated[bool, Form()],
    note: Words = "",
) -> Response:
    """Record the answer of another person, or show the page again with what is wrong."""
    try:
        async with session.begin_nested():
            await reopenings.answer(session, officer, number, granted=granted, note=note)
    except RecapError as refused:
        return await _page(request, session, officer, contest, refused)
    return RedirectResponse(f"/petugas/pembukaan/{contest}", 303)


async def _page(
    request: Request, session: AsyncSession, officer: Officer, contest: str, refused: RecapError | None = None
) -> Response:
    officer.must(Act.SEE, contest, officer.area)
    held = ContestId(contest)
    signed = (await certificates.within(session, held, officer.area)).values()
    names = {each.code: each.name for each in await elections.areas(session, held)}
    context = {
        "contest": await elections.contest(session, held),
        "place": names.get(officer.area, officer.area),
        "names": names,
        "signed": sorted((each for each in signed if each.standing is Standing.VALID), key=lambda each: each.area),
        "asked": await reopenings.of_contest(session, held, officer.area),
        "roles": words.ROLES,
        "may_ask": officer.may(Act.REOPEN, contest, officer.area),
        "may_grant": officer.may(Act.GRANT, contest, officer.area),
        "refused": refused.message if refused else None,
    }
    return render.page(request, "reopening.html", context, status_of(refused) if refused else 200)
