"""The PPK's page: what does not add up in the kecamatan, the paper beside the numbers, and the answer to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, words
from api.access import DistrictOfficer, Overseer
from api.deps import Session, house, language_of
from api.discrepancies import settle
from api.pages import cases, figures
from api.pages.cases import rule_of
from api.schemas import SettlementIn, Wire
from api.security import same_origin
from recap.app import discrepancies, elections, stations
from recap.app.officers import Officer
from recap.domain.election import AreaCode, ContestId, Tier, tier_of
from recap.domain.errors import RecapError
from recap.domain.message import Message
from recap.domain.refusals import RequestInvalid
from recap.domain.rights import Act
from recap.domain.settlement import State

router = APIRouter(prefix="/petugas/selisih", include_in_schema=False, dependencies=[Depends(same_origin)])

_A_PAGE = 10
_VALUE = "value-"
_BELOW = {Tier.CITY: Tier.DISTRICT, Tier.DISTRICT: Tier.VILLAGE}


class Wanted(Wire):
    """What the list is narrowed to, and which case was just settled."""

    contest: str = ""
    area: str = ""
    rule: str = ""
    done: int = 0
    lang: str = ""


@router.get("/{contest}")
async def queue_page(
    contest: str, wanted: Annotated[Wanted, Query()], request: Request, officer: Overseer, session: Session
) -> Response:
    """Show the open cases of the officer's area, oldest first, and how far the area is."""
    return await _queue(request, session, officer, wanted.model_copy(update={"contest": contest}))


@router.get("/{contest}/{number}")
async def case_address(contest: str, number: int, _officer: Overseer) -> Response:
    """Lead to the queue; an answer that came back is shown at this address."""
    return RedirectResponse(f"/petugas/selisih/{contest}#case-{number}", 303)


@router.post("/{contest}/{number}")
async def settlement(
    contest: str, number: int, request: Request, officer: DistrictOfficer, session: Session
) -> Response:
    """Record the officer's answer, or show the queue again with what is missing."""
    form = await request.form()
    wanted = Wanted(contest=contest, area=str(form.get("area", "")), rule=str(form.get("rule", "")))
    try:
        async with session.begin_nested():
            await settle(session, officer, number, _answer(dict(form)))
    except RecapError as refused:
        refusal = Refusal(number, refused.message, str(form.get("note", "")))
        return await _queue(request, session, officer, wanted, refusal)
    return RedirectResponse(f"/petugas/selisih/{contest}?area={wanted.area}&rule={wanted.rule}&done={number}", 303)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that came back: to which case, and what is wrong with it."""

    number: int
    message: Message
    note: str = ""


async def _queue(
    request: Request, session: AsyncSession, officer: Officer, wanted: Wanted, refusal: Refusal | None = None
) -> Response:
    contest = ContestId(wanted.contest)
    within = AreaCode(wanted.area or officer.area)
    officer.must(Act.SEE, contest, within)
    held, below = await elections.contest(session, contest), _BELOW.get(tier_of(officer.area))
    areas = await elections.areas(session, contest)
    found = await discrepancies.open_in(session, contest, within, wanted.rule)
    progress = await stations.progress(session, contest, within)
    context = {
        "contest": held,
        "wanted": wanted,
        "place": next((area.name for area in areas if area.code == officer.area), officer.area),
        "below": [a for a in areas if a.tier is below and a.code.startswith(officer.area)],
        "rules": [(name, words.rule(name)) for name in sorted({rule_of(case.discrepancy) for case in found})],
        "open": len(found),
        "shown": await cases.shown(session, house(request).blobs, found[:_A_PAGE], language_of(request)),
        "progress": progress,
        "in_words": figures.in_words(progress.counted, progress.total, language_of(request)),
        "states": [(s, words.STATES[s], progress.by_state[s]) for s in State if progress.by_state.get(s)],
        "refusal": refusal,
        "may_settle": officer.may(Act.SETTLE, contest, within),
    }
    return render.page(request, "queue.html", context, 422 if refusal else 200)


def _answer(form: Mapping[str, object]) -> SettlementIn:
    """Return a form as an answer; a number left empty is a number left as it is."""
    written = {name: str(text).strip() for name, text in form.items()}
    values = {name.removeprefix(_VALUE): text for name, text in written.items() if name.startswith(_VALUE) and text}
    asked = {"reason": written.get("reason") or None, "note": written.get("note", ""), "values": values}
    try:
        return SettlementIn.model_validate(asked)
    except ValidationError as error:
        raise RequestInvalid(where=", ".join(str(found["loc"][-1]) for found in error.errors())) from error
