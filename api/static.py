"""Style sheets and scripts: addressed by the digest of them all, so that a browser may keep them for ever."""

from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.access import PUBLIC
from recap.domain.refusals import AddressUnknown

router = APIRouter()

FOLDER = Path(__file__).parent / "static"


@router.get("/static/{version}/{name}", dependencies=[PUBLIC], include_in_schema=False)
async def asset(version: str, name: str) -> Response:
    """Return one file; scripts import each other beside themselves, and so stay within one version."""
    found = files().get(name)
    if found is None:
        raise AddressUnknown
    keep = "public, max-age=31536000, immutable" if version == digest() else "no-cache"
    kind = guess_type(name)[0] or "application/octet-stream"
    return Response(found, media_type=kind, headers={"Cache-Control": keep})


def address(name: str) -> str:
    """Return the address of a file in its present version."""
    return f"/static/{digest()}/{name}"


@cache
def files() -> dict[str, bytes]:
    """Return every file by name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.is_file()}


@cache
def digest() -> str:
    """Return twelve hexadecimal digits that change when any file does."""
    whole = sha256()
    for name, content in files().items():
        whole.update(name.encode() + b"\0" + content)
    return whole.hexdigest()[:12]
