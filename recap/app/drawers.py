"""What the database holds of several stations of a contest, read together: a dozen queries however many they are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import disclosures, discrepancies, photos, pictures, readings, settlements, stations, takeover
from recap.app.disclosures import StationActs
from recap.app.discrepancies import Case
from recap.app.scopes import Some
from recap.app.stations import StationState
from recap.app.tables import LogEntryRow, ReadingRow
from recap.domain.election import Contest, ContestId, StationCode
from recap.domain.photo import PhotoDigest, Upload
from recap.domain.reading import Decision, Reader, Reading
from recap.domain.settlement import Settlement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawer:
    """What was found, by station or photo.

    `said` is the page the machine last saw on each photo it has read for a station, None where it refused it; `sent`
    the index in the log of the first act of sending a photo for a station, `logged` those of a station's results, in
    their order.
    """

    contest: Contest
    states: Mapping[StationCode, StationState]
    changed: Mapping[StationCode, datetime]
    acts: Mapping[StationCode, StationActs]
    uploads: Mapping[StationCode, Sequence[Upload]]
    seen: Mapping[StationCode, Sequence[Reading]]
    answered: Mapping[tuple[StationCode, int], Sequence[Settlement]]
    taken: Mapping[StationCode, datetime]
    cases: Mapping[StationCode, Sequence[Case]]
    pictures: Mapping[PhotoDigest, str]
    said: Mapping[tuple[StationCode, PhotoDigest], int | None]
    sent: Mapping[tuple[StationCode, str], int]
    logged: Mapping[StationCode, Sequence[int]]


async def drawer(session: AsyncSession, contest: Contest, some: Some) -> Drawer:
    """Return what is known of these stations."""
    sent = [each for each in await photos.uploads_of_all(session, contest.id, some) if not each.observed]
    names = {each.photo for each in sent}
    entries = await _entries(session, contest.id, some)
    first_sent = {(area, subject or ""): index for index, kind, area, subject in reversed(entries) if kind == "upload"}
    logged = _by(lambda entry: entry[2], (entry for entry in entries if entry[1] == "result"))
    return Drawer(
        contest=contest,
        states=await stations.states(session, contest.id, some),
        changed=await disclosures.changes(session, contest.id, some),
        acts=await disclosures.of_stations(session, contest.id, some),
        uploads=_by(lambda upload: upload.station, sent),
        seen=_by(lambda reading: reading.station, await readings.within(session, contest.id, some)),
        answered=await settlements.of_all(session, contest.id, some),
        taken=await takeover.moments(session, contest.id, some),
        cases=_by(lambda found: found.station, await discrepancies.of_all(session, contest.id, some)),
        pictures=await pictures.of_photos(session, names),
        said=await _last_said(session, contest.id, some),
        sent=first_sent,
        logged={area: [index for index, *_ in found] for area, found in logged.items()},
    )


async def _last_said(
    session: AsyncSession, contest: ContestId, some: Some
) -> dict[tuple[StationCode, PhotoDigest], int | None]:
    """Return the page the machine last saw on each photo it has read for these stations, None where it refused it.

    What it says depends on whom it was sent for: it refuses for one station what it reads for another.
    """
    page = case((ReadingRow.decision != Decision.REFUSE, ReadingRow.page))
    which = (ReadingRow.station, ReadingRow.photo)
    query = (
        select(*which, page)
        .ext(distinct_on(*which))
        .where(ReadingRow.contest == contest, ReadingRow.station.in_(some), ReadingRow.reader == Reader.MACHINE)
        .order_by(*which, ReadingRow.id.desc())
    )
    found = await session.execute(query)
    return {(StationCode(station), PhotoDigest(photo)): seen for station, photo, seen in found}


async def _entries(
    session: AsyncSession, contest: ContestId, some: Some
) -> list[tuple[int, str, StationCode, str | None]]:
    """Return index, kind, station and subject of the entries about uploads and results at these stations."""
    row = LogEntryRow
    here = (row.contest == contest, row.area.in_(some), row.kind.in_(("upload", "result")))
    query = select(row.index, row.kind, row.area, row.subject).where(*here).order_by(row.index)
    return [(index, kind, StationCode(area or ""), what) for index, kind, area, what in await session.execute(query)]


def _by(of: Callable[[T], StationCode], rows: Iterable[T]) -> dict[StationCode, list[T]]:
    found: dict[StationCode, list[T]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found
