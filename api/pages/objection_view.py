"""Where an objection belongs and which numbers it can dispute, arranged for the eye."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api import plenary_words, words
from api.pages import objection_form
from recap.app import elections, objections, outcomes
from recap.app.texts import Language
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.message import Message

_DECIDING = ("PAS", "SAH", "TSAH", "TOT")


@dataclass(frozen=True, slots=True)
class Claimable:
    """A cell of a station's form, and what counts in it now (None while nothing does)."""

    code: str
    label: str
    value: int | None
    decides: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A station or area that an objection can be about."""

    code: str
    name: Message


async def around(session: AsyncSession, contest_id: str, area: str, language: Language) -> dict[str, object]:
    """Return what every page about objections at a place shows of it."""
    contest = await elections.contest(session, ContestId(contest_id))
    names = {str(each.code): each.name for each in await elections.lineage(session, contest.id, area)}
    names |= {str(each.code): each.name for each in await elections.areas(session, contest.id)}

    def name(code: str) -> Message:
        return words.area(code, names)

    return {
        "contest": contest,
        "area": area,
        "place": name(area),
        "name": name,
        "stations": await _stations(session, contest.id, area, names),
        "labels": words.cell_labels(contest.choices, language),
        "author": objection_form.author,
        "kinds": plenary_words.OBJECTIONS,
        "verdicts": plenary_words.VERDICTS,
    }


async def disputable(session: AsyncSession, contest_id: str, area: str, language: Language) -> dict[str, object]:
    """Return the cells of a station with what counts in them; none for an area."""
    contest = await elections.contest(session, ContestId(contest_id))
    codes = await objections.codes(session, contest.id, area)
    labels = words.cell_labels(contest.choices, language)
    values = (await outcomes.of_station(session, contest.id, StationCode(area))).values if codes else {}
    cells = [Claimable(c, labels.get(c, c), values.get(c), c.startswith(_DECIDING)) for c in codes]
    return {"cells": sorted(cells, key=lambda cell: not cell.decides)}


async def _stations(session: AsyncSession, contest: ContestId, area: str, names: dict[str, str]) -> list[Place]:
    """Return the stations to choose from; within a city there are too many to choose from a list."""
    if not Tier.CITY.value < len(area) < Tier.STATION.value:
        return []
    found = await elections.stations(session, contest, area)
    return [Place(station.code, words.area(station.code, names)) for station in found]
