"""One photographed page to be checked by whoever sent it: shown number beside cell, taken back as it was written."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render, windows, words
from api.confirm import Keyed, confirm, ready_page
from api.confirm import refusal as why_closed
from api.deps import house, language_of
from api.desk import Desk
from api.pages import sheets
from api.pages.sheets import Given
from recap.app import elections, outcomes
from recap.app.officers import Officer
from recap.app.texts import Language
from recap.domain.errors import Conflict, ValuesMissing
from recap.domain.message import Message

_MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that came back: what was written in it, and what is wrong."""

    given: Given
    message: Message


@dataclass(frozen=True, slots=True)
class Sheet:
    """One photo on somebody's desk, and the address of that desk."""

    on: Desk
    sha256: str
    address: str


async def show(request: Request, session: AsyncSession, sheet: Sheet, refusal: Refusal | None = None) -> Response:
    """Show a photo that was read: every number beside the place on the paper it was read from."""
    on, language = sheet.on, language_of(request)
    seen = on.photo(sheet.sha256)
    page = on.layout.page(ready_page(seen))
    given = refusal.given if refusal else sheets.keyed(seen.confirmed)
    paper = sheets.Paper(seen, await windows.of_photo(house(request).blobs, seen), seen.hidden(house(request).blinds))
    rows = sheets.rows(on, paper, given, language)
    facts = (await outcomes.sheet(session, on.contest.id, on.station)).facts
    closed = await why_closed(session, on, frozenset({page.number}))
    elsewhere = {c: v for values in on.keyed.values() for c, v in values.items() if c not in page.codes}
    context = {
        **await around(session, sheet.on, sheet.address),
        "seen": seen,
        "page": page,
        "rows": rows,
        "blind": sum(entry.blind for row in rows for entry in row.entries),
        "first": [entry for row in rows for entry in row.entries if entry.first],
        "remark": paper.remark,
        "corrected": [entry for row in rows for entry in row.entries if entry.code in paper.corrected],
        "hints": {
            "rules": sheets.hints(on, page.number, facts, language),
            "known": {code: value for code, value in elsewhere.items() if value is not None},
        },
        "picture": windows.original_address(seen),
        "closed": closed.message if closed else None,
        "refused": refusal.message if refusal else None,
    }
    return render.page(request, "sheet.html", context, 422 if refusal else 200)


async def take(request: Request, session: AsyncSession, officer: Officer, sheet: Sheet) -> Response:
    """Record the numbers as the person left them and go back to the desk, or show the page with what is wrong."""
    page = ready_page(sheet.on.photo(sheet.sha256))
    given = await _given(request)
    keyed = Keyed(sheet.sha256, _numbers(given))
    try:
        await confirm(session, officer, sheet.on, keyed, house(request).blinds)
    except ValuesMissing:
        missing = _missing(sheet.on, page, given, language_of(request))
        return await show(request, session, sheet, Refusal(given, missing))
    except Conflict as refused:
        return await show(request, session, sheet, Refusal(given, refused.message))
    return RedirectResponse(f"{sheet.address}?done={page}", 303)


async def around(session: AsyncSession, on: Desk, address: str) -> dict[str, object]:
    """Return what every page of a station says of where it is."""
    areas = await elections.lineage(session, on.contest.id, on.station)
    station = await elections.station(session, on.contest.id, on.station)
    names = {"village": areas[-1].name, "district": areas[-2].name}
    return {"on": on, "station": station, **names, "desk": address, "observing": on.observer is not None}


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
