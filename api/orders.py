"""Ordering a new count of a station: a recount of its ballots, or a re-vote (PSU)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import holding
from api.deps import Session
from api.schemas import Wire
from api.security import same_origin
from recap.app import elections, orders
from recap.app.officers import Officer
from recap.domain.election import ContestId, StationCode
from recap.domain.recount import LARGEST, CountKind, Electorate, Ground, NewOrder, Order
from recap.domain.rights import Act

router = APIRouter(prefix="/api/counts", tags=["counts"], dependencies=[Depends(same_origin)])

Number = Annotated[int, Field(ge=0, le=LARGEST)]
Orderer = Annotated[Officer, Depends(holding(Act.ORDER))]
Seer = Annotated[Officer, Depends(holding(Act.SEE))]


class OrderIn(Wire):
    """What an order says; voters and ballots only for a re-vote."""

    kind: CountKind
    ground: Ground
    decision: Annotated[str, Field(max_length=500)] = ""
    voters_male: Number | None = None
    voters_female: Number | None = None
    ballots: Number | None = None

    @property
    def order(self) -> NewOrder:
        """Return the order as the domain knows it."""
        named = self.voters_male is not None or self.voters_female is not None
        voters = Electorate(self.voters_male or 0, self.voters_female or 0, self.ballots) if named else None
        return NewOrder(self.kind, self.ground, self.decision, voters)


class OrderOut(Wire):
    """An ordered count."""

    contest: str
    station: str
    count: int
    kind: CountKind
    ground: Ground
    decision: str
    voters_male: int
    voters_female: int
    ballots: int | None
    role: str
    ordered_at: datetime


@router.post("/{contest}/{station}", status_code=201)
async def order(contest: str, station: str, asked: OrderIn, officer: Orderer, session: Session) -> OrderOut:
    """Order a new count of a station."""
    known = await elections.station(session, ContestId(contest), StationCode(station))
    return _shown(await orders.order(session, officer, ContestId(contest), known.code, asked.order))


@router.get("/{contest}/{area}")
async def ordered(contest: str, area: str, officer: Seer, session: Session) -> list[OrderOut]:
    """List the counts ordered in an area or station."""
    officer.must(Act.SEE, contest, area)
    return [_shown(each) for each in await orders.within(session, ContestId(contest), area)]


def _shown(order: Order) -> OrderOut:
    return OrderOut(
        contest=order.contest,
        station=order.station,
        count=order.count,
        kind=order.kind,
        ground=order.ground,
        decision=order.decision,
        voters_male=order.electorate.voters_male,
        voters_female=order.electorate.voters_female,
        ballots=order.electorate.ballots,
        role=order.role,
        ordered_at=order.ordered_at,
    )
