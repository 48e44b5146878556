"""The page on which a new count of a station is ordered, and on which the tiers see what was ordered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, words_orders
from api.access import holding
from api.deps import Session
from api.errors import status_of
from api.orders import OrderIn
from api.security import same_origin
from recap.app import elections, orders, results
from recap.app.officers import Officer
from recap.domain.election import Area, ContestId, StationCode
from recap.domain.errors import RecapError
from recap.domain.message import Message
from recap.domain.recount import GROUNDS, CountKind, Order
from recap.domain.refusals import RequestInvalid
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/hitung-ulang", include_in_schema=False, dependencies=[Depends(same_origin)])

Orderer = Annotated[Officer, Depends(holding(Act.ORDER))]
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """An ordered count with the place it concerns; `done` once it has a result."""

    order: Order
    place: str
    kind: Message
    ground: Message
    done: bool


@router.get("/{contest}")
async def orders_page(contest: str, request: Request, officer: Orderer, session: Session) -> Response:
    """Show what was ordered in the officer's area, and the form for another order."""
    return await _page(request, session, officer, ContestId(contest))


@router.post("/{contest}")
async def order(contest: str, request: Request, officer: Orderer, session: Session) -> Response:
    """Order a new count, or show the form again with what is wrong."""
    form = await request.form()
    given = {name: str(text).strip() for name, text in form.items()}
    try:
        async with session.begin_nested():
            place = await elections.station(session, ContestId(contest), StationCode(given.get("station", "")))
            await orders.order(session, officer, ContestId(contest), place.code, _asked(given).order)
    except RecapError as refused:
        return await _page(request, session, officer, ContestId(contest), (refused, given))
    return RedirectResponse(f"/petugas/hitung-ulang/{contest}?done=1", 303)


async def _page(
    request: Request,
    session: AsyncSession,
    officer: Officer,
    contest: ContestId,
    refused: tuple[RecapError, Mapping[str, str]] | None = None,
) -> Response:
    officer.must(Act.SEE, contest, officer.area)
    held = await elections.contest(session, contest)
    areas: dict[str, Area] = {area.code: area for area in await elections.areas(session, contest)}
    found = [await _shown(session, each, areas) for each in await orders.within(session, contest, officer.area)]
    context = {
        "contest": held,
        "place": areas[officer.area].name if officer.area in areas else officer.area,
        "ordered": found,
        "kinds": [(kind, words_orders.KINDS[kind]) for kind in CountKind],
        "grounds": [(words_orders.KINDS[k], [(g, words_orders.GROUNDS[g]) for g in GROUNDS[k]]) for k in CountKind],
        "done": "done" in request.query_params,
        "refused": refused[0].message if refused else None,
        "given": refused[1] if refused else _NOTHING,
    }
    return render.page(request, "orders.html", context, status_of(refused[0]) if refused else 200)


async def _shown(session: AsyncSession, order: Order, areas: Mapping[str, Area]) -> Shown:
    village = areas.get(order.station[:10])
    latest = await results.latest(session, order.contest, order.station)
    return Shown(
        order,
        f"TPS {int(order.station[10:])}, {village.name}" if village else order.station,
        words_orders.KINDS[order.kind],
        words_orders.GROUNDS[order.ground],
        done=latest is not None and latest.count >= order.count,
    )


def _asked(given: Mapping[str, str]) -> OrderIn:
    """Return a form as an order; a number left empty is one that is not given."""
    try:
        return OrderIn.model_validate({name: text for name, text in given.items() if text and name != "station"})
    except ValidationError as error:
        raise RequestInvalid(where=", ".join(str(found["loc"][-1]) for found in error.errors())) from error
