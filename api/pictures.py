"""The pictures officers work with: a photo as it arrived, and its flattened page."""

from fastapi import APIRouter, Response

from api import sight
from api.access import AnyOfficer
from api.bodies import media_type_of
from api.deps import AtHome
from api.photos import AtPlace
from recap.app.database import transaction
from recap.app.officers import Officer
from recap.domain.errors import PhotoUnknown
from recap.domain.rights import Act

router = APIRouter(prefix="/api/photos", tags=["photos"])

_PRIVATE = {"Cache-Control": "private, max-age=86400, immutable"}


@router.get("/{sha256}/page.jpg", response_class=Response)
async def page_picture(sha256: str, place: AtPlace, officer: AnyOfficer, at_home: AtHome) -> Response:
    """Return the flattened page, in whose pixels the spots of the cells are given."""
    await _sent(sha256, place, officer, at_home)
    return await _picture(at_home, f"pages/{sha256}.jpg", sha256)


@router.get("/{sha256}/original", response_class=Response)
async def original(sha256: str, place: AtPlace, officer: AnyOfficer, at_home: AtHome) -> Response:
    """Return the photo exactly as it arrived."""
    await _sent(sha256, place, officer, at_home)
    return await _picture(at_home, f"photos/{sha256}", sha256)


async def _sent(sha256: str, place: AtPlace, officer: Officer, at_home: AtHome) -> None:
    """Raise unless this officer may see this station, and the photo was sent for it and may be seen from their desk."""
    officer.must(Act.SEE, place.contest, place.station)
    async with transaction(at_home.engine) as session:
        seen = await sight.photos_of(session, officer, place.contest, place.station)
    if sha256 not in seen:
        raise PhotoUnknown(sha256=sha256)


async def _picture(at_home: AtHome, key: str, sha256: str) -> Response:
    try:
        content = await at_home.blobs.get(key)
    except KeyError as error:
        raise PhotoUnknown(sha256=sha256) from error
    return Response(content, media_type=media_type_of(content), headers=_PRIVATE)
