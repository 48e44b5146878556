"""Handing copies out: at the TPS one QR after the other, above it who still lacks which copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render
from api.access import AnyOfficer
from api.copies import Hander, by_child
from api.deps import Session, house, language_of
from api.security import same_origin
from recap.app import copies, deliveries, elections, recipients, stations, texts
from recap.app.deliveries import Delivery, Handed
from recap.app.officers import Officer
from recap.domain.election import Area, AreaCode, ContestId, Station, StationCode, Tier
from recap.domain.message import Fact, Message
from recap.domain.recipient import Recipient, RecipientKind
from recap.domain.refusals import NotYourRole
from recap.domain.rights import OUTSIDERS, Act, Role

router = APIRouter(prefix="/petugas/salinan", include_in_schema=False, dependencies=[Depends(same_origin)])

_SHARE = Message(
    "The copy of the form of TPS {number}, {village}, for {name} is here. Open it, save the PDF, "
    "and tap “I have received it”: {link}"
)
_OWN: Mapping[Role, RecipientKind] = {
    Role.PPS: RecipientKind.PPS,
    Role.PPK: RecipientKind.PPK,
    Role.PPK_CHAIR: RecipientKind.PPK,
    Role.KPU: RecipientKind.CITY,
    Role.KPU_CHAIR: RecipientKind.CITY,
}


class Tps:
    """The TPS in a page's address."""

    def __init__(self, contest: Annotated[str, Path()], station: Annotated[str, Path()]) -> None:
        """Keep contest and station."""
        self.contest, self.station = ContestId(contest), StationCode(station)


@dataclass(frozen=True, slots=True)
class Offer:
    """One recipient's link as it is handed over: its address, the QR of it, and the message to send it with."""

    link: str
    qr: str
    text: str


@router.get("/{contest}")
async def area_page(contest: str, request: Request, officer: AnyOfficer, session: Session, area: str = "") -> Response:
    """Show how far the copies of the officer's area are; those of one TPS are led to it."""
    code = area or officer.area
    officer.must(Act.SEE, contest, code)
    if len(code) == Tier.STATION.value:
        return RedirectResponse(f"/petugas/salinan/{contest}/{code}", 303)
    held = await elections.contest(session, ContestId(contest))
    here = await elections.area(session, held.id, code)
    found = await deliveries.of_area(session, held.id, code)
    names = {each.code: each.name for each in await elections.areas(session, held.id)}
    numbers = {standing.station: standing.number for standing in found}
    around = await elections.lineage(session, held.id, code)
    context = {
        "contest": held,
        "here": here,
        "crumbs": [each for each in around if each.code.startswith(officer.area)],
        "sums": deliveries.add_up(found),
        "children": [(child, _name(child, names, numbers), sums) for child, sums in by_child(code, found)],
        "own": await _own(session, officer, held.id),
    }
    return render.page(request, "handing_area.html", context)


@router.post("/{contest}")
async def all_received(contest: str, officer: Hander, session: Session) -> Response:
    """Record that the officer's own tier has the current copy of every TPS of its area."""
    officer.must(Act.SEE, contest, officer.area)
    recipient = await _own(session, officer, ContestId(contest))
    if recipient is None:
        raise NotYourRole
    await copies.acknowledge_all(session, ContestId(contest), officer.area, recipient, officer.name)
    return RedirectResponse(f"/petugas/salinan/{contest}", 303)


@router.get("/{contest}/{station}")
async def station_page(
    at: Annotated[Tps, Depends(Tps)], request: Request, officer: AnyOfficer, session: Session, to: int = 0
) -> Response:
    """Show who has a TPS's copy, and the QR of one who has not; a witness or supervisor is led to their own copy."""
    officer.must(Act.SEE, at.contest, at.station)
    if officer.role in OUTSIDERS:
        return RedirectResponse(await _own_copy(request, session, officer, at), 303)
    on = await elections.station(session, at.contest, at.station)
    around = await elections.lineage(session, at.contest, at.station)
    context: dict[str, object] = {
        "contest": await elections.contest(session, at.contest),
        "station": on,
        "village": around[-1].name,
        "delivery": None,
    }
    if await copies.history(session, at.contest, at.station):
        delivery = await deliveries.of_station(session, at.contest, at.station)
        chosen = _chosen(delivery, to)
        offer = _offer(request, on, around, delivery, chosen.recipient)
        context |= {"delivery": delivery, "chosen": chosen, "offer": offer}
    return render.page(request, "handing.html", context)


@router.post("/{contest}/{station}")
async def reminder(
    at: Annotated[Tps, Depends(Tps)], officer: Hander, session: Session, recipient: Annotated[int, Form()]
) -> Response:
    """Record that the officer has sent a recipient a reminder, for browsers that cannot do it by themselves."""
    officer.must(Act.SEE, at.contest, at.station)
    await stations.hold(session, at.contest, at.station)
    await copies.current(session, at.contest, at.station)
    reminded = await recipients.one(session, at.contest, recipient)
    await copies.remind(session, at.contest, at.station, reminded, officer.id)
    return RedirectResponse(f"/petugas/salinan/{at.contest}/{at.station}?to={recipient}", 303)


def _chosen(delivery: Delivery, number: int) -> Handed:
    """Return the recipient asked for, or the first who has not acknowledged."""
    asked = [each for each in delivery.handed if each.recipient.number == number]
    waiting = [each for each in delivery.handed if each.receipt is None]
    return (asked or waiting or list(delivery.handed))[0]


def _offer(request: Request, on: Station, around: Sequence[Area], delivery: Delivery, recipient: Recipient) -> Offer:
    at_home = house(request)
    site = at_home.settings.public_url or str(request.base_url)
    link = site.rstrip("/") + at_home.links.path(delivery.copy.contest, on.code, recipient.number)
    facts: dict[str, Fact] = {"number": on.number, "village": around[-1].name, "name": recipient.name, "link": link}
    text = texts.say(Message(_SHARE.text, facts), language_of(request))
    qr = segno.make_qr(link, error="m").svg_inline(omitsize=True, border=2)
    return Offer(link, qr, text)


async def _own(session: AsyncSession, officer: Officer, contest: ContestId) -> Recipient | None:
    """Return the place of the officer's own tier in the list of recipients."""
    kind = _OWN.get(officer.role)
    return next((each for each in await recipients.of_contest(session, contest) if each.kind is kind), None)


async def _own_copy(request: Request, session: AsyncSession, officer: Officer, at: Tps) -> str:
    """Return the personal link of the witness or supervisor of this very TPS; everybody else sees the public copy."""
    for each in await recipients.of_contest(session, at.contest):
        witness = officer.role is Role.WITNESS and (each.kind, each.choice) == (RecipientKind.WITNESS, officer.choice)
        supervisor = officer.role is Role.SUPERVISOR and each.kind is RecipientKind.SUPERVISOR
        if str(officer.area) == at.station and (witness or supervisor):
            return house(request).links.path(at.contest, at.station, each.number)
    return f"/salinan/{at.contest}/{at.station}"


def _name(code: str, names: Mapping[AreaCode, str], numbers: Mapping[StationCode, int]) -> str:
    return names.get(AreaCode(code)) or f"TPS {numbers[StationCode(code)]}"
