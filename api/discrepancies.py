"""The queue of a kecamatan's officer: what does not add up, and the answer to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import show
from api.access import DistrictOfficer, Overseer
from api.deps import Session, Tongue
from api.schemas import DiscrepancyOut, SettledOut, SettlementIn, Wire
from api.security import same_origin
from recap.app import discrepancies, outcomes
from recap.app.discrepancies import Case, Ruling
from recap.app.officers import Officer
from recap.app.texts import Language
from recap.domain.election import ContestId, StationCode
from recap.domain.errors import ReasonMissing
from recap.domain.rights import Act

router = APIRouter(prefix="/api/discrepancies", tags=["discrepancies"], dependencies=[Depends(same_origin)])


class Wanted(Wire):
    """Which cases to list; without `area`, those of the officer's own, and without `rule`, those of every rule."""

    contest: str
    area: str = ""
    rule: str = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 200


@router.get("")
async def queue(
    wanted: Annotated[Wanted, Query()], officer: Overseer, session: Session, language: Tongue
) -> list[DiscrepancyOut]:
    """List the open discrepancies of an area, oldest first."""
    within = wanted.area or officer.area
    officer.must(Act.SEE, wanted.contest, within)
    cases = await discrepancies.open_in(session, ContestId(wanted.contest), within, wanted.rule, wanted.limit)
    return [await _shown(session, case, language) for case in cases]


@router.get("/{number}")
async def one(number: int, officer: Overseer, session: Session, language: Tongue) -> DiscrepancyOut:
    """Return one discrepancy, open or not."""
    case = await discrepancies.get(session, number)
    officer.must(Act.SEE, case.contest, case.station)
    return await _shown(session, case, language)


@router.post("/{number}/settlement", status_code=201)
async def settlement(number: int, asked: SettlementIn, officer: DistrictOfficer, session: Session) -> SettledOut:
    """Settle a discrepancy: a reason, words that will be public, and the numbers the reason asks for."""
    await settle(session, officer, number, asked)
    return SettledOut(id=number, settled=True)


async def settle(session: AsyncSession, officer: Officer, number: int, asked: SettlementIn) -> Case:
    """Record an officer's answer; Forbidden outside the officer's area, ReasonMissing without a reason."""
    case = await discrepancies.get(session, number)
    officer.must(Act.SETTLE, case.contest, case.station)
    if asked.reason is None:
        raise ReasonMissing
    ruling = Ruling(number, asked.reason, asked.note, officer.id, officer.role, asked.values)
    await discrepancies.settle(session, ruling)
    return case


async def _shown(session: AsyncSession, case: Case, language: Language) -> DiscrepancyOut:
    return show.case(case, await _photos(session, case.contest, case.station, case.discrepancy.cells), language)


async def _photos(
    session: AsyncSession, contest: ContestId, station: StationCode, cells: tuple[str, ...]
) -> dict[str, str]:
    """Return the photo that shows each cell."""
    outcome = await outcomes.of_station(session, contest, station)
    pages = (await outcomes.sheet(session, contest, station)).pages
    shown = {code: n for n, codes in pages.items() for code in codes if code in cells}
    return {code: outcome.photos[n] for code, n in shown.items() if n in outcome.photos}
