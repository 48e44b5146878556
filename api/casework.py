"""Cases of the queue as they cross the wire, and the answers to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import show
from api.desk import observes
from api.schemas import Count, DiscrepancyOut, Wire
from recap.app import caseload, clock, keyings, outcomes
from recap.app.caseload import Waiting
from recap.app.discrepancies import Case
from recap.app.officers import Officer
from recap.app.texts import Language
from recap.domain.rights import Act
from recap.domain.ruling import fitting


class OwnerOut(Wire):
    """Who has taken a case."""

    name: str
    role: str
    since: datetime


class ProposedOut(Wire):
    """An answer that has no effect until a second officer agrees."""

    name: str
    role: str
    reason: str
    note: str
    values: Mapping[str, int]
    settled_at: datetime


class CaseOut(DiscrepancyOut):
    """A case in its place in the queue.

    `votes` is how many could move by it and `stake` how much of the present lead that is; `blind` are the cells to be
    keyed before what others read there is shown (their values are null until then); `reasons` those that fit.
    """

    stake: str
    votes: int
    due_at: datetime
    overdue: bool
    owner: OwnerOut | None
    proposed: ProposedOut | None
    blind: tuple[str, ...]
    reasons: tuple[str, ...]


class ClaimIn(Wire):
    """Taking a case over from somebody: the name that was shown as having it, empty when nobody had."""

    instead_of: Annotated[str, Field(max_length=200)] = ""


class KeyingIn(Wire):
    """What an officer reads in a case's doubtful cells; null where they cannot tell."""

    values: Mapping[str, Count | None]


class AgreementIn(Wire):
    """A second officer's word on an answer; a refusal says why."""

    agreed: bool
    note: Annotated[str, Field(max_length=2000)] = ""


async def out(session: AsyncSession, case: Case, officer: Officer, language: Language) -> CaseOut:
    """Return one case as this officer may see it."""
    (waiting,) = await caseload.rank(session, case.contest, [case])
    return await placed(session, waiting, officer, language)


async def placed(session: AsyncSession, waiting: Waiting, officer: Officer, language: Language) -> CaseOut:
    """Return a case in its place in the queue, as this officer may see it."""
    case, owner, given = waiting.case, waiting.owner, waiting.proposed
    settles = officer.may(Act.SETTLE, case.contest, case.station) and case.is_open
    hidden = settles or (observes(officer) and case.is_open)
    blind = await keyings.blind(session, case, officer.id) if hidden else frozenset()
    shown = show.case(case, await _photos(session, case), language).model_dump()
    if blind:
        shown["values"] = tuple((name, None) for name, _ in case.discrepancy.values)
    return CaseOut(
        **shown,
        stake=waiting.priority.stake.name.lower(),
        votes=waiting.priority.votes,
        due_at=waiting.due_at,
        overdue=case.is_open and waiting.due_at < clock.now(),
        owner=OwnerOut(name=owner.name, role=owner.role, since=owner.since) if owner else None,
        proposed=None
        if given is None
        else ProposedOut(
            name=given.name,
            role=given.role,
            reason=given.reason,
            note=given.note,
            values=given.values,
            settled_at=given.settled_at,
        ),
        blind=tuple(sorted(blind)),
        reasons=fitting(case.discrepancy),
    )


async def _photos(session: AsyncSession, case: Case) -> dict[str, str]:
    """Return the photo that shows each cell."""
    outcome = await outcomes.of_station(session, case.contest, case.station)
    pages = (await outcomes.sheet(session, case.contest, case.station)).pages
    shown = {code: n for n, codes in pages.items() for code in codes if code in case.discrepancy.cells}
    return {code: outcome.photos[n] for code, n in shown.items() if n in outcome.photos}
