"""Taking photos, saying what became of each, and recording what a person reads on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import bodies, show
from api.access import AnyOfficer, Sender
from api.confirm import Keyed, confirm, held_desk
from api.deliver import Target, deliver
from api.deps import AtHome, Session, Tongue, house, language_of
from api.desk import PhotoState, desk_of, observes
from api.schemas import Confirmation, ConfirmedOut, ReadOut, SentOut
from api.security import same_origin
from recap.app.database import transaction
from recap.domain.election import ContestId, StationCode
from recap.domain.rights import Act

router = APIRouter(prefix="/api/photos", tags=["photos"], dependencies=[Depends(same_origin)])

_MOST_NUMBERS = 64 * 1024
"""Bytes of a confirmation: every cell of the longest page, many times over."""


class Place:
    """The station a photo was sent for, as every address of a photo names it."""

    def __init__(self, contest: Annotated[str, Query()], station: Annotated[str, Query()]) -> None:
        """Keep both."""
        self.contest = ContestId(contest)
        self.station = StationCode(station)


class PhotoPlace(Place):
    """A photo, and the station it was sent for."""

    def __init__(
        self, sha256: Annotated[str, Path()], contest: Annotated[str, Query()], station: Annotated[str, Query()]
    ) -> None:
        """Keep all three."""
        super().__init__(contest, station)
        self.sha256 = sha256


AtPlace = Annotated[Place, Depends()]


@router.post("", status_code=201, responses={200: {"model": SentOut, "description": "Sent before; the same answer"}})
async def send(request: Request, response: Response, place: AtPlace, officer: Sender, language: Tongue) -> SentOut:
    """Take one photo, as the raw body or the multipart field `photo`; the answer carries the signed receipt.

    A witness's or supervisor's photo is an independent second copy: compared with the KPPS's, never put in its place.
    """
    officer.must(Act.OBSERVE if observes(officer) else Act.SEND, place.contest, place.station)
    at_home = house(request)
    content = await bodies.photo_of(request, at_home.settings.max_photo_bytes)
    delivery = await deliver(at_home, officer, Target(place.contest, place.station), content)
    if not delivery.fresh:
        response.status_code = 200
    async with transaction(at_home.engine) as session:
        seen = (await desk_of(session, officer, place.contest, place.station)).photo(delivery.upload.photo)
    return show.sent(seen, at_home, language)


@router.get("/{sha256}")
async def state(sha256: str, place: AtPlace, officer: AnyOfficer, session: Session, request: Request) -> ReadOut:
    """Return what became of a photo; once it is read, with every cell and where it stands on the page's picture."""
    officer.must(Act.SEE, place.contest, place.station)
    on = await desk_of(session, officer, place.contest, place.station)
    return show.read(on, on.photo(sha256), house(request).blinds, language_of(request))


@router.get("/{sha256}/receipt")
async def receipt(
    sha256: str, place: AtPlace, officer: AnyOfficer, session: Session, at_home: AtHome
) -> dict[str, str]:
    """Return the receipt of a photo once more."""
    officer.must(Act.SEE, place.contest, place.station)
    on = await desk_of(session, officer, place.contest, place.station)
    return show.receipt(on.photo(sha256).upload, at_home)


@router.post("/{sha256}/confirmation", status_code=201, max_body_size=_MOST_NUMBERS)
async def confirmation(
    place: Annotated[PhotoPlace, Depends(PhotoPlace)],
    asked: Confirmation,
    officer: Sender,
    session: Session,
    at_home: AtHome,
) -> ConfirmedOut:
    """Record what a person reads: a number for every cell of the page, or null where nobody can tell."""
    officer.must(Act.OBSERVE if observes(officer) else Act.CONFIRM, place.contest, place.station)
    on = await held_desk(session, officer, place.contest, place.station)
    recorded = await confirm(session, officer, on, Keyed(place.sha256, asked.values), at_home.blinds)
    return ConfirmedOut(reading=recorded.id, page=recorded.page, state=PhotoState.CONFIRMED)
