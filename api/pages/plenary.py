"""The plenary's pages: where the operator leads it, and the large view that everybody in the room reads."""

from collections.abc import Mapping
from typing import TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api import plenary_words, render
from api.access import AnyOfficer
from api.deps import Session, house, language_of
from api.discrepancies import settle
from api.errors import status_of
from api.objections import AnswerIn, answer
from api.pages.session_view import view
from api.plenaries import EventIn, said
from api.schemas import SettlementIn, Wire
from api.security import same_origin
from recap.app import objections, plenaries
from recap.app.officers import Officer
from recap.domain.election import ContestId
from recap.domain.errors import RecapError
from recap.domain.plenary import Presence, Seat
from recap.domain.refusals import RequestInvalid
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/pleno", include_in_schema=False, dependencies=[Depends(same_origin)])

_PERSON = ("seat", "name", "presence", "choice", "mandate", "reason")
_OWN = ("kind", "subject", "words", "place", "chair", "standing", "posted")
_VALUE = "value-"

Sent = TypeVar("Sent", bound=Wire)


@router.get("/{contest}/{area}")
async def control(contest: str, area: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Show where a plenary stands; whoever presides leads it from here, others watch."""
    officer.must(Act.SEE, contest, area)
    return await _control(request, session, officer, area)


@router.post("/{contest}/{area}")
async def deed(contest: str, area: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Record a moment, a correction or an answer, or show the page again with what is wrong."""
    officer.must(Act.PRESIDE, contest, area)
    form = await request.form()
    try:
        async with session.begin_nested():
            await _do(session, officer, (ContestId(contest), area), form)
    except RecapError as refused:
        return await _control(request, session, officer, area, refused)
    return RedirectResponse(f"/petugas/pleno/{contest}/{area}", 303)


@router.get("/{contest}/{area}/layar")
async def screen(contest: str, area: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Show the room what is being read: the paper, its numbers, the total so far; `?terang=1` is dark on light."""
    officer.must(Act.SEE, contest, area)
    shown = await view(session, house(request).blobs, contest, area, language_of(request))
    return render.page(request, "plenary_screen.html", {"view": shown, "light": "terang" in request.query_params})


async def _do(session: AsyncSession, officer: Officer, place: tuple[ContestId, str], form: FormData) -> None:
    texts = {name: text.strip() for name, text in form.items() if isinstance(text, str) and text.strip()}
    contest, area = place
    if "case" in texts:
        values = {name.removeprefix(_VALUE): text for name, text in texts.items() if name.startswith(_VALUE)}
        asked: dict[str, object] = {"reason": texts.get("reason"), "note": texts.get("note", ""), "values": values}
        await settle(session, officer, _number(texts["case"]), _wire(SettlementIn, asked))
    elif "objection" in texts:
        objection = await objections.get(session, contest, _number(texts["objection"]))
        verdict, _, correct = texts.get("verdict", "").partition("+")
        asked = {"verdict": verdict, "text": texts.get("text", ""), "correct": bool(correct)}
        await answer(session, officer, objection, _wire(AnswerIn, asked))
    else:
        person = {name: texts[name] for name in _PERSON if name in texts}
        asked = {name: texts[name] for name in _OWN if name in texts}
        asked |= {"attendee": person if "seat" in person else None, "carried": form.getlist("carried")}
        await plenaries.record(session, officer, contest, area, said(_wire(EventIn, asked)))


def _wire(kind: type[Sent], asked: Mapping[str, object]) -> Sent:
    try:
        return kind.model_validate(asked)
    except ValidationError as error:
        raise RequestInvalid(where=", ".join(str(found["loc"][-1]) for found in error.errors())) from error


def _number(text: str) -> int:
    if not text.isdecimal():
        raise RequestInvalid(where=text)
    return int(text)


async def _control(
    request: Request, session: AsyncSession, officer: Officer, area: str, refused: RecapError | None = None
) -> Response:
    contest = request.path_params["contest"]
    shown = await view(session, house(request).blobs, contest, area, language_of(request))
    context = {
        "view": shown,
        "contest": shown.contest,
        "here": f"/petugas/pleno/{contest}/{area}",
        "may_preside": officer.may(Act.PRESIDE, contest, area),
        "may_settle": officer.may(Act.SETTLE, contest, area),
        "may_object": officer.may(Act.OBJECT, contest, area),
        "refused": refused.message if refused else None,
        "seats": plenary_words.SEATS,
        "presences": plenary_words.PRESENCES,
        "kinds": plenary_words.OBJECTIONS,
        "verdicts": plenary_words.VERDICTS,
        "seat": Seat,
        "presence": Presence,
    }
    return render.page(request, "plenary.html", context, status_of(refused) if refused else 200)
