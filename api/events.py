"""Telling a waiting phone that its photo has been read, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api import show
from api.access import AnyOfficer
from api.deps import AtHome, House, Tongue
from api.desk import PhotoSeen, PhotoState, desk
from api.photos import AtPlace, Place
from recap.app import jobs
from recap.app.database import transaction
from recap.app.texts import Language
from recap.domain.rights import Act

router = APIRouter(prefix="/api/photos", tags=["photos"])

_LOOK_EVERY_S = 5
_AT_MOST_S = 55
"""Shorter than the patience of common proxies; the browser opens the next stream by itself."""


@router.get("/{sha256}/events", response_class=StreamingResponse)
async def events(
    sha256: str, place: AtPlace, officer: AnyOfficer, at_home: AtHome, language: Tongue
) -> StreamingResponse:
    """Send an event `state` with what became of a photo, again when it changes, until it has been read or refused."""
    officer.must(Act.SEE, place.contest, place.station)
    first = await _look(at_home, place, sha256)
    stream = _changes(at_home, place, first, language)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _changes(at_home: House, place: Place, seen: PhotoSeen, language: Language) -> AsyncIterator[str]:
    yield _event(seen, language)
    with at_home.bell.hearing(jobs.station_topic(place.contest, place.station)) as rung:
        for _ in range(_AT_MOST_S // _LOOK_EVERY_S):
            rung.clear()
            now = await _look(at_home, place, seen.upload.photo)
            if now.state is not seen.state:
                seen = now
                yield _event(seen, language)
            if seen.state is not PhotoState.RECEIVED:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), _LOOK_EVERY_S)
            yield ": still waiting\n\n"


async def _look(at_home: House, place: Place, sha256: str) -> PhotoSeen:
    async with transaction(at_home.engine) as session:
        return (await desk(session, place.contest, place.station)).photo(sha256)


def _event(seen: PhotoSeen, language: Language) -> str:
    return f"event: state\ndata: {show.photo(seen, language).model_dump_json()}\n\n"
