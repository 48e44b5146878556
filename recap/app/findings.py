"""What is found at a station beside its form's arithmetic: pages away, photos amiss, doubles, hints, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from recap.app import clock, objected
from recap.app.settings import settings
from recap.app.tables import ReadingRow, ResultRow, StationStateRow
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.findings import Double, Misplaced, contests_differ, doubles, misplaced, missing_pages
from recap.domain.outliers import outliers
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reader
from recap.domain.settlement import Discrepancy, Sheet, State

_MISPLACED = ("wrong_station", "wrong_page", "wrong_contest")
"""Reasons for which the machine refuses a photo that shows a sheet, but not the one it was sent for."""

INK_BITS = 512
"""The first digits of `reading.likeness` hash what is written on the sheet, the others the photo as taken."""
INK_NEAR = 120
INK_OF_COPY, PHOTO_OF_COPY = 150, 36
"""Two hashes this near in ink are of one sheet, in both of one photo: `ocr/likeness.py` says how that was measured."""


@dataclass(frozen=True, slots=True)
class Place:
    """One count of one station in one contest."""

    contest: ContestId
    station: StationCode
    count: int = 1


async def of_station(
    session: AsyncSession, place: Place, form: Sheet, values: Mapping[str, int], now: datetime | None = None
) -> list[Discrepancy]:
    """Return every case of these kinds at a station, given the numbers that stand there now."""
    patience = timedelta(minutes=settings().missing_page_minutes)
    arrived = await _arrived(session, place)
    found = [
        *missing_pages(form.pages, arrived, now or clock.now(), patience),
        *misplaced(form.pages, await _refused(session, place), arrived),
        *doubles(form.pages, await _doubles(session, place)),
        *await objected.of_station(session, place.contest, place.station, place.count),
    ]
    if all(code in values for code in form.codes):
        found += contests_differ(values, await _other_contests(session, place))
        found += outliers(values, _choices(form), await _neighbours(session, place))
    # An officer who keyed a page from the paper has replaced it: nothing of it is missing any more.
    keyed = {page for page, codes in form.pages.items() if all(code in values for code in codes)}
    gone = {f"{kind}:{page}" for kind in ("MISSING", "R20") for page in keyed}
    return [each for each in found if each.key not in gone]


async def overdue_pages(session: AsyncSession, now: datetime) -> list[tuple[ContestId, StationCode]]:
    """Return the stations from which a page came longer ago than a missing page may take, and which still wait."""
    since = now - timedelta(minutes=settings().missing_page_minutes)
    query = (
        select(ReadingRow.contest, ReadingRow.station)
        .join(
            StationStateRow,
            (StationStateRow.contest == ReadingRow.contest) & (StationStateRow.station == ReadingRow.station),
        )
        .where(
            ReadingRow.counted,
            ReadingRow.reader == Reader.MACHINE,
            StationStateRow.state != State.ACCEPTED,
            StationStateRow.locked_by.is_(None),
        )
        .group_by(ReadingRow.contest, ReadingRow.station, StationStateRow.updated_at)
        # Looked at since then, the station has its case already.
        .having(func.max(ReadingRow.created_at) < since)
        .having(StationStateRow.updated_at < func.max(ReadingRow.created_at) + (now - since))
    )
    return [(ContestId(contest), StationCode(station)) for contest, station in await session.execute(query)]


async def _arrived(session: AsyncSession, place: Place) -> dict[int, datetime]:
    query = (
        select(ReadingRow.page, func.max(ReadingRow.created_at))
        .where(*_here(place), ReadingRow.counted, ReadingRow.page.is_not(None))
        .group_by(ReadingRow.page)
    )
    return {page: at for page, at in await session.execute(query) if page is not None}


async def _refused(session: AsyncSession, place: Place) -> list[Misplaced]:
    query = (
        select(ReadingRow.photo, ReadingRow.page)
        .where(*_here(place), ReadingRow.reason.in_(_MISPLACED), ReadingRow.page.is_not(None))
        .order_by(ReadingRow.id)
    )
    return [Misplaced(PhotoDigest(photo), page) for photo, page in await session.execute(query) if page is not None]


def _here(place: Place) -> tuple[ColumnElement[bool], ...]:
    mine = (ReadingRow.contest == place.contest, ReadingRow.station == place.station)
    return (*mine, ReadingRow.count == place.count, ReadingRow.reader == Reader.MACHINE, ReadingRow.observed.is_(False))


_DOUBLES = text("""
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT ON (page) id, photo, page, likeness::varbit AS bits FROM reading
        WHERE contest = :contest AND station = :station AND count = :count AND reader = 'machine'
            AND counted AND NOT observed
        ORDER BY page, id DESC
    ), compared AS MATERIALIZED (
        SELECT mine.photo, mine.page, other.photo AS other_photo, other.station, other.id,
            mine.bits # other.likeness::varbit AS apart
        FROM mine JOIN reading AS other ON other.contest = :contest AND other.page = mine.page AND other.id < mine.id
            AND other.station <> :station AND other.reader = 'machine' AND other.counted AND NOT other.observed
            AND other.likeness IS NOT NULL
    )
    SELECT photo, page, other_photo, station, bit_count(substring(apart FROM 1 FOR :ink)) AS ink FROM compared
    WHERE photo = other_photo OR bit_count(substring(apart FROM 1 FOR :ink)) <= :ink_near
        OR (bit_count(substring(apart FROM 1 FOR :ink)) <= :ink_of_copy
            AND bit_count(substring(apart FROM :ink + 1)) <= :photo_of_copy)
    ORDER BY page, ink, id
