"""A station's copy arranged for the eye: vote bars, every row, and beside them what a later tier decided."""

from collections.abc import Mapping

import segno
from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from api import words
from api.copies import pdf_address
from api.deps import language_of
from api.pages import figures
from api.pages.figures import Figure, FigureRow
from recap.app import copies, elections, results, stations
from recap.app.copies import Copy
from recap.app.texts import Language
from recap.domain.election import Choice, ContestId, StationCode
from recap.domain.message import Message
from recap.domain.rows import form_rows


async def shown(
    request: Request, session: AsyncSession, contest: ContestId, station: StationCode, copy: Copy | None
) -> dict[str, object]:
    """Return everything the page of a copy shows, the same for everybody."""
    language = language_of(request)
    held = await elections.contest(session, contest)
    around = await elections.lineage(session, contest, station)
    context: dict[str, object] = {
        "contest": held,
        "station": await elections.station(session, contest, station),
        "village": around[-1].name,
        "district": around[-2].name,
        "address": f"/salinan/{contest}/{station}",
        "copy": copy,
        "recipient": None,
    }
    if copy is None:
        return context
    state = await stations.state(session, contest, station)
    latest = await results.latest(session, contest, station)
    later = differing(copy.values, latest.values) if latest else {}
    return context | {
        "votes": figures.votes(held.choices, copy.values, language),
        "rows": rows(held.choices, copy.values, later, language),
        "later": bool(later),
        "state": state.state,
        "state_words": words.STATES[state.state],
        "pdf": pdf_address(contest, station, copy.pdf),
        "qr": segno.make_qr(copy.qr, error="l").svg_inline(omitsize=True, border=4),
        "digits": copy.qr.rpartition("#")[2],
        "earlier": (await copies.history(session, contest, station))[:-1],
        "pdf_of": lambda each: pdf_address(contest, station, each.pdf),
    }


def rows(
    choices: tuple[Choice, ...], values: Mapping[str, int | None], later: Mapping[str, int], language: Language
) -> list[FigureRow]:
    """Return every row the copy has, with the number that counts now wherever it is another one."""
    names = {choice.code: words.choice_label(choice, language) for choice in choices}
    return [
        FigureRow(
            row.code,
            names.get(row.code) or words.row_label(row, language),
            tuple(_figure(values.get(code), later.get(code)) for code in row.cells),
        )
        for row in form_rows(len(choices))
        if any(code in values for code in row.cells)
    ]


def differing(values: Mapping[str, int | None], counted: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers that count now and are not what the copy says."""
    return {code: number for code, number in counted.items() if code in values and values[code] != number}


def _figure(written: int | None, later: int | None) -> Figure:
    return Figure(written, None if later is None else Message("now counted: {number}", {"number": later}))
