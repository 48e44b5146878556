"""Correction on the spot: an objection accepted in the plenary and its numbers put right in one act."""

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import discrepancies, locks, objections
from recap.app.discrepancies import Ruling
from recap.app.officers import Officer
from recap.domain.objection import Objection, Verdict, key_of
from recap.domain.reason import Reason
from recap.domain.refusals.plenary import ObjectionSaysNoNumber
from recap.domain.rights import Act


async def at_once(session: AsyncSession, officer: Officer, objection: Objection, text: str) -> None:
    """Accept an objection and correct what it disputes to the numbers it claims, with the same words for both."""
    station = objection.station
    if station is None or not objection.values:
        raise ObjectionSaysNoNumber(number=objection.number)
    officer.must(Act.SETTLE, objection.contest, station)
    await locks.must_be_open(session, objection.contest, station)
    await objections.answer(session, officer, objection, Verdict.ACCEPTED, text)
    cases = await discrepancies.of_station(session, objection.contest, station)
    case = next(case for case in reversed(cases) if case.discrepancy.key == key_of(objection.number))
    ruling = Ruling(case.number, Reason.CORRECTED_ON_PAPER, text, officer.id, officer.role, dict(objection.values))
    await discrepancies.settle(session, ruling)