""")


async def _doubles(session: AsyncSession, place: Place) -> list[Double]:
    """Return for each page that counts the earlier photo of another station that it is nearest to, if it is near."""
    facts = {"contest": place.contest, "station": place.station, "count": place.count, "ink": INK_BITS}
    bars = {"ink_near": INK_NEAR, "ink_of_copy": INK_OF_COPY, "photo_of_copy": PHOTO_OF_COPY}
    rows = await session.execute(_DOUBLES, facts | bars)
    nearest: dict[int, Double] = {}
    for photo, page, other_photo, other_station, distance in rows:
        double = Double(PhotoDigest(photo), page, PhotoDigest(other_photo), other_station, distance or 0)
        nearest.setdefault(page, double)
    return list(nearest.values())


async def _other_contests(session: AsyncSession, place: Place) -> dict[str, Mapping[str, int]]:
    """Return what the other contests' forms of the same TPS say, as far as they are settled."""
    election = place.contest.partition(".")[0]
    here = (ResultRow.election == election, ResultRow.station == place.station, ResultRow.contest != place.contest)
    return await _newest(session, ResultRow.contest, here)


async def _neighbours(session: AsyncSession, place: Place) -> list[Mapping[str, int]]:
    village = place.station[: Tier.VILLAGE.value]
    within = ResultRow.station.startswith(village, autoescape=True)
    others = (ResultRow.contest == place.contest, within, ResultRow.station != place.station)
    return list((await _newest(session, ResultRow.station, others)).values())


async def _newest(
    session: AsyncSession, by: InstrumentedAttribute[str], which: Sequence[ColumnElement[bool]]
) -> dict[str, Mapping[str, int]]:
    query = select(by, ResultRow.values).ext(distinct_on(by)).where(*which)
    rows = await session.execute(query.order_by(by, ResultRow.count.desc(), ResultRow.revision.desc()))
    return {name: values for name, values in rows}  # noqa: C416  rows are not pairs to a type checker


def _choices(form: Sheet) -> int:
    return sum(code.startswith("PAS") for code in form.codes)


_COMPLETE = text("""
    WITH counted AS (
        SELECT state.contest, left(state.station, :village) AS code, state.station, state.updated_at, state.locked_by
        FROM station_state AS state WHERE state.revision > 0
    ), village AS (
        SELECT contest, code, count(*) AS stations_in FROM counted GROUP BY contest, code
    ), complete AS (
        SELECT village.contest, village.code, (
            SELECT max(result.settled_at) FROM result
            WHERE result.contest = village.contest AND left(result.station, :village) = village.code
        ) AS last
        FROM village
        WHERE village.stations_in = (
            SELECT count(*) FROM station
            WHERE station.election = split_part(village.contest, '.', 1) AND left(station.code, :village) = village.code
        )
    )
    SELECT counted.contest, counted.station FROM counted JOIN complete USING (contest, code)
    WHERE counted.updated_at < complete.last AND counted.locked_by IS NULL
    ORDER BY counted.station
""")


async def complete_villages(session: AsyncSession) -> list[tuple[ContestId, StationCode]]:
    """Return the stations last looked at before their kelurahan was complete: their shares can be compared now."""
    rows = await session.execute(_COMPLETE, {"village": Tier.VILLAGE.value})
    return [(ContestId(contest), StationCode(station)) for contest, station in rows]
