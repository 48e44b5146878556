"""Certificates over the wire: what is missing before an area can be signed, and the signature itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import AnyOfficer, holding
from api.deps import AtHome, House, Session, Tongue
from api.schemas import Wire
from api.security import same_origin
from recap.app import readiness, signing, texts
from recap.app.certificates import Certificate
from recap.app.officers import Officer
from recap.app.readiness import Ready
from recap.app.signing import Desk, Wanted
from recap.app.texts import Language
from recap.domain.certificate import Standing
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.reconciliation import Source
from recap.domain.rights import Act

router = APIRouter(prefix="/api/certificates", tags=["certificates"], dependencies=[Depends(same_origin)])

Signer = Annotated[Officer, Depends(holding(Act.SIGN))]
Reason = Annotated[str, Field(max_length=1000)]


class SignatureIn(Wire):
    """A signature: a fresh one-time code, and why stations are not in, by the station's code."""

    code: Annotated[str, Field(max_length=12)] = ""
    reasons: Annotated[Mapping[str, Reason], Field(max_length=500)] = {}


class CertificateOut(Wire):
    """A certificate and what it is worth now; `statement` is the canonical text the signature covers."""

    id: int
    contest: str
    area: str
    revision: int
    standing: Standing
    sha256: str
    key: str
    signature: str
    statement: str
    pdf: str
    signer: str
    signed_at: datetime


class LineOut(Wire):
    """One thing that must be done before the signature."""

    key: str
    what: str
    done: bool
    note: str
    page: str


class DifferenceOut(Wire):
    """One source that disagrees with the others on a row of a child."""

    source: Source
    child: str
    row: str
    here: int | None
    there: int | None
    since: datetime | None


class ReadyOut(Wire):
    """How far an area is from its signature, and its newest certificate."""

    area: str
    ready: bool
    lines: tuple[LineOut, ...]
    differences: tuple[DifferenceOut, ...]
    missing: tuple[str, ...]
    certificate: CertificateOut | None


@router.get("/{contest}/{area}")
async def state(contest: str, area: str, officer: AnyOfficer, session: Session, language: Tongue) -> ReadyOut:
    """Return what is done and what is missing before this area can be signed."""
    officer.must(Act.SEE, contest, area)
    ready = await readiness.of_area(session, ContestId(contest), AreaCode(area), {})
    return _ready(ready, language)


@router.post("/{contest}/{area}", status_code=201)
async def signature(  # noqa: PLR0913  what a route is given
    *,
    contest: str,
    area: str,
    asked: SignatureIn,
    request: Request,
    officer: Signer,
    session: Session,
    at_home: AtHome,
) -> CertificateOut:
    """Sign the officer's own area; the refusal says what is still missing."""
    return shown(await sign(session, desk(request, at_home), officer, wanted(contest, area, asked)))


async def sign(session: AsyncSession, at: Desk, officer: Officer, what: Wanted) -> Certificate:
    """Sign; Forbidden unless it is the officer's own area."""
    officer.must(Act.SIGN, what.contest, what.area)
    return await signing.sign(session, at, officer, what)


def desk(request: Request, at_home: House) -> Desk:
    """Return what a signature needs from the house."""
    return Desk(at_home.keys, at_home.blobs, str(request.base_url).rstrip("/"))


def wanted(contest: str, area: str, asked: SignatureIn) -> Wanted:
    """Return what was asked for as the signing takes it."""
    reasons = {StationCode(code): why for code, why in asked.reasons.items()}
    return Wanted(ContestId(contest), AreaCode(area), asked.code, reasons)


def shown(one: Certificate) -> CertificateOut:
    """Return a certificate as it goes over the wire."""
    return CertificateOut(
        id=one.id,
        contest=one.contest,
        area=one.area,
        revision=one.revision,
        standing=one.standing,
        sha256=one.sha256,
        key=one.key,
        signature=one.signature,
        statement=one.text,
        pdf=f"/sertifikat/{one.sha256}.pdf",
        signer=one.signer,
        signed_at=one.signed_at,
    )


def _ready(ready: Ready, language: Language) -> ReadyOut:
    lines = tuple(
        LineOut(
            key=line.key,
            what=texts.say(line.what, language),
            done=line.done,
            note=texts.say(line.note, language) if line.note else "",
            page=line.page,
        )
        for line in ready.lines
    )
    differences = tuple(
        DifferenceOut(source=d.source, child=d.child, row=d.row, here=d.here, there=d.there, since=d.since)
        for d in ready.compared.differences
    )
    return ReadyOut(
        area=ready.area.code,
        ready=not ready.to_do,
        lines=lines,
        differences=differences,
        missing=tuple(ready.missing),
        certificate=shown(ready.last) if ready.last else None,
    )
