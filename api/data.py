"""The published folder itself, for whoever wants to check: every file with the caching it can bear.

A file is sent as it lies, or in the compressed form that lies beside it, for those who accept that. Every answer has
the digest of its bytes as its strong ETag (RFC 9110 section 8.8.3).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import file_digest
from os import stat_result
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import FileResponse

from api.access import PUBLIC
from api.deps import AtHome
from recap.app import webfiles
from recap.domain.refusals import AddressUnknown

PREFIX = "/data"
router = APIRouter(prefix=PREFIX, tags=["published"])

_KEPT_DIGESTS = 65_536
_NEVER = re.compile(r"q=0(\.0*)?")
Wanted = Annotated[str, Header()]


@router.head("/{name:path}", dependencies=[PUBLIC], response_class=FileResponse, include_in_schema=False)
@router.get("/{name:path}", dependencies=[PUBLIC], response_class=FileResponse)
def published_file(name: str, at_home: AtHome, accept_encoding: Wanted = "", if_none_match: Wanted = "") -> Response:
    """Return one published file, compressed if that is wanted; 304 to those who have it."""
    place = at_home.published.file(name)
    if place is None:
        raise AddressUnknown
    headers = {"Cache-Control": webfiles.caching(name), "Access-Control-Allow-Origin": "*"}
    if webfiles.is_packed(name):
        headers["Vary"] = "Accept-Encoding"
        for encoding, form in _forms(place, accept_encoding):
            place, headers["Content-Encoding"] = form, encoding
            break
    headers["ETag"] = f'"{_digest(place)}"'
    if headers["ETag"] in _listed(if_none_match) or if_none_match.strip() == "*":
        return Response(status_code=304, headers=headers)
    return FileResponse(place, headers=headers, media_type=webfiles.media_type(name))


def _forms(place: Path, accepted: str) -> Iterator[tuple[str, Path]]:
    """Yield the compressed forms that lie beside a file and are accepted, the smaller first."""
    codings = dict(_coding(each) for each in accepted.split(","))
    for suffix, encoding in webfiles.ENCODINGS.items():
        beside = place.with_name(place.name + suffix)
        if codings.get(encoding, codings.get("*", False)) and beside.is_file():
            yield encoding, beside


def _coding(part: str) -> tuple[str, bool]:
    """Return a coding of an Accept-Encoding header, and whether it is accepted: weight 0 means it is not."""
    name, _, weight = part.replace(" ", "").lower().partition(";")
    return name, not _NEVER.fullmatch(weight)


def _listed(header: str) -> set[str]:
    return {each.strip().removeprefix("W/") for each in header.split(",")}


def _digest(place: Path) -> str:
    return _digest_of(place, _mark(place.stat()))


def _mark(found: stat_result) -> tuple[int, int, int]:
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(_KEPT_DIGESTS)
def _digest_of(place: Path, _mark: tuple[int, int, int]) -> str:
    with place.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
