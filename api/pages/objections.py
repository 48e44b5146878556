"""Objections on paper's terms: the list, the form a witness fills in on a phone, the answer, the printable form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api import render
from api.access import AnyOfficer
from api.deps import Session, language_of
from api.errors import status_of
from api.objections import AnswerIn, ObjectionIn, answer
from api.pages import objection_form, objection_view
from api.security import same_origin
from recap.app import objections
from recap.app.documents import objection as document
from recap.app.objections import NewObjection
from recap.app.officers import Officer
from recap.domain.election import ContestId
from recap.domain.errors import Forbidden, RecapError
from recap.domain.objection import Objection, ObjectionKind
from recap.domain.refusals import RequestInvalid
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/keberatan", include_in_schema=False, dependencies=[Depends(same_origin)])

_VALUE = "value-"


@dataclass(frozen=True, slots=True)
class Given:
    """What was written in a form that came back, and why."""

    texts: Mapping[str, str] = field(default_factory=dict)
    refused: RecapError | None = None

    @property
    def status(self) -> int:
        """Return the status of the page that shows it."""
        return status_of(self.refused) if self.refused else 200


@router.get("/{contest}")
async def listed(contest: str, request: Request, officer: AnyOfficer, session: Session, area: str = "") -> Response:
    """List the objections of an area, those without an answer first."""
    within = area or officer.area
    officer.must(Act.SEE, contest, within)
    filed = await objections.within(session, ContestId(contest), within)
    context = {
        **await objection_view.around(session, contest, within, language_of(request)),
        "filed": sorted(filed, key=lambda each: (not each.is_open, -each.number)),
        "unanswered": sum(each.is_open for each in filed),
        "may_object": officer.may(Act.OBJECT, contest, within),
    }
    return render.page(request, "objections.html", context)


@router.get("/{contest}/baru")
async def blank(contest: str, request: Request, officer: AnyOfficer, session: Session, area: str = "") -> Response:
    """Show the form for a new objection about a station or an area."""
    officer.must(Act.OBJECT, contest, area or officer.area)
    return await _filing(request, session, officer, area or officer.area, Given())


@router.post("/{contest}/baru")
async def filing(contest: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """File an objection, or show the form again with what is missing."""
    given = await _given(request)
    area = given.get("area", officer.area)
    officer.must(Act.OBJECT, contest, area)
    try:
        async with session.begin_nested():
            filed = await objections.file(session, officer, _new(contest, area, given))
    except Forbidden:
        raise
    except RecapError as refused:
        return await _filing(request, session, officer, area, Given(given, refused))
    return RedirectResponse(f"/petugas/keberatan/{contest}/{filed.number}", 303)


@router.get("/{contest}/formulir/{area}")
async def printed(contest: str, area: str, officer: AnyOfficer, session: Session, number: int = 0) -> Response:
    """Return the printable form of a place's objections as PDF, NIHIL when there are none."""
    officer.must(Act.SEE, contest, area)
    pdf = document.render(await objection_form.paper(session, ContestId(contest), area, number))
    named = {"Content-Disposition": f'inline; filename="keberatan-{area}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=named)


@router.get("/{contest}/{number}")
async def one(contest: str, number: int, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Show one objection with its answer, or the form to answer it."""
    found = await objections.get(session, ContestId(contest), number)
    officer.must(Act.SEE, contest, found.area)
    return await _one(request, session, officer, found, Given())


@router.post("/{contest}/{number}")
async def answering(contest: str, number: int, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Record the answer, or show the page again with what is wrong."""
    found = await objections.get(session, ContestId(contest), number)
    officer.must(Act.ANSWER, contest, found.area)
    given = await _given(request)
    verdict, _, correct = given.get("verdict", "").partition("+")
    try:
        async with session.begin_nested():
            asked = AnswerIn.model_validate(
                {"verdict": verdict, "text": given.get("text", ""), "correct": bool(correct)}
            )
            await answer(session, officer, found, asked)
    except ValidationError:
        return await _one(request, session, officer, found, Given(given, RequestInvalid(where="text")))
    except RecapError as refused:
        return await _one(request, session, officer, found, Given(given, refused))
    return RedirectResponse(f"/petugas/keberatan/{contest}/{number}", 303)


async def _filing(request: Request, session: AsyncSession, officer: Officer, area: str, given: Given) -> Response:
    contest = request.path_params["contest"]
    context = {
        **await objection_view.around(session, contest, area, language_of(request)),
        **await objection_view.disputable(session, contest, area, language_of(request)),
        "own": await objection_view.around(session, contest, officer.area, language_of(request)),
        "given": given.texts,
        "refused": given.refused.message if given.refused else None,
    }
    return render.page(request, "objection_new.html", context, given.status)


async def _one(request: Request, session: AsyncSession, officer: Officer, found: Objection, given: Given) -> Response:
    may_answer = found.is_open and officer.may(Act.ANSWER, found.contest, found.area) and found.officer != officer.id
    context = {
        **await objection_view.around(session, found.contest, found.area, language_of(request)),
        "each": found,
        "may_answer": may_answer,
        "may_settle": officer.may(Act.SETTLE, found.contest, found.area),
        "given": given.texts,
        "refused": given.refused.message if given.refused else None,
    }
    return render.page(request, "objection.html", context, given.status)


async def _given(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: text.strip() for name, text in form.items() if isinstance(text, str) and text.strip()}


def _new(contest: str, area: str, given: Mapping[str, str]) -> NewObjection:
    values = {name.removeprefix(_VALUE): text for name, text in given.items() if name.startswith(_VALUE)}
    kind, text = given.get("kind", ObjectionKind.OBJECTION), given.get("text", "")
    try:
        asked = ObjectionIn.model_validate({"area": area, "kind": kind, "text": text, "values": values})
    except ValidationError as error:
        where = ", ".join(str(found["loc"][-1]) for found in error.errors())
        raise RequestInvalid(where=where) from error
    return NewObjection(ContestId(contest), asked.area, asked.kind, asked.text, asked.values)
