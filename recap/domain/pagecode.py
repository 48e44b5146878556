"""The text in a page's QR code: which contest, station, page and count a printed sheet belongs to.

`RECAP1/<CONTEST>/<STATION>/<PAGE>/<CHECK>` uses only QR alphanumeric characters. A sheet of a later count (a recount
or re-vote) has its number behind the page: `3C2` is page 3 of the second count. CHECK is the first four hexadecimal
digits of the SHA-256 of what precedes it, so that a foreign or damaged text is not taken for ours.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from recap.domain.election import ContestId, StationCode

_PREFIX = "RECAP1"
_PARTS = 5
_PAGE = re.compile(r"(\d+)(?:C(\d+))?")


@dataclass(frozen=True, slots=True)
class PageCode:
    """The identity printed on one sheet."""

    contest: ContestId
    station: StationCode
    page: int
    count: int = 1


def encode(code: PageCode) -> str:
    """Return the QR text of a sheet."""
    page = f"{code.page}" if code.count == 1 else f"{code.page}C{code.count}"
    body = f"{_PREFIX}/{code.contest.upper()}/{code.station}/{page}"
    return f"{body}/{_check(body)}"


def decode(text: str) -> PageCode | None:
    """Return what a QR text names, or None if it is not one of ours."""
    parts = text.split("/")
    if len(parts) != _PARTS or parts[0] != _PREFIX or parts[4] != _check(text.rpartition("/")[0]):
        return None
    page = _PAGE.fullmatch(parts[3])
    if page is None or not parts[2].isdecimal():
        return None
    return PageCode(ContestId(parts[1].lower()), StationCode(parts[2]), int(page[1]), int(page[2] or 1))


def _check(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:4].upper()
