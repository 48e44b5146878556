"""Reopenings over the wire: asking for a signed area to be opened again, and another person's answer."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import AnyOfficer, holding
from api.deps import Session
from api.schemas import Wire
from api.security import same_origin
from recap.app import reopenings
from recap.app.officers import Officer
from recap.app.reopenings import Reopening
from recap.domain.election import ContestId
from recap.domain.rights import Act, Role

router = APIRouter(prefix="/api/reopenings", tags=["reopenings"], dependencies=[Depends(same_origin)])

Asker = Annotated[Officer, Depends(holding(Act.REOPEN))]
Granter = Annotated[Officer, Depends(holding(Act.GRANT))]
Words = Annotated[str, Field(max_length=2000)]


class ReopeningIn(Wire):
    """A request: which certificate, by its number, and why."""

    certificate: int
    reason: Words


class AnswerIn(Wire):
    """An answer to a request, with words that will be public."""

    granted: bool
    note: Words


class AnswerOut(Wire):
    """What another person answered."""

    granted: bool
    note: str
    name: str
    role: Role
    at: datetime


class ReopeningOut(Wire):
    """A request and its answer, None while it waits."""

    id: int
    contest: str
    area: str
    certificate: int
    sha256: str
    name: str
    role: Role
    reason: str
    asked_at: datetime
    answer: AnswerOut | None


@router.get("/{contest}")
async def listed(contest: str, officer: AnyOfficer, session: Session) -> list[ReopeningOut]:
    """List the requests in the officer's area, the newest first."""
    officer.must(Act.SEE, contest, officer.area)
    return [_shown(each) for each in await reopenings.of_contest(session, ContestId(contest), officer.area)]


@router.post("", status_code=201)
async def ask(asked: ReopeningIn, officer: Asker, session: Session) -> ReopeningOut:
    """Ask for a certificate's area to be opened again."""
    return _shown(await reopenings.ask(session, officer, asked.certificate, asked.reason))


@router.post("/{number}/answer", status_code=201)
async def answer(number: int, asked: AnswerIn, officer: Granter, session: Session) -> ReopeningOut:
    """Grant or refuse another person's request."""
    return _shown(await reopenings.answer(session, officer, number, granted=asked.granted, note=asked.note))


def _shown(one: Reopening) -> ReopeningOut:
    said = one.answer
    answered = (
        AnswerOut(granted=said.granted, note=said.note, name=said.name, role=Role(said.role), at=said.at)
        if said
        else None
    )
    return ReopeningOut(
        id=one.id,
        contest=one.contest,
        area=one.area,
        certificate=one.certificate,
        sha256=one.sha256,
        name=one.name,
        role=Role(one.role),
        reason=one.reason,
        asked_at=one.asked_at,
        answer=answered,
    )
