"""The bytes of a photo as they arrive: counted while they come, refused as soon as they are too many."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.types import Message, Receive

from recap.domain.errors import PhotoEmpty, PhotoTooLarge, PhotoTypeUnsupported
from recap.domain.refusals import RequestInvalid

_ENVELOPE_BYTES = 16_384
"""What multipart puts around a photo, generously."""

_PICTURES = ((b"\xff\xd8\xff", 0, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png"), (b"WEBP", 8, "image/webp"))
_FOREIGN = ((b"%PDF-", 0, "a PDF document"), (b"ftyp", 4, "a HEIC picture or a film"), (b"GIF8", 0, "a GIF picture"))


async def photo_of(request: Request, limit: int) -> bytes:
    """Return the photo in a request's body, raw or as the multipart field `photo`; PhotoTooLarge stops the reading."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        content = await Request(request.scope, _counted(request, limit)).body()
    else:
        form = await Request(request.scope, _counted(request, limit + _ENVELOPE_BYTES)).form(max_files=1, max_fields=4)
        part = form.get("photo")
        if not isinstance(part, UploadFile):
            raise RequestInvalid(where="photo")
        content = await part.read()
        await form.close()
    if not content:
        raise PhotoEmpty
    if len(content) > limit:
        raise PhotoTooLarge(bytes=len(content), limit=limit)
    return content


def media_type_of(content: bytes) -> str:
    """Return what kind of picture the first bytes say this is; PhotoTypeUnsupported if none that is read."""
    for magic, at, media_type in _PICTURES:
        if content[at : at + len(magic)] == magic:
            return media_type
    for magic, at, found in _FOREIGN:
        if content[at : at + len(magic)] == magic:
            raise PhotoTypeUnsupported(found=found)
    raise PhotoTypeUnsupported(found="not a picture")


def _counted(request: Request, limit: int) -> Receive:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise PhotoTooLarge(bytes=int(declared), limit=limit)
    total = 0

    async def receive() -> Message:
        nonlocal total
        message = await request.receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise PhotoTooLarge(bytes=total, limit=limit)
        return message

    return receive
