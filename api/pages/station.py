"""The KPPS's pages: what was sent and what is missing, and one photo read, number beside cell."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, windows, words
from api.access import StationOfficer
from api.confirm import confirm, held_desk, ready_page
from api.deps import Session, house, language_of
from api.desk import Desk, desk
from api.pages import sheets
from api.pages.sheets import Given
from api.security import same_origin
from recap.app import elections, outcomes, stations
from recap.app.texts import Language
from recap.domain.errors import AlreadyConfirmed, ValuesMissing
from recap.domain.message import Message
from recap.domain.rights import Act

router = APIRouter(prefix="/petugas/tps", include_in_schema=False, dependencies=[Depends(same_origin)])


class Place:
    """The station in a page's address."""

    def __init__(self, contest: Annotated[str, Path()], station: Annotated[str, Path()]) -> None:
        """Keep both."""
        self.contest = contest
        self.station = station


_MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that came back: what was written in it, and what is wrong."""

    given: Given
    message: Message


@router.get("/{contest}/{station}")
async def desk_page(
    place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session, done: int = 0
) -> Response:
    """Show a station's expected pages, every photo sent, and where to send the next."""
    officer.must(Act.SEND, place.contest, place.station)
    on = await desk(session, place.contest, place.station)
    state = await stations.state(session, on.contest.id, on.station)
    context = {"state": state.state, "state_words": words.STATES[state.state], "done": done}
    context |= {"page_words": words.PAGES, "photo_words": words.PHOTOS}
    return render.page(request, "desk.html", {**await _around(session, on), **context})


@router.get("/{contest}/{station}/foto/{sha256}")
async def sheet_page(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session
) -> Response:
    """Show one photo that was read: every number beside the place on the paper it was read from."""
    officer.must(Act.CONFIRM, place.contest, place.station)
    on = await desk(session, place.contest, place.station)
    ready_page(on.photo(sha256))
    return await _sheet(request, session, on, sha256)


@router.post("/{contest}/{station}/foto/{sha256}")
async def confirmation(
    sha256: str, place: Annotated[Place, Depends(Place)], request: Request, officer: StationOfficer, session: Session
) -> Response:
    """Record the numbers as the person left them, or show the page again with what is missing."""
    officer.must(Act.CONFIRM, place.contest, place.station)
    on = await held_desk(session, place.contest, place.station)
    page = ready_page(on.photo(sha256))
    given = await _given(request)
    try:
        await confirm(session, officer, on, sha256, _numbers(given))
    except ValuesMissing:
        return await _sheet(
            request, session, on, sha256, Refusal(given, _missing(on, page, given, language_of(request)))
        )
    except AlreadyConfirmed as refused:
        return await _sheet(request, session, on, sha256, Refusal(given, refused.message))
    return RedirectResponse(f"{_address(on)}?done={page}", 303)


async def _sheet(
    request: Request, session: AsyncSession, on: Desk, sha256: str, refusal: Refusal | None = None
) -> Response:
    language, seen = language_of(request), on.photo(sha256)
    page = on.layout.page(ready_page(seen))
    shown = await windows.of_photo(house(request).blobs, seen)
    given = refusal.given if refusal else sheets.keyed(seen.confirmed)
    rows = sheets.rows(on, seen, shown, given, language)
    station = await elections.station(session, on.contest.id, on.station)
    outcome = await outcomes.of_station(session, on.contest.id, on.station)
    elsewhere = {c: v for c, v in outcome.keyed.items() if c not in page.codes and v is not None}
    context = {
        "seen": seen,
        "page": page,
        "rows": rows,
        "blind": sum(entry.blind for row in rows for entry in row.entries),
        "hints": {"rules": sheets.hints(on, page.number, station, language), "known": elsewhere},
        "picture": windows.original_address(seen),
        "closed": page.number in outcome.closed,
        "refused": refusal.message if refusal else None,
    }
    return render.page(request, "sheet.html", {**await _around(session, on), **context}, 422 if refusal else 200)


async def _around(session: AsyncSession, on: Desk) -> dict[str, object]:
    around = await elections.lineage(session, on.contest.id, on.station)
    station = await elections.station(session, on.contest.id, on.station)
    return {"on": on, "station": station, "village": around[-1].name, "district": around[-2].name, "desk": _address(on)}


async def _given(request: Request) -> Given:
    form = await request.form()
    texts = {code: value.strip() for code, value in form.items() if isinstance(value, str) and code != "unreadable"}
    return Given(texts, frozenset(str(code) for code in form.getlist("unreadable")))


def _numbers(given: Given) -> dict[str, int | None]:
    """Return what was written as numbers; whatever is no number is left out, and so will be asked for again."""
    written = {c: int(t) for c, t in given.texts.items() if t.isdecimal() and len(t) <= _MOST_DIGITS}
    return {**dict.fromkeys(given.unreadable), **written}


def _missing(on: Desk, page: int, given: Given, language: Language) -> Message:
    """Name the cells without a number by their labels: people do not know codes."""
    labels, written = words.cell_labels(on.contest.choices, language), _numbers(given)
    return ValuesMissing(codes="; ".join(labels[c] for c in on.layout.page(page).codes if c not in written)).message


def _address(on: Desk) -> str:
    return f"/petugas/tps/{on.contest.id}/{on.station}"
