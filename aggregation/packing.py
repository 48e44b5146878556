"""The compressed forms beside a file, for servers that hand them out as they lie; the same bytes each time."""

import gzip
from dataclasses import dataclass

import brotli

from aggregation.spelling import digest

GZIP, BROTLI = ".gz", ".br"
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5
"""Above these a record takes several times as long and becomes a few per cent smaller."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of a file in both compressed forms."""

    gzip: bytes
    brotli: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file is known by: the digests of its bytes and of its compressed forms, and its size in bytes."""

    sha256: str
    size: int
    gzip: str = ""
    brotli: str = ""


def pack(content: bytes) -> Packed:
    """Return both compressed forms; no time stands in them."""
    packed = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    return Packed(packed, brotli.compress(content, quality=_BROTLI_QUALITY))


def kept(content: bytes, packed: Packed | None = None) -> Kept:
    """Return what these bytes are known by, with those of their compressed forms."""
    if packed is None:
        return Kept(digest(content), len(content))
    return Kept(digest(content), len(content), digest(packed.gzip), digest(packed.brotli))
