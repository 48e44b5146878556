"""The text in a page's QR code: which contest, station and page a printed sheet belongs to.

`RECAP1/<CONTEST>/<STATION>/<PAGE>/<CHECK>` uses only QR alphanumeric characters; CHECK is the first four hexadecimal
digits of the SHA-256 of what precedes it, so that a foreign or damaged text is not taken for ours.
"""

from dataclasses import dataclass
from hashlib import sha256

from recap.domain.election import ContestId, StationCode

_PREFIX = "RECAP1"
_PARTS = 5


@dataclass(frozen=True, slots=True)
class PageCode:
    """The identity printed on one sheet."""

    contest: ContestId
    station: StationCode
    page: int


def encode(code: PageCode) -> str:
    """Return the QR text of a sheet."""
    body = f"{_PREFIX}/{code.contest.upper()}/{code.station}/{code.page}"
    return f"{body}/{_check(body)}"


def decode(text: str) -> PageCode | None:
    """Return what a QR text names, or None if it is not one of ours."""
    parts = text.split("/")
    if len(parts) != _PARTS or parts[0] != _PREFIX or parts[4] != _check(text.rpartition("/")[0]):
        return None
    if not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    return PageCode(ContestId(parts[1].lower()), StationCode(parts[2]), int(parts[3]))


def _check(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:4].upper()
