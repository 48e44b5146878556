"""The signature of a tier: what it binds, and everything that happens with it in one transaction."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import (
    certificates,
    database,
    dhasil,
    drafts,
    elections,
    jobs,
    officers,
    pades,
    plenary_bell,
    readiness,
)
from recap.app import stations as station_states
from recap.app.blobs import Blobs
from recap.app.certificates import Certificate
from recap.app.documents import certificate as document
from recap.app.drafts import Draft
from recap.app.keys import TierKey, TierKeys
from recap.app.officers import Officer
from recap.app.readiness import Ready
from recap.app.tables import CertificateRow, StationStateRow
from recap.domain.canonical import canonical
from recap.domain.certificate import digest
from recap.domain.election import AreaCode, ContestId, StationCode, Tier, tier_of
from recap.domain.refusals.signing import AlreadySigned, CodeMissing, NumbersDiffer, SigningIncomplete
from recap.domain.rights import TWO_FACTORS, Act

_UNSIGNED = "PRATINJAU, BELUM DITANDATANGANI"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a signature needs from the house: the tiers' keys, the store, and the address certificates are found at."""

    keys: TierKeys
    blobs: Blobs
    address: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer signs: `code` is fresh from the authenticator, `reasons` say why stations are not in."""

    contest: ContestId
    area: AreaCode
    code: str = ""
    reasons: Mapping[StationCode, str] = field(default_factory=dict)


async def sign(session: AsyncSession, desk: Desk, officer: Officer, wanted: Wanted) -> Certificate:
    """Sign the officer's own area and lock what lies in it; the refusal says what is still missing."""
    officer.must(Act.SIGN, wanted.contest, wanted.area)
    await _hold(session, wanted)
    ready = await readiness.of_area(session, wanted.contest, wanted.area, wanted.reasons)
    _must_be_ready(ready)
    for child in ready.signed.values():
        if child.area in ready.children:
            certificates.verify(child, desk.keys)
    await _confirm(session, officer, wanted.code)
    key = await asyncio.to_thread(desk.keys.of, wanted.area, ready.area.name)
    draft = await drafts.draft(session, ready, officer, key)
    return await _record(session, desk, draft, key)


async def preview(session: AsyncSession, ready: Ready, officer: Officer, key: TierKey) -> bytes:
    """Return the certificate as it would look if it were signed now, without any signature."""
    draft = await drafts.draft(session, ready, officer, key)
    paper = dhasil.paper(draft, canonical(draft.statement), "")
    return await asyncio.to_thread(document.render, replace(paper, title=f"{_UNSIGNED}: {paper.title}"))


async def _hold(session: AsyncSession, wanted: Wanted) -> None:
    """Let no station change until the signature is recorded: those that are locked already cannot."""
    held = [each.code for each in await elections.stations(session, wanted.contest, wanted.area)]
    if tier_of(wanted.area) is not Tier.VILLAGE:
        below = await certificates.within(session, wanted.contest, wanted.area)
        held = sorted({StationCode(code) for each in below.values() for code in each.absent})
    for station in held:
        await station_states.hold(session, wanted.contest, station)
    await database.lock(session, f"certificates:{wanted.contest}")
    await database.lock(session, plenary_bell.topic(wanted.contest, wanted.area))


def _must_be_ready(ready: Ready) -> None:
    name, missing = ready.area.name, {line.key: line for line in ready.to_do}
    if "open" in missing:
        raise AlreadySigned(name=name)
    if missing.keys() == {"sums"}:
        raise NumbersDiffer(name=name, count=len(ready.compared.differences))
    for line in missing.values():
        raise SigningIncomplete(name=name, missing=line.what.text)


async def _confirm(session: AsyncSession, officer: Officer, code: str) -> None:
    if officer.role in TWO_FACTORS:
        if not code.strip():
            raise CodeMissing
        await officers.check_totp(session, officer.id, code.strip())


async def _record(session: AsyncSession, desk: Desk, draft: Draft, key: TierKey) -> Certificate:
    text = canonical(draft.statement)
    number, contest, area = digest(text), draft.ready.contest.id, draft.ready.area.code
    address = f"{desk.address}/sertifikat/{number}" if desk.address else ""
    pdf = await asyncio.to_thread(_pdf, draft, text, address)
    name = sha256(pdf).hexdigest()
    # The file is there before the row that names it; a file that no row names harms nobody.
    await desk.blobs.put(certificates.pdf_key(name), pdf)
    row = CertificateRow(
        contest=contest,
        area=area,
        revision=draft.statement["revision"],
        statement=text,
        sha256=number,
        signature=b64encode(key.sign(text.encode())).decode(),
        key=key.id,
        pdf=name,
        officer=draft.officer.id,
        signed_at=draft.at,
    )
    session.add(row)
    await session.flush()
    await _lock(session, row, draft.ready)
    await jobs.announce(session, jobs.CHANGED)
    return await certificates.get(session, number)


async def _lock(session: AsyncSession, row: CertificateRow, ready: Ready) -> None:
    open_still = ready.reasons.keys() if tier_of(row.area) is Tier.VILLAGE else []
    mine = (StationStateRow.contest == row.contest, StationStateRow.station.startswith(row.area))
    locked = update(StationStateRow).where(*mine, StationStateRow.station.not_in(open_still))
    await session.execute(locked.values(locked_by=row.id, updated_at=row.signed_at))


def _pdf(draft: Draft, text: str, address: str) -> bytes:
    paper = dhasil.paper(draft, text, address)
    return pades.sign(document.render(paper), draft.key, dhasil.REASON, draft.ready.area.name, draft.at)
