"""Objections and special events over the wire: filed, listed, answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import AnyOfficer
from api.deps import Session
from api.schemas import Count, Wire
from api.security import same_origin
from recap.app import corrections, objections
from recap.app.objections import NewObjection
from recap.app.officers import Officer
from recap.domain.election import ContestId
from recap.domain.objection import Objection, ObjectionKind, Verdict
from recap.domain.rights import Act

router = APIRouter(prefix="/api/objections", tags=["objections"], dependencies=[Depends(same_origin)])

Words = Annotated[str, Field(max_length=4000)]


class ObjectionIn(Wire):
    """What is filed: about which station or area, in which words, with the numbers claimed."""

    area: Annotated[str, Field(max_length=13)]
    kind: ObjectionKind = ObjectionKind.OBJECTION
    text: Words
    values: Mapping[str, Count] = Field(default_factory=dict)


class AnswerIn(Wire):
    """What an officer decides; `correct` puts the numbers right at once, as the objection claims them."""

    verdict: Verdict
    text: Words
    correct: bool = False


class ObjectionOut(Wire):
    """An objection with its answer, if it has one."""

    number: int
    area: str
    kind: ObjectionKind
    role: str
    choice: int | None
    text: str
    values: Mapping[str, int]
    filed_at: datetime
    verdict: Verdict | None
    answer: str
    answered_at: datetime | None


@router.get("/{contest}")
async def listed(contest: str, officer: AnyOfficer, session: Session, area: str = "") -> list[ObjectionOut]:
    """List the objections within an area or at a station, oldest first; without `area` within the officer's own."""
    within = area or officer.area
    officer.must(Act.SEE, contest, within)
    return [_shown(each) for each in await objections.within(session, ContestId(contest), within)]


@router.post("/{contest}", status_code=201)
async def filing(contest: str, asked: ObjectionIn, officer: AnyOfficer, session: Session) -> ObjectionOut:
    """File an objection or a special event."""
    new = NewObjection(ContestId(contest), asked.area, asked.kind, asked.text, asked.values)
    return _shown(await objections.file(session, officer, new))


@router.post("/{contest}/{number}/answer", status_code=201)
async def answering(contest: str, number: int, asked: AnswerIn, officer: AnyOfficer, session: Session) -> ObjectionOut:
    """Answer an objection, once."""
    return _shown(await answer(session, officer, await objections.get(session, ContestId(contest), number), asked))


async def answer(session: AsyncSession, officer: Officer, objection: Objection, asked: AnswerIn) -> Objection:
    """Record an officer's answer, with the correction if one is asked for, and return the objection with it."""
    officer.must(Act.ANSWER, objection.contest, objection.area)
    if asked.correct and asked.verdict is Verdict.ACCEPTED:
        await corrections.at_once(session, officer, objection, asked.text)
    else:
        await objections.answer(session, officer, objection, asked.verdict, asked.text)
    return await objections.get(session, objection.contest, objection.number)


def _shown(found: Objection) -> ObjectionOut:
    answered = found.answer
    return ObjectionOut(
        number=found.number,
        area=found.area,
        kind=found.kind,
        role=found.role,
        choice=found.choice,
        text=found.text,
        values=found.values,
        filed_at=found.filed_at,
        verdict=answered.verdict if answered else None,
        answer=answered.text if answered else "",
        answered_at=answered.answered_at if answered else None,
    )
