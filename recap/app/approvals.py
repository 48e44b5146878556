"""The second person: another officer agrees to an answer that changes many votes, or sends the case back."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import discrepancies, settlements, stations
from recap.app.settlements import Agreement
from recap.app.tables import AppointmentRow, OfficerRow
from recap.domain.errors import ReasonMissing
from recap.domain.refusals.cases import NothingToApprove, SamePerson


async def answer(session: AsyncSession, number: int, word: Agreement) -> None:
    """Record a second officer's word on the answer that waits for it: agreed, it has effect; refused, the case waits.

    SamePerson when it is the person who gave the answer, AlreadySettled when the case no longer stands as answered.
    """
    case = await discrepancies.get(session, number)
    given = (await settlements.proposed(session, [number])).get(number)
    if given is None:
        raise NothingToApprove
    if await _person(session, given.officer) == await _person(session, word.officer):
        raise SamePerson
    if not word.agreed and not word.note.strip():
        raise ReasonMissing
    if word.agreed:
        await discrepancies.standing(session, case)
    else:
        await stations.hold(session, case.contest, case.station)
    if (await settlements.proposed(session, [number])).get(number) != given:
        raise NothingToApprove
    await settlements.agree(session, given.id, word)
    if word.agreed:
        await discrepancies.close(session, case)


async def _person(session: AsyncSession, officer: int) -> str | None:
    """Return the digest of who holds this account: one person may have held two."""
    query = select(AppointmentRow.person).join(OfficerRow, OfficerRow.appointment == AppointmentRow.id)
    person: str | None = await session.scalar(query.where(OfficerRow.id == officer))
    return person
