"""Plenaries over the wire: where one stands, each moment of it, and the bell its pages follow."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import Field

from api.access import AnyOfficer
from api.deps import AtHome, House, Session
from api.schemas import Wire
from api.security import same_origin
from recap.app import objections, plenaries, plenary_bell
from recap.app.database import transaction
from recap.app.plenaries import Said
from recap.domain.election import ContestId
from recap.domain.plenary import Attendee, Moment, Plenary, Presence, Seat
from recap.domain.rights import Act

router = APIRouter(prefix="/api/plenaries", tags=["plenaries"], dependencies=[Depends(same_origin)])

_LOOK_EVERY_S = 5
_AT_MOST_S = 55
"""Shorter than the patience of common proxies; the browser opens the next stream by itself."""

Line = Annotated[str, Field(max_length=300)]


class AttendeeIn(Wire):
    """One who attends, in what capacity, and what they did."""

    seat: Seat
    name: Line
    presence: Presence = Presence.PRESENT
    choice: int | None = None
    mandate: Line = ""
    reason: Line = ""


class EventIn(Wire):
    """One moment: its kind, and what this kind needs (see the names in `recap.domain.plenary.Event`)."""

    kind: Moment
    subject: Annotated[str, Field(max_length=13)] = ""
    words: Annotated[str, Field(max_length=2000)] = ""
    place: Line = ""
    chair: Line = ""
    standing: Annotated[str, Field(max_length=64)] = ""
    posted: bool | None = None
    attendee: AttendeeIn | None = None
    carried: frozenset[int] = frozenset()


class PlenaryOut(Wire):
    """Where a plenary stands; `current` is the child on the table, empty when all are read."""

    area: str
    opened_at: datetime | None
    closed_at: datetime | None
    place: str
    chair: str
    total: int
    read: tuple[str, ...]
    stale: tuple[str, ...]
    pending: tuple[str, ...]
    skipped: Mapping[str, str]
    current: str
    attendance: tuple[AttendeeIn, ...]


@router.get("/{contest}/{area}")
async def one(contest: str, area: str, officer: AnyOfficer, session: Session) -> PlenaryOut:
    """Return where the plenary of an area stands."""
    officer.must(Act.SEE, contest, area)
    return _shown(area, await plenaries.state(session, ContestId(contest), area))


@router.post("/{contest}/{area}/events", status_code=201)
async def moment(contest: str, area: str, asked: EventIn, officer: AnyOfficer, session: Session) -> PlenaryOut:
    """Record a moment of the officer's own plenary and return where it stands then."""
    officer.must(Act.PRESIDE, contest, area)
    return _shown(area, await plenaries.record(session, officer, ContestId(contest), area, said(asked)))


@router.get("/{contest}/{area}/bell", response_class=StreamingResponse)
async def bell(contest: str, area: str, officer: AnyOfficer, at_home: AtHome) -> StreamingResponse:
    """Send an event `changed` with a digest of where the plenary stands, now and whenever that changes."""
    officer.must(Act.SEE, contest, area)
    first = await _digest(at_home, contest, area)
    stream = _changes(at_home, contest, area, first)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def said(asked: EventIn) -> Said:
    """Return what was asked for as the plenary records it."""
    who = asked.attendee
    attendee = Attendee(who.seat, who.name.strip(), who.presence, who.choice, who.mandate, who.reason) if who else None
    return Said(
        kind=asked.kind,
        subject=asked.subject,
        words=asked.words,
        place=asked.place,
        chair=asked.chair,
        standing=asked.standing,
        posted=asked.posted,
        attendee=attendee,
        carried=asked.carried,
    )


async def _changes(at_home: House, contest: str, area: str, seen: str) -> AsyncGenerator[str, None]:
    yield _event(seen)
    with at_home.bell.hearing(plenary_bell.topic(contest, area)) as rung:
        for _ in range(_AT_MOST_S // _LOOK_EVERY_S):
            rung.clear()
            now = await _digest(at_home, contest, area)
            if now != seen:
                seen = now
                yield _event(seen)
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), _LOOK_EVERY_S)
            yield ": still in session\n\n"


async def _digest(at_home: House, contest: str, area: str) -> str:
    async with transaction(at_home.engine) as session:
        now = await plenaries.state(session, ContestId(contest), area)
        filed = await objections.within(session, ContestId(contest), area)
    return sha256(repr((now, filed)).encode()).hexdigest()[:16]


def _event(digest: str) -> str:
    return f"event: changed\ndata: {digest}\n\n"


def _shown(area: str, now: Plenary) -> PlenaryOut:
    people = (
        AttendeeIn(
            seat=who.seat,
            name=who.name,
            presence=who.presence,
            choice=who.choice,
            mandate=who.mandate,
            reason=who.reason,
        )
        for who in now.attendance.values()
    )
    return PlenaryOut(
        area=area,
        opened_at=now.opened_at,
        closed_at=now.closed_at,
        place=now.place,
        chair=now.chair,
        total=len(now.agenda),
        read=tuple(code for code in now.agenda if code in now.read),
        stale=tuple(sorted(now.stale)),
        pending=now.pending,
        skipped=now.skipped,
        current=now.current,
        attendance=tuple(people),
    )
