"""Which photos every form of a kelurahan rests on: those of each station's outcome, found for all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, layouts, readings, settlements, stations, takeover
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.pairing import pair
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class Paper:
    """The photo of each page of a station's form that has one, and whether every page has."""

    photos: Mapping[int, PhotoDigest]
    whole: bool


async def of_village(session: AsyncSession, contest: ContestId, village: AreaCode) -> dict[StationCode, Paper]:
    """Return the paper of every station, in order; the photos are those of `outcomes.of_station`."""
    described = await elections.contest(session, contest)
    layout = layouts.load(described.layout, len(described.choices))
    pages = {page.number: page.codes for page in layout.pages if page.codes}
    held = [station.code for station in await elections.stations(session, contest, village)]
    counts = await stations.current_counts(session, contest, village)
    touched = await _touched(session, contest, village, held[:1])
    own: dict[StationCode, list[Reading]] = {code: [] for code in held}
    for reading in await readings.within(session, contest, village):
        if reading.observer is None and reading.count == counts.get(reading.station, stations.FIRST_COUNT):
            own[reading.station].append(reading)
    papers = {}
    for code, seen in own.items():
        at = touched.get((code, counts.get(code, stations.FIRST_COUNT)), touched.get(None))
        pairs = {page: pair(codes, (r for r in seen if r.page == page), at) for page, codes in pages.items()}
        photos = {page: found.machine.photo for page, found in pairs.items() if found.machine}
        papers[code] = Paper(photos, photos.keys() == pages.keys())
    return papers
