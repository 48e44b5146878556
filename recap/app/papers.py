"""Which photos the forms of a kelurahan rest on: those of each station's outcome, found for all stations at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from recap.app import elections, layouts, readings, settlements, stations, takeover
from recap.domain.election import AreaCode, ContestId, StationCode
from recap.domain.pairing import pair
from recap.domain.photo import PhotoDigest
from recap.domain.reading import Reading

Pages = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Paper:
    """The photo of each page of a station's form that has one, and whether every page has."""

    photos: Mapping[int, PhotoDigest]
    whole: bool


async def of_village(session: AsyncSession, contest: ContestId, village: AreaCode) -> dict[StationCode, Paper]:
    """Return the paper of the count that counts now at every station of a kelurahan, in the order of their codes."""
    described = await elections.contest(session, contest)
    layout = layouts.load(described.layout, len(described.choices))
    pages = {page.number: page.codes for page in layout.pages if page.codes}
    held = [station.code for station in await elections.stations(session, contest, village)]
    counts = dict.fromkeys(held, stations.FIRST_COUNT) | await stations.current_counts(session, contest, village)
    settled = await settlements.first_within(session, contest, village)
    taken = await takeover.of_station(session, contest, held[0]) if held else None
    own: dict[StationCode, list[Reading]] = {code: [] for code in held}
    for reading in await readings.within(session, contest, village):
        if reading.observer is None and reading.count == counts[reading.station]:
            own[reading.station].append(reading)
    return {
        code: _paper(pages, seen, _earlier(taken.at if taken else None, settled.get((code, counts[code]))))
        for code, seen in own.items()
    }


def _paper(pages: Pages, seen: Iterable[Reading], touched_at: datetime | None) -> Paper:
    known = list(seen)
    pairs = {n: pair(codes, (r for r in known if r.page == n), touched_at) for n, codes in pages.items()}
    photos = {page: found.machine.photo for page, found in pairs.items() if found.machine}
    return Paper(photos, photos.keys() == pages.keys())


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at), default=None)
