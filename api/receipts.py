"""Proofs over the wire: that a photo is in the public log."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import PUBLIC
from api.deps import AtHome, Session
from recap.app import logproofs
from recap.domain.tlog.proof import SUFFIX

router = APIRouter(prefix="/api/receipts", tags=["proofs"])

_A_MOMENT = "public, max-age=5"


@router.get("/{photo}", dependencies=[PUBLIC], response_class=Response)
async def proof(photo: str, session: Session, at_home: AtHome, contest: str = "", station: str = "") -> Response:
    """Return the proof that a photo is in the log, to be kept beside its receipt (c2sp.org/tlog-proof)."""
    place = await logproofs.of_photo(session, photo, contest, station)
    content = logproofs.text(at_home.log, place.index)
    name = f"bukti-{photo[:12]}{SUFFIX}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": _A_MOMENT}
    return Response(content, media_type="text/plain", headers=headers)
