"""The published folder itself, for whoever wants to check: every file with the caching it can bear."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.access import PUBLIC
from api.deps import AtHome
from recap.domain.refusals import AddressUnknown

router = APIRouter(prefix="/data", tags=["published"])

_FOR_EVER = "public, max-age=31536000, immutable"
_A_MOMENT = "public, max-age=5, stale-while-revalidate=30"


@router.get("/{name:path}", dependencies=[PUBLIC], response_class=FileResponse)
def published_file(name: str, at_home: AtHome) -> FileResponse:
    """Return one published file; objects and photos are named by their digest and never change."""
    path = at_home.published.file(name)
    if path is None:
        raise AddressUnknown
    named_by_digest = name.startswith(("objects/", "photos/", "manifests/", "certificates/"))
    headers = {"Cache-Control": _FOR_EVER if named_by_digest else _A_MOMENT, "Access-Control-Allow-Origin": "*"}
    return FileResponse(path, headers=headers)
