"""What is signed is locked: whether a valid certificate covers an area or station."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, cast, exists, false, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app.tables import AreaRow, CertificateRow, ReopeningAnswerRow, ReopeningRow
from recap.domain.certificate import Signed, Standing, standings
from recap.domain.election import AreaCode, ContestId, Tier, ancestors
from recap.domain.refusals.signing import AreaLocked


@dataclass(frozen=True, slots=True)
class Holder:
    """The certificate that keeps an area closed."""

    certificate: int
    area: AreaCode
    name: str
    signed_at: datetime


async def must_be_open(session: AsyncSession, contest: ContestId, code: str) -> None:
    """Raise AreaLocked when a valid certificate of this area or station, or of an area around it, exists."""
    closed = await holder(session, contest, code)
    if closed:
        raise AreaLocked(area=closed.area, name=closed.name)


async def holder(session: AsyncSession, contest: ContestId, code: str) -> Holder | None:
    """Return the valid certificate that covers this area or station, the highest tier's first; None when it is open.

    A station that its kelurahan passed upward undecided stays open until the kecamatan signs.
    """
    around = [code, *ancestors(code)]
    query = (
        select(CertificateRow.id, CertificateRow.area, CertificateRow.signed_at, AreaRow.name)
        .join(AreaRow, (AreaRow.election == CertificateRow.election) & (AreaRow.code == CertificateRow.area))
        .where(CertificateRow.contest == contest, CertificateRow.area.in_(around), ~_passed_upward(code))
        .order_by(CertificateRow.area)
    )
    # Almost every call ends here: all night long nothing is signed.
    found = (await session.execute(query)).all()
    if not found:
        return None
    worth = await standings_in(session, contest)
    holding = (Holder(id_, AreaCode(area), name, at) for id_, area, at, name in found if worth[id_] is Standing.VALID)
    return next(holding, None)


def _passed_upward(code: str) -> ColumnElement[bool]:
    passed = func.coalesce(cast(CertificateRow.statement, JSONB)["absent"].has_key(code), false())
    return and_(func.length(CertificateRow.area) == Tier.VILLAGE.value, passed)


async def standings_in(session: AsyncSession, contest: ContestId) -> dict[int, Standing]:
    """Return what every certificate of a contest is worth now, by its number."""
    granted = (
        exists(ReopeningAnswerRow.id)
        .where(ReopeningAnswerRow.reopening == ReopeningRow.id, ReopeningAnswerRow.granted)
        .where(ReopeningRow.certificate == CertificateRow.id)
    )
    query = select(CertificateRow.id, CertificateRow.area, granted).where(CertificateRow.contest == contest)
    return standings(Signed(id_, AreaCode(area), reopened) for id_, area, reopened in await session.execute(query))
