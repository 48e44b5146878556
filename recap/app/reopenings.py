"""Opening again what a certificate locked: one person asks with a reason, another answers, all of it public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from recap.app import certificates, clock, database, jobs, plenaries
from recap.app.certificates import Certificate
from recap.app.officers import Officer
from recap.app.tables import (
    AppointmentRow,
    CertificateRow,
    OfficerRow,
    ReopeningAnswerRow,
    ReopeningRow,
    StationStateRow,
)
from recap.domain.certificate import Standing
from recap.domain.election import AreaCode, ContestId, StationCode, Tier, ancestors, tier_of
from recap.domain.refusals.signing import (
    ExplanationMissing,
    NotStanding,
    ReopeningAnswered,
    ReopeningPending,
    ReopeningUnknown,
    SamePerson,
)
from recap.domain.rights import Act

_Found = Row[ReopeningRow, CertificateRow, str, ReopeningAnswerRow | None, str | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """Another person's answer."""

    granted: bool
    note: str
    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reopening:
    """A request to open a certificate's area again, and its answer; None while it waits."""

    id: int
    contest: ContestId
    area: AreaCode
    certificate: int
    sha256: str
    officer: int
    name: str
    role: str
    reason: str
    asked_at: datetime
    answer: Answered | None


async def ask(session: AsyncSession, officer: Officer, number: int, reason: str) -> Reopening:
    """Ask for the area of this certificate to be opened again, and say why."""
    certificate = await certificates.numbered(session, number)
    officer.must(Act.REOPEN, certificate.contest, certificate.area)
    await database.lock(session, f"certificates:{certificate.contest}")
    certificate = await certificates.numbered(session, number)
    before = await of_contest(session, certificate.contest, certificate.area)
    if any(each.answer is None and each.certificate == number for each in before):
        raise ReopeningPending(name=str(certificate.statement["name"]))
    if certificate.standing is not Standing.VALID:
        raise NotStanding(name=str(certificate.statement["name"]))
    row = ReopeningRow(
        certificate=number, officer=officer.id, role=officer.role, reason=_words(reason), asked_at=clock.now()
    )
    session.add(row)
    await session.flush()
    return await get(session, row.id)


async def answer(session: AsyncSession, officer: Officer, number: int, *, granted: bool, note: str) -> Reopening:
    """Grant or refuse a request of another person; granting unlocks what no other certificate covers."""
    asked = await get(session, number)
    await database.lock(session, f"certificates:{asked.contest}")
    covering = await _covering(session, asked)
    officer.must(Act.GRANT, asked.contest, min((each.area for each in covering), key=len, default=asked.area))
    await _must_be_another(session, officer, asked)
    if (await get(session, number)).answer is not None:
        raise ReopeningAnswered(number=number)
    signed = await certificates.numbered(session, asked.certificate)
    if granted and signed.standing is not Standing.VALID:
        raise NotStanding(name=str(signed.statement["name"]))
    row = ReopeningAnswerRow(
        reopening=number,
        officer=officer.id,
        role=officer.role,
        granted=granted,
        note=_words(note),
        answered_at=clock.now(),
    )
    session.add(row)
    await session.flush()
    if granted:
        await _unlock(session, asked, covering)
        for each in covering:
            await plenaries.reopen(session, officer, asked.contest, each.area, asked.reason)
        await jobs.announce(session, jobs.CHANGED)
    return await get(session, number)


async def of_contest(session: AsyncSession, contest: ContestId, within: str = "") -> list[Reopening]:
    """Return the requests about an area and what it contains, the newest first."""
    mine = (CertificateRow.contest == contest, CertificateRow.area.startswith(within, autoescape=True))
    return [_reopening(found) for found in await session.execute(_query().where(*mine))]


async def get(session: AsyncSession, number: int) -> Reopening:
    """Return one request; ReopeningUnknown if there is none of this number."""
    found = (await session.execute(_query().where(ReopeningRow.id == number))).one_or_none()
    if found is None:
        raise ReopeningUnknown(number=number)
    return _reopening(found)


async def _covering(session: AsyncSession, asked: Reopening) -> list[Certificate]:
    """Return the certificates that fall with this one: itself and the valid ones of the areas around it."""
    found = [await certificates.current(session, asked.contest, area) for area in (asked.area, *ancestors(asked.area))]
    return [each for each in found if each is not None and each.standing is Standing.VALID]


async def _must_be_another(session: AsyncSession, officer: Officer, asked: Reopening) -> None:
    query = (
        select(AppointmentRow.person)
        .join(OfficerRow, OfficerRow.appointment == AppointmentRow.id)
        .where(OfficerRow.id.in_([officer.id, asked.officer]))
    )
    persons = (await session.scalars(query)).all()
    if officer.id == asked.officer or len(set(persons)) < len(persons):
        raise SamePerson


async def _unlock(session: AsyncSession, asked: Reopening, fallen: Iterable[Certificate]) -> None:
    mine = (StationStateRow.contest == asked.contest,)
    numbers = [each.id for each in fallen]
    widest = min((each.area for each in fallen), key=len, default=asked.area)
    freed = update(StationStateRow).where(*mine, StationStateRow.locked_by.in_(numbers))
    freed = freed.values(locked_by=None, updated_at=clock.now()).returning(StationStateRow.station)
    opened = set(await session.scalars(freed))
    below = (await certificates.within(session, asked.contest, widest)).values()
    for each in sorted((c for c in below if c.standing is Standing.VALID), key=lambda c: len(c.area)):
        passed = each.absent.keys() if tier_of(each.area) is Tier.VILLAGE else []
        kept = [code for code in opened if code.startswith(each.area) and code not in passed]
        lock = update(StationStateRow).where(*mine, StationStateRow.station.in_(kept)).values(locked_by=each.id)
        await session.execute(lock)
        opened -= set(kept)
    for code in sorted(opened):
        # What came while the station was locked was left lying.
        await jobs.offer_settling(session, asked.contest, StationCode(code))


def _words(text: str) -> str:
    if not text.strip():
        raise ExplanationMissing
    return text.strip()


def _query() -> Select[ReopeningRow, CertificateRow, str, ReopeningAnswerRow, str]:
    asker, answerer = aliased(OfficerRow), aliased(OfficerRow)
    return (
        select(ReopeningRow, CertificateRow, asker.name, ReopeningAnswerRow, answerer.name)
        .join(CertificateRow, CertificateRow.id == ReopeningRow.certificate)
        .join(asker, asker.id == ReopeningRow.officer)
        .outerjoin(ReopeningAnswerRow, ReopeningAnswerRow.reopening == ReopeningRow.id)
        .outerjoin(answerer, answerer.id == ReopeningAnswerRow.officer)
        .order_by(ReopeningRow.id.desc())
    )


def _reopening(found: _Found) -> Reopening:
    row, certificate, name, said, by = found
    answered = Answered(said.granted, said.note, by or "", said.role, said.answered_at) if said else None
    return Reopening(
        id=row.id,
        contest=ContestId(certificate.contest),
        area=AreaCode(certificate.area),
        certificate=certificate.id,
        sha256=certificate.sha256,
        officer=row.officer,
        name=name,
        role=row.role,
        reason=row.reason,
        asked_at=row.asked_at,
        answer=answered,
    )
