"""How well the machine reads, watched while it does: the spot check of people against it, and what it lets through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from api import render
from api.access import AnyOfficer
from api.deps import Session
from api.schemas import HourOut, QualityOut
from recap.app import drift, elections
from recap.app.drift import Arrived
from recap.domain.drift import ALARM, EXPECTED, Hour
from recap.domain.election import ContestId
from recap.domain.intervals import exact
from recap.domain.rights import Act

router = APIRouter(tags=["elections"])


@dataclass(frozen=True, slots=True)
class Row:
    """One hour: the photos read and how many passed, the numbers compared and the ends of the share that agreed."""

    at: datetime
    photos: int
    accepted: int
    refused: int
    compared: int
    agreed: int
    least: float
    most: float


@router.get("/api/quality/{contest}/{area}")
async def quality(contest: str, area: str, officer: AnyOfficer, session: Session) -> QualityOut:
    """Return how well people and the machine agree on sure numbers that people keyed without seeing them."""
    officer.must(Act.SEE, contest, area)
    found = await drift.agreement(session, ContestId(contest), area)
    hours = tuple(HourOut(at=h.at, keyed_blind=h.n, agreed=h.agreed, height=round(h.height, 2)) for h in found.hours)
    return QualityOut(keyed_blind=found.n, agreed=found.agreed, alarm_at=found.alarm_at, hours=hours)


@router.get("/petugas/mutu/{contest}/{area}", include_in_schema=False)
async def quality_page(contest: str, area: str, request: Request, officer: AnyOfficer, session: Session) -> Response:
    """Show how well people and the machine agree over time, and how much passes without a person."""
    officer.must(Act.SEE, contest, area)
    held = await elections.contest(session, ContestId(contest))
    found = await drift.agreement(session, held.id, area)
    context: Mapping[str, object] = {
        "contest": held,
        "found": found,
        "expected": f"{EXPECTED * 1000:g}",
        "height": found.hours[-1].height / ALARM if found.hours else 0.0,
        "rows": _rows(found.hours, await drift.arrived(session, held.id, area)),
    }
    return render.page(request, "quality.html", context)


def _rows(hours: Iterable[Hour], arrived: Iterable[Arrived]) -> list[Row]:
    """Return every hour in which a photo was read or a number compared, latest first."""
    compared, read = {hour.at: hour for hour in hours}, {each.at: each for each in arrived}
    rows = []
    for at in sorted({*compared, *read}, reverse=True):
        hour, photos = compared.get(at, Hour(at, 0, 0, 0.0)), read.get(at, Arrived(at, 0, 0, 0))
        count = photos.accepted + photos.reviewed + photos.refused
        rows.append(Row(at, count, photos.accepted, photos.refused, hour.n, hour.agreed, *exact(hour.agreed, hour.n)))
    return rows
