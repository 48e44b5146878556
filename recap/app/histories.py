"""What has happened to one case, oldest first: opened, taken, given back, keyed, answered, agreed or refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.discrepancies import Case
from recap.app.tables import ApprovalRow, CaseClaimRow, CaseKeyingRow, OfficerRow, SettlementRow
from recap.domain.rights import Role


class Deed(StrEnum):
    """What was done."""

    OPENED = "opened"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    KEYED = "keyed"
    SETTLED = "settled"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One moment in the life of a case; nobody opens one, the rules do."""

    at: datetime
    deed: Deed
    name: str = ""
    role: Role | None = None
    note: str = ""


async def of_case(session: AsyncSession, case: Case) -> list[Event]:
    """Return everything that has happened to a case, oldest first."""
    found = [Event(case.opened_at, Deed.OPENED)]
    claims = select(CaseClaimRow, OfficerRow.name, OfficerRow.role).join(
        OfficerRow, OfficerRow.id == CaseClaimRow.officer
    )
    for claim, name, role in await session.execute(claims.where(CaseClaimRow.discrepancy == case.number)):
        found.append(Event(claim.at, Deed.TAKEN if claim.taken else Deed.GIVEN_BACK, name, Role(role)))
    keyings = select(CaseKeyingRow, OfficerRow.name, OfficerRow.role).join(
        OfficerRow, OfficerRow.id == CaseKeyingRow.officer
    )
    for keying, name, role in await session.execute(keyings.where(CaseKeyingRow.discrepancy == case.number)):
        found.append(Event(keying.keyed_at, Deed.KEYED, name, Role(role)))
    return sorted([*found, *await _answers(session, case.number)], key=lambda event: event.at)


async def _answers(session: AsyncSession, number: int) -> list[Event]:
    given = select(SettlementRow, OfficerRow.name).join(OfficerRow, OfficerRow.id == SettlementRow.officer)
    found = []
    for row, name in await session.execute(given.where(SettlementRow.discrepancy == number)):
        deed = Deed.PROPOSED if row.needs_second else Deed.SETTLED
        found.append(Event(row.settled_at, deed, name, Role(row.role), row.note))
    words = (
        select(ApprovalRow, OfficerRow.name)
        .join(OfficerRow, OfficerRow.id == ApprovalRow.officer)
        .join(SettlementRow, SettlementRow.id == ApprovalRow.settlement)
    )
    for word, name in await session.execute(words.where(SettlementRow.discrepancy == number)):
        deed = Deed.AGREED if word.agreed else Deed.REFUSED
        found.append(Event(word.answered_at, deed, name, Role(word.role), word.note))
    return found
