"""Signed copies for programs: what a station's copy says, who acknowledged it, and how far an area is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import PUBLIC, Only
from api.deps import AtHome, Session
from api.schemas import Wire
from api.security import same_origin
from recap.app import copies, deliveries, elections, jobs, recipients, stations
from recap.app.deliveries import Delivery, Standing, Sums
from recap.app.officers import Officer
from recap.domain.election import ContestId, StationCode, Tier
from recap.domain.rights import OUTSIDERS, Act, Role

router = APIRouter(prefix="/api/copies", tags=["copies"], dependencies=[Depends(same_origin)])

Hander = Annotated[Officer, Depends(Only(frozenset(Role) - OUTSIDERS))]
"""Those who hand copies out; whoever watches them gets a copy and hands out none."""

_BELOW = {Tier.PROVINCE: Tier.CITY, Tier.CITY: Tier.DISTRICT, Tier.DISTRICT: Tier.VILLAGE, Tier.VILLAGE: Tier.STATION}


class CopyOut(Wire):
    """A station's current copy: its numbers, QR text, PDF (address and SHA-256), and how many have acknowledged it."""

    contest: str
    station: str
    count: int
    revision: int
    made_at: datetime
    values: dict[str, int | None]
    photos: dict[int, str]
    key: str
    qr: str
    pdf: str
    sha256: str
    delivered: int
    due: int


class SumsOut(Wire):
    """The copies of an area: stations, copies made, delivered n of N, paper copies saved."""

    area: str
    stations: int
    made: int
    delivered: int
    due: int
    saved: int


class AreaOut(SumsOut):
    """An area's sums with those of the areas or stations directly within it."""

    contest: str
    children: tuple[SumsOut, ...]


class Acknowledgement(Wire):
    """What a recipient's device sends: who it is by the code of its link, which copy it has, and who took it."""

    recipient: int
    count: int
    revision: int
    code: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=120)] = ""


class ReceiptOut(Wire):
    """The receipt as it is kept."""

    contest: str
    station: str
    count: int
    revision: int
    recipient: int
    name: str
    received_at: datetime


class Reminder(Wire):
    """Whom an officer has reminded."""

    recipient: int


@router.get("/{contest}", dependencies=[PUBLIC])
async def of_area(contest: str, area: str, session: Session) -> AreaOut:
    """Return how far the copies of an area are, and of what lies directly within it."""
    await elections.area(session, ContestId(contest), area)
    found = await deliveries.of_area(session, ContestId(contest), area)
    children = tuple(sums_out(code, sums) for code, sums in by_child(area, found))
    return AreaOut(**sums_out(area, deliveries.add_up(found)).model_dump(), contest=contest, children=children)


@router.get("/{contest}/{station}", dependencies=[PUBLIC])
async def of_station(contest: str, station: str, session: Session) -> CopyOut:
    """Return a station's current copy; who received it is told to officers only."""
    return _copy_out(await deliveries.of_station(session, ContestId(contest), StationCode(station)))


@router.post("/{contest}/{station}/receipts", dependencies=[PUBLIC])
async def acknowledge(
    contest: str, station: str, said: Acknowledgement, session: Session, at_home: AtHome
) -> ReceiptOut:
    """Record that a recipient has the current copy; sent again, the first receipt is returned."""
    at_home.links.check(contest, station, said.recipient, said.code)
    recipient = await recipients.one(session, ContestId(contest), said.recipient)
    seen = (ContestId(contest), StationCode(station), said.count, said.revision)
    copy = await copies.current_as_seen(session, *seen)
    receipt = await copies.acknowledge(session, copy, recipient, said.name)
    await jobs.announce(session, jobs.station_topic(contest, station))
    return ReceiptOut(
        contest=contest,
        station=station,
        count=copy.count,
        revision=copy.revision,
        recipient=receipt.recipient,
        name=receipt.name,
        received_at=receipt.received_at,
    )


@router.post("/{contest}/{station}/reminders", status_code=201)
async def remind(contest: str, station: str, said: Reminder, session: Session, officer: Hander) -> Reminder:
    """Record that an officer has sent a recipient a reminder; the message itself goes from the officer's own phone."""
    officer.must(Act.SEE, contest, station)
    held, place = ContestId(contest), StationCode(station)
    await stations.hold(session, held, place)
    await copies.current(session, held, place)
    recipient = await recipients.one(session, held, said.recipient)
    await copies.remind(session, held, place, recipient, officer.id)
    return said


def by_child(area: str, standings: Sequence[Standing]) -> list[tuple[str, Sums]]:
    """Return the sums of each area or station directly within an area, in the order of their codes."""
    below = _BELOW.get(Tier(len(area)), Tier.STATION)
    groups: dict[str, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(standing.station[: below.value], []).append(standing)
    return [(code, deliveries.add_up(group)) for code, group in groups.items()]


def pdf_address(contest: str, station: str, pdf: str) -> str:
    """Return where a copy's PDF can be fetched."""
    return f"/salinan/{contest}/{station}/{pdf}.pdf"


def sums_out(area: str, sums: Sums) -> SumsOut:
    """Return sums as they cross the wire."""
    return SumsOut(
        area=area,
        stations=sums.stations,
        made=sums.made,
        delivered=sums.delivered,
        due=sums.due,
        saved=sums.saved,
    )


def _copy_out(delivery: Delivery) -> CopyOut:
    copy = delivery.copy
    return CopyOut(
        contest=copy.contest,
        station=copy.station,
        count=copy.count,
        revision=copy.revision,
        made_at=copy.made_at,
        values=dict(copy.values),
        photos=dict(copy.photos),
        key=copy.key,
        qr=copy.qr,
        pdf=pdf_address(copy.contest, copy.station, copy.pdf),
        sha256=copy.pdf,
        delivered=delivery.delivered,
        due=len(delivery.handed),
    )
