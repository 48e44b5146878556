"""What waits for an officer behind each door of the hall, in one short line."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.places import Place
from recap.app import certificates, discrepancies, objections, plenaries, reopenings
from recap.app.officers import Officer
from recap.domain.certificate import Standing
from recap.domain.election import Contest
from recap.domain.message import Message
from recap.domain.rights import Act


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits or stands there, in words; `state` is how it looks: `examination` when somebody must act."""

    words: Message
    state: str = "examination"


async def at(session: AsyncSession, officer: Officer, place: Place) -> Waiting | None:
    """Return what waits for an officer at a place, or None when nothing does."""
    count = _COUNTS.get(place.kind.key)
    return await count(session, officer, place.contest) if count and place.contest else None


async def _cases(session: AsyncSession, officer: Officer, contest: Contest) -> Waiting | None:
    found = len(await discrepancies.open_in(session, contest.id, officer.area))
    facts = {"count": found if found < discrepancies.AT_MOST else f"{found}+"}
    return Waiting(Message("{count} to settle", facts)) if found else None


async def _objections(session: AsyncSession, officer: Officer, contest: Contest) -> Waiting | None:
    filed = await objections.within(session, contest.id, officer.area)
    unanswered = sum(each.is_open for each in filed)
    if not unanswered:
        return None
    state = "examination" if officer.may(Act.ANSWER, contest.id, officer.area) else "read"
    return Waiting(Message("{count} without an answer", {"count": unanswered}), state)


async def _plenary(session: AsyncSession, officer: Officer, contest: Contest) -> Waiting | None:
    held = await plenaries.state(session, contest.id, officer.area)
    if held.closed_at:
        return Waiting(Message("Closed"), "accepted")
    if held.opened_at is None:
        return None
    facts = {"read": len(held.read), "all": len(held.agenda)}
    return Waiting(Message("Open: {read} of {all} read", facts), "read")


async def _signing(session: AsyncSession, officer: Officer, contest: Contest) -> Waiting | None:
    last = await certificates.current(session, contest.id, officer.area)
    return _STANDINGS.get(last.standing) if last else None


async def _reopening(session: AsyncSession, officer: Officer, contest: Contest) -> Waiting | None:
    if not officer.may(Act.GRANT, contest.id, officer.area):
        return None
    asked = await reopenings.of_contest(session, contest.id, officer.area)
    mine = [each for each in asked if each.answer is None and each.officer != officer.id]
    return Waiting(Message("{count} to answer", {"count": len(mine)})) if mine else None


_STANDINGS: Mapping[Standing, Waiting] = {
    Standing.VALID: Waiting(Message("Signed"), "accepted"),
    Standing.STALE: Waiting(Message("To be signed again")),
    Standing.REOPENED: Waiting(Message("Reopened: to be signed again")),
}
_COUNTS: Mapping[str, Callable[[AsyncSession, Officer, Contest], Awaitable[Waiting | None]]] = {
    "discrepancies": _cases,
    "objections": _objections,
    "plenary": _plenary,
    "signing": _signing,
    "reopening": _reopening,
}
