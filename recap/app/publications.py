"""What may be shown of a station, and which folders have been published; only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import clock, disclosures, discrepancies, elections, outcomes, photos, readings, results, stations
from recap.app.disclosures import StationActs
from recap.app.discrepancies import Case
from recap.app.results import Result
from recap.app.stations import StationState
from recap.app.tables import PublicationRow, ResultRow
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import Decision, Reader, Reading
from recap.domain.settlement import State


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo sent for a station: `received`, `read`, `superseded` by a later one of its page, or `refused`."""

    sha256: PhotoDigest
    page: int | None
    state: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the public may see of one station and contest; `readers` saw, each for themselves, what is written."""

    contest: ContestId
    station: Station
    state: StationState
    result: Result | None
    changed_at: datetime | None = None
    acts: StationActs = field(default_factory=StationActs)
    photos: tuple[ShownPhoto, ...] = ()
    cases: tuple[Case, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def empty(cls, contest: ContestId, station: Station) -> Self:
        """Return the dossier of a station from which nothing has come."""
        return cls(contest, station, StationState(contest, station.code, State.WAITING), None)


async def dossier(session: AsyncSession, contest: ContestId, code: StationCode) -> Dossier:
    """Return what may be shown of a station; hold the station first, or the parts may be of different moments."""
    outcome = await outcomes.of_station(session, contest, code)
    result = await results.latest(session, contest, code)
    return Dossier(
        contest,
        await elections.station(session, contest, code),
        await stations.state(session, contest, code),
        result,
        (await disclosures.changes(session, contest, code)).get(code),
        await disclosures.of_station(session, contest, code),
        tuple(await _photos(session, contest, code, outcome.photos)),
        tuple(await discrepancies.of_station(session, contest, code)),
        outcome.confirmed_by if result and result.says(outcome) else {},
    )


async def add(session: AsyncSession, manifest_sha256: str) -> None:
    """Record that a folder with this manifest has been published."""
    last = await session.scalar(select(func.max(ResultRow.id)))
    session.add(PublicationRow(manifest_sha256=manifest_sha256, last_result=last, published_at=clock.now()))
    await session.flush()


async def _photos(
    session: AsyncSession, contest: ContestId, code: StationCode, current: Mapping[int, PhotoDigest]
) -> list[ShownPhoto]:
    seen = [r for r in await readings.of_all_counts(session, contest, code) if r.observer is None]
    sent = [u for u in await photos.uploads_of(session, contest, code) if not u.observed]
    first_sent = {u.photo: u for u in reversed(sent)}
    machine = {r.photo: r for r in seen if r.reader is Reader.MACHINE}
    shown = []
    for upload in sorted(first_sent.values(), key=lambda u: u.id):
        if upload.photo in machine:
            shown.append(_shown(upload, machine[upload.photo], current))
        else:
            shown.append(await _unread(session, upload))
    return shown


def _shown(upload: Upload, reading: Reading, current: Mapping[int, PhotoDigest]) -> ShownPhoto:
    state = "read" if current.get(reading.page) == upload.photo else "superseded"
    return ShownPhoto(upload.photo, reading.page, state, upload.received_at)


async def _unread(session: AsyncSession, upload: Upload) -> ShownPhoto:
    said = await readings.machine(session, upload.photo)
    page = said.page if said and said.decision is not Decision.REFUSE else None
    return ShownPhoto(upload.photo, page, "refused" if said else "received", upload.received_at)
