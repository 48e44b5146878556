"""Certificates (D.Hasil) as records: what was signed, by whom, and what it is worth now; only ever added."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import keys, locks
from recap.app.keys import TierKeys
from recap.app.tables import CertificateRow, OfficerRow
from recap.domain.certificate import Standing, digest
from recap.domain.election import AreaCode, ContestId
from recap.domain.errors import RecapError
from recap.domain.refusals.signing import CertificateBroken, CertificateUnknown


@dataclass(frozen=True, slots=True)
class Certificate:
    """One signed revision of an area: the canonical text, what it says, its signature and what it is worth now.

    `pdf` is the SHA-256 under which the blob `certificates/<pdf>.pdf` lies; `signature` is base64 over the text.
    """

    id: int
    contest: ContestId
    area: AreaCode
    revision: int
    text: str
    statement: Mapping[str, object]
    sha256: str
    signature: str
    key: str
    pdf: str
    officer: int
    signer: str
    signed_at: datetime
    standing: Standing

    @property
    def total(self) -> dict[str, int]:
        """Return the area's numbers by row."""
        return _numbers(self.statement.get("total"))

    @property
    def stations_in(self) -> int:
        """Return how many stations the numbers hold."""
        return int(str(self.statement.get("stations_in", 0)))

    @property
    def absent(self) -> dict[str, str]:
        """Return the stations that are not in, with the reason given."""
        found = self.statement.get("absent")
        return {str(code): str(why) for code, why in found.items()} if isinstance(found, dict) else {}


def pdf_key(pdf: str) -> str:
    """Return the key under which a certificate's PDF lies in the store."""
    return f"certificates/{pdf}.pdf"


async def current(session: AsyncSession, contest: ContestId, area: str) -> Certificate | None:
    """Return the newest certificate of an area, whatever it is worth; None if it was never signed."""
    found = await history(session, contest, area)
    return found[-1] if found else None


async def history(session: AsyncSession, contest: ContestId, area: str) -> list[Certificate]:
    """Return every certificate of an area, oldest first."""
    return await _all(session, contest, _query().where(CertificateRow.contest == contest, CertificateRow.area == area))


async def within(session: AsyncSession, contest: ContestId, code: str) -> dict[AreaCode, Certificate]:
    """Return the newest certificate of every area that lies in this one, itself included."""
    mine = (CertificateRow.contest == contest, CertificateRow.area.startswith(code, autoescape=True))
    return {each.area: each for each in await _all(session, contest, _query().where(*mine))}


async def get(session: AsyncSession, sha256: str) -> Certificate:
    """Return the certificate whose statement has this digest; CertificateUnknown if there is none."""
    return await _one(session, _query().where(CertificateRow.sha256 == sha256), sha256)


async def numbered(session: AsyncSession, number: int) -> Certificate:
    """Return the certificate with this number; CertificateUnknown if there is none."""
    return await _one(session, _query().where(CertificateRow.id == number), str(number))


def verify(certificate: Certificate, held: TierKeys) -> None:
    """Raise CertificateBroken unless the text has its digest and its area's key signed it."""
    if digest(certificate.text) != certificate.sha256:
        raise CertificateBroken(number=certificate.sha256, reason="its text does not have its digest.")
    try:
        public = held.public(certificate.key)
        keys.verify(certificate.text.encode(), b64decode(certificate.signature), public.certificate_pem)
    except (RecapError, ValueError) as error:
        raise CertificateBroken(number=certificate.sha256, reason=str(error)) from error
    if public.area != certificate.area:
        raise CertificateBroken(number=certificate.sha256, reason="the key of another area signed it.")


def _query() -> Select[CertificateRow, str]:
    return (
        select(CertificateRow, OfficerRow.name)
        .join(OfficerRow, OfficerRow.id == CertificateRow.officer)
        .order_by(CertificateRow.id)
        .execution_options(populate_existing=True)
    )


async def _all(session: AsyncSession, contest: ContestId, query: Select[CertificateRow, str]) -> list[Certificate]:
    rows = (await session.execute(query)).all()
    worth = await locks.standings_in(session, contest) if rows else {}
    return [_certificate(row, name, worth[row.id]) for row, name in rows]


async def _one(session: AsyncSession, query: Select[CertificateRow, str], number: str) -> Certificate:
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise CertificateUnknown(number=number)
    row, name = found
    worth = await locks.standings_in(session, ContestId(row.contest))
    return _certificate(row, name, worth[row.id])


def _certificate(row: CertificateRow, signer: str, standing: Standing) -> Certificate:
    return Certificate(
        id=row.id,
        contest=ContestId(row.contest),
        area=AreaCode(row.area),
        revision=row.revision,
        text=row.statement,
        statement=json.loads(row.statement),
        sha256=row.sha256,
        signature=row.signature,
        key=row.key,
        pdf=row.pdf,
        officer=row.officer,
        signer=signer,
        signed_at=row.signed_at,
        standing=standing,
    )


def _numbers(found: object) -> dict[str, int]:
    return {str(row): int(value) for row, value in found.items()} if isinstance(found, dict) else {}
