"""The officers' queue: what does not add up in their area, in order, with the paper beside the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api import discrepancies as doors
from api import render
from api.casework import AgreementIn, KeyingIn
from api.deps import Session
from api.discrepancies import Settler, Watcher
from api.pages import desk_of_cases
from api.pages.desk_of_cases import Refusal, Wanted
from api.schemas import SettlementIn, Wire
from api.security import same_origin
from recap.app import claims
from recap.app.officers import Officer
from recap.domain.errors import RecapError
from recap.domain.refusals import RequestInvalid

router = APIRouter(prefix="/petugas/selisih", include_in_schema=False, dependencies=[Depends(same_origin)])

Sent = TypeVar("Sent", bound=Wire)

_VALUE = "value-"
_STAYING = frozenset({"take", "release", "key"})
"""What leaves the officer at the same case; every other act leads to the next."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer does to one case: the name of the act, its texts, its numbers."""

    number: int
    act: str
    texts: Mapping[str, str]

    @property
    def values(self) -> dict[str, str]:
        """Return the numbers that were entered; one left empty is left as it is."""
        named = {name.removeprefix(_VALUE): text for name, text in self.texts.items() if name.startswith(_VALUE)}
        return {code: text for code, text in named.items() if text}


def _of_case(contest: str, number: int, wanted: Annotated[Wanted, Query()]) -> Wanted:
    return wanted.model_copy(update={"contest": contest, "number": number})


@router.get("/{contest}")
async def queue_page(
    contest: str, wanted: Annotated[Wanted, Query()], request: Request, officer: Watcher, session: Session
) -> Response:
    """Show the open cases of the officer's area, those to be worked first first; on a desk, with the first opened."""
    context = await desk_of_cases.of(request, session, officer, wanted.model_copy(update={"contest": contest}))
    return render.page(request, "queue.html", context)


@router.get("/{contest}/{number}")
async def case_page(
    wanted: Annotated[Wanted, Depends(_of_case)], request: Request, officer: Watcher, session: Session
) -> Response:
    """Show one case beside the queue."""
    return render.page(request, "queue.html", await desk_of_cases.of(request, session, officer, wanted))


@router.post("/{contest}/{number}")
async def act(contest: str, number: int, request: Request, officer: Settler, session: Session) -> Response:
    """Take, give back, key, settle, or agree; shown again with what is missing when it is refused."""
    form = {name: text.strip() for name, text in (await request.form()).items() if isinstance(text, str)}
    asked = Asked(number, form.get("do", "settle"), form)
    filters = {name: form[name] for name in ("area", "rule", "whose") if form.get(name)}
    wanted = Wanted.model_validate({**filters, "contest": contest, "number": number})
    try:
        async with session.begin_nested():
            done = await _do(session, officer, asked)
    except RecapError as refused:
        refusal = Refusal(refused.message, form.get("note", ""), asked.values, form.get("reason", ""))
        context = await desk_of_cases.of(request, session, officer, wanted, refusal)
        return render.page(request, "queue.html", context, 422)
    if asked.act in _STAYING:
        return RedirectResponse(f"/petugas/selisih/{contest}/{number}?{urlencode(filters)}", 303)
    return RedirectResponse(f"/petugas/selisih/{contest}?{urlencode({**filters, done: number})}", 303)


async def _do(session: AsyncSession, officer: Officer, asked: Asked) -> str:
    """Do what was asked for; return as what it is reported: `done`, `second` or `returned`."""
    match asked.act:
        case "take":
            await doors.take(session, officer, asked.number, asked.texts.get("instead_of", ""))
        case "release":
            await claims.give_back(session, asked.number, officer.id)
        case "key":
            await doors.key(session, officer, asked.number, _keyed(asked))
        case "agree" | "refuse":
            word = AgreementIn(agreed=asked.act == "agree", note=asked.texts.get("note", ""))
            await doors.agree(session, officer, asked.number, word)
            return "done" if word.agreed else "returned"
        case _:
            given = await doors.settle(session, officer, asked.number, _answer(asked))
            return "second" if given.needs_second else "done"
    return "done"


def _keyed(asked: Asked) -> KeyingIn:
    """Return what was read, None where the officer left a doubtful cell empty."""
    codes = [name.removeprefix(_VALUE) for name in asked.texts if name.startswith(_VALUE)]
    return _valid(KeyingIn, {"values": {code: asked.values.get(code) for code in codes}})


def _answer(asked: Asked) -> SettlementIn:
    texts = {"reason": asked.texts.get("reason") or None, "note": asked.texts.get("note", "")}
    return _valid(SettlementIn, {**texts, "values": asked.values})


def _valid(kind: type[Sent], asked: Mapping[str, object]) -> Sent:
    try:
        return kind.model_validate(asked)
    except ValidationError as error:
        raise RequestInvalid(where=", ".join(str(found["loc"][-1]) for found in error.errors())) from error
