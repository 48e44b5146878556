"""A photo: bytes named by their SHA-256, and what its sender says it shows."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NewType

from recap.domain.election import ContestId, StationCode

PhotoDigest = NewType("PhotoDigest", str)
"""64 lower-case hexadecimal digits."""


def digest(content: bytes) -> PhotoDigest:
    """Return the SHA-256 of the bytes as they arrived."""
    return PhotoDigest(sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Photo:
    """One stored picture; the bytes lie in the photo store under its digest."""

    sha256: PhotoDigest
    size_bytes: int
    media_type: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """One act of sending a photo for a station; the same photo sent again is a new act, not a new photo.

    `count` is which count of the station it shows; `observed` says that a witness or supervisor sent it, not the KPPS.
    """

    id: int
    photo: PhotoDigest
    contest: ContestId
    station: StationCode
    officer: int
    received_at: datetime
    count: int = 1
    observed: bool = False
