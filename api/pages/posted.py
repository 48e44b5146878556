"""The copies in public: how many are delivered, and each station's copy as it is posted on the public board."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import render
from api.access import PUBLIC
from api.copies import by_child
from api.deps import AtHome, Session
from api.pages import copy_sheet
from recap.app import copies, deliveries, elections
from recap.app.deliveries import Sums
from recap.domain.election import Area, AreaCode, ContestId, StationCode, Tier
from recap.domain.errors import PhotoUnknown
from recap.domain.refusals.copies import CopyNotMade

router = APIRouter(prefix="/salinan", include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("", dependencies=[PUBLIC])
async def overview(request: Request, session: Session) -> HTMLResponse:
    """Show how many copies of each contest are delivered."""
    held = await elections.contests(session)
    shown = [(c, deliveries.add_up(await deliveries.of_area(session, c.id, c.area))) for c in held]
    return render.public_page(request, "copies.html", {"contests": shown})


@router.get("/{contest}", dependencies=[PUBLIC])
async def contest_page(contest: str, session: Session) -> Response:
    """Lead to the contest's own area."""
    held = await elections.contest(session, ContestId(contest))
    return RedirectResponse(f"/salinan/{held.id}/{held.area}")


@router.get("/{contest}/{code}", dependencies=[PUBLIC])
async def place_page(contest: str, code: str, request: Request, session: Session) -> HTMLResponse:
    """Show how far an area is, or the copy of a station as it is posted for everybody."""
    if len(code) != Tier.STATION.value:
        return await _area_page(request, session, ContestId(contest), code)
    place = (ContestId(contest), StationCode(code))
    copy = await copies.current(session, *place)
    return render.public_page(request, "copy.html", await copy_sheet.shown(request, session, *place, copy))


@router.get("/{contest}/{station}/{pdf}.pdf", dependencies=[PUBLIC], response_class=Response)
async def pdf_file(contest: str, station: str, pdf: str, session: Session, at_home: AtHome) -> Response:
    """Return the signed PDF of one revision, which never changes."""
    made = await copies.history(session, ContestId(contest), StationCode(station))
    copy = next((each for each in made if each.pdf == pdf), None)
    if copy is None:
        raise CopyNotMade
    name = f"C.HASIL-SALINAN-{station}-{copy.count}-{copy.revision}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": _FOR_EVER}
    return Response(await at_home.blobs.get(copies.pdf_key(pdf)), media_type="application/pdf", headers=headers)


@router.get("/{contest}/{station}/foto/{sha256}.jpg", dependencies=[PUBLIC], response_class=Response)
async def photo_file(contest: str, station: str, sha256: str, session: Session, at_home: AtHome) -> Response:
    """Return the public picture of a page a copy stands on."""
    made = await copies.history(session, ContestId(contest), StationCode(station))
    if all(sha256 not in copy.photos.values() for copy in made):
        raise PhotoUnknown(sha256=sha256)
    content = await at_home.blobs.get(f"public/{sha256}.jpg")
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": _FOR_EVER})


async def _area_page(request: Request, session: AsyncSession, contest: ContestId, code: str) -> HTMLResponse:
    held = await elections.contest(session, contest)
    here = await elections.area(session, contest, code)
    around = [area for area in await elections.lineage(session, contest, code) if area.code.startswith(held.area)]
    names = {area.code: area.name for area in await elections.areas(session, contest)}
    found = await deliveries.of_area(session, contest, code)
    numbers = {standing.station: standing.number for standing in found}
    children = [_child(child, sums, names, numbers) for child, sums in by_child(code, found)]
    context = {"contest": held, "here": here, "sums": deliveries.add_up(found), "children": children}
    return render.public_page(request, "copies_area.html", context | {"crumbs": _crumbs(around)})


def _child(
    code: str, sums: Sums, names: Mapping[AreaCode, str], numbers: Mapping[StationCode, int]
) -> tuple[str, str, Sums]:
    return code, names.get(AreaCode(code)) or f"TPS {numbers[StationCode(code)]}", sums


def _crumbs(around: list[Area]) -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in around]
