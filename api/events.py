"""Telling a waiting phone that its photo has been read, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api import show
from api.access import AnyOfficer
from api.deps import AtHome, House, Tongue
from api.desk import PhotoSeen, PhotoState, desk_of
from api.photos import AtPlace, Place
from recap.app import jobs
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.app.texts import Language
from recap.domain.rights import Act

router = APIRouter(prefix="/api/photos", tags=["photos"])


@dataclass(frozen=True, slots=True)
class Watched:
    """Which photo somebody waits for."""

    officer: Officer
    place: Place
    sha256: str


_LOOK_EVERY_S = 5
_AT_MOST_S = 55
"""Shorter than the patience of common proxies; the browser opens the next stream by itself."""


@router.get("/{sha256}/events", response_class=StreamingResponse)
async def events(
    sha256: str, place: AtPlace, officer: AnyOfficer, at_home: AtHome, language: Tongue
) -> StreamingResponse:
    """Send an event `state` with what became of a photo, again when it changes, until it has been read or refused."""
    officer.must(Act.SEE, place.contest, place.station)
    watched = Watched(officer, place, sha256)
    first = await _look(at_home, watched)
    stream = _changes(at_home, watched, first, language)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _changes(at_home: House, watched: Watched, seen: PhotoSeen, language: Language) -> AsyncIterator[str]:
    yield _event(seen, language)
    with at_home.bell.hearing(jobs.station_topic(watched.place.contest, watched.place.station)) as rung:
        for _ in range(_AT_MOST_S // _LOOK_EVERY_S):
            rung.clear()
            now = await _look(at_home, watched)
            if now.state is not seen.state:
                seen = now
                yield _event(seen, language)
            if seen.state is not PhotoState.RECEIVED:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), _LOOK_EVERY_S)
            yield ": still waiting\n\n"


async def _look(at_home: House, watched: Watched) -> PhotoSeen:
    async with transaction(at_home.engine) as session:
        on = await desk_of(session, watched.officer, watched.place.contest, watched.place.station)
        return on.photo(watched.sha256)


def _event(seen: PhotoSeen, language: Language) -> str:
    return f"event: state\ndata: {show.photo(seen, language).model_dump_json()}\n\n"
