"""The queue of the tiers' officers: what does not add up, whose it is, the answer to it, and a second person's word."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import casework
from api.access import Only
from api.casework import AgreementIn, CaseOut, ClaimIn, KeyingIn
from api.deps import Session, Tongue
from api.schemas import SettledOut, SettlementIn, Wire
from api.security import same_origin
from recap.app import approvals, caseload, claims, clock, discrepancies, keyings
from recap.app.caseload import Waiting, Whose
from recap.app.discrepancies import Case, Given, Ruling
from recap.app.officers import Officer
from recap.app.settlements import Agreement
from recap.domain.election import ContestId
from recap.domain.errors import ReasonMissing
from recap.domain.findings import kind_of
from recap.domain.refusals import CellsUnrelated
from recap.domain.rights import RIGHTS, Act, Role

router = APIRouter(prefix="/api/discrepancies", tags=["discrepancies"], dependencies=[Depends(same_origin)])

SETTLERS = frozenset(role for role in Role if Act.SETTLE in RIGHTS[role])
WATCHERS = SETTLERS | {Role.PPS, Role.PROVINCE, Role.PROVINCE_CHAIR, Role.SUPERVISOR, Role.AUDITOR}

Settler = Annotated[Officer, Depends(Only(SETTLERS))]
Watcher = Annotated[Officer, Depends(Only(WATCHERS))]


class Wanted(Wire):
    """Which cases to list; without `area`, those of the officer's own, and without `rule`, those of every kind."""

    contest: str
    area: str = ""
    rule: str = ""
    whose: Whose = Whose.ALL
    limit: Annotated[int, Field(ge=1, le=200)] = 200


@router.get("")
async def queue(
    wanted: Annotated[Wanted, Query()], officer: Watcher, session: Session, language: Tongue
) -> list[CaseOut]:
    """List the open cases of an area, those to be worked first first."""
    found = await listed(session, officer, wanted)
    return [await casework.placed(session, each, officer, language) for each in found[: wanted.limit]]


@router.get("/{number}")
async def one(number: int, officer: Watcher, session: Session, language: Tongue) -> CaseOut:
    """Return one case, open or not."""
    return await casework.out(session, await _seen(session, officer, number, Act.SEE), officer, language)


@router.post("/{number}/claim")
async def claim(number: int, asked: ClaimIn, officer: Settler, session: Session, language: Tongue) -> CaseOut:
    """Take a case; from somebody else only by saying whose it is."""
    case = await take(session, officer, number, asked.instead_of)
    return await casework.out(session, case, officer, language)


@router.delete("/{number}/claim")
async def release(number: int, officer: Settler, session: Session, language: Tongue) -> CaseOut:
    """Give a case back to the queue."""
    case = await _seen(session, officer, number, Act.SETTLE)
    await claims.give_back(session, number, officer.id)
    return await casework.out(session, case, officer, language)


@router.post("/{number}/keying")
async def keying(number: int, asked: KeyingIn, officer: Settler, session: Session, language: Tongue) -> CaseOut:
    """Record what the officer reads in the doubtful cells, and show what others read there."""
    case = await key(session, officer, number, asked)
    return await casework.out(session, case, officer, language)


@router.post("/{number}/settlement", status_code=201)
async def settlement(number: int, asked: SettlementIn, officer: Settler, session: Session) -> SettledOut:
    """Settle a case: a reason, words that will be public, and the numbers the reason asks for.

    `settled` is false when so much changes that a second officer must agree first.
    """
    given = await settle(session, officer, number, asked)
    return SettledOut(id=number, settled=not given.needs_second)


@router.post("/{number}/approval")
async def approval(number: int, asked: AgreementIn, officer: Settler, session: Session) -> SettledOut:
    """Agree to another officer's answer, or send the case back to the queue with a reason."""
    await agree(session, officer, number, asked)
    return SettledOut(id=number, settled=asked.agreed)


async def listed(session: AsyncSession, officer: Officer, wanted: Wanted) -> list[Waiting]:
    """Return the open cases an officer asks for, in order; Forbidden outside the officer's area."""
    within = wanted.area or officer.area
    officer.must(Act.SEE, wanted.contest, within)
    now = clock.now()
    found = await caseload.of_area(session, ContestId(wanted.contest), within)
    return [
        each
        for each in found
        if each.belongs(wanted.whose, officer.id, now) and wanted.rule in {"", kind_of(each.case.discrepancy.key)}
    ]


async def settle(session: AsyncSession, officer: Officer, number: int, asked: SettlementIn) -> Given:
    """Record an officer's answer; Forbidden outside the officer's area, ReasonMissing without a reason."""
    await _seen(session, officer, number, Act.SETTLE)
    if asked.reason is None:
        raise ReasonMissing
    ruling = Ruling(number, asked.reason, asked.note, officer.id, officer.role, asked.values)
    return await discrepancies.settle(session, ruling)


async def take(session: AsyncSession, officer: Officer, number: int, instead_of: str) -> Case:
    """Make a case this officer's; CaseTaken when another has it than the one named."""
    case = await _seen(session, officer, number, Act.SETTLE)
    owner = (await claims.current(session, [number])).get(number)
    known = owner.officer if owner and owner.name == instead_of else 0
    await claims.take(session, number, officer.id, instead_of=known)
    return case


async def key(session: AsyncSession, officer: Officer, number: int, asked: KeyingIn) -> Case:
    """Record what an officer reads in a case's doubtful cells; CellsUnrelated for other cells."""
    case = await _seen(session, officer, number, Act.SETTLE)
    unrelated = sorted(asked.values.keys() - set(case.discrepancy.cells))
    if unrelated:
        raise CellsUnrelated(codes=", ".join(unrelated))
    await keyings.add(session, number, officer.id, asked.values)
    return case


async def agree(session: AsyncSession, officer: Officer, number: int, asked: AgreementIn) -> None:
    """Record a second officer's word on the answer that waits for one."""
    await _seen(session, officer, number, Act.SECOND)
    await approvals.answer(session, number, Agreement(officer.id, officer.role, asked.agreed, asked.note))


async def _seen(session: AsyncSession, officer: Officer, number: int, act: Act) -> Case:
    case = await discrepancies.get(session, number)
    officer.must(act, case.contest, case.station)
    return case
