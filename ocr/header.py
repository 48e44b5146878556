"""What a picture file says of itself in its first bytes: its type and size, found without decoding it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recap.domain.errors import PhotoDamaged, PhotoTypeUnsupported

if TYPE_CHECKING:
    from collections.abc import Callable

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame header (SOF0-SOF15 without DHT, JPG and DAC)."""
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_SCAN = b"\xff\xda"
_FILL = 0xFF
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length."""
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_OTHERS = {
    b"%PDF": "a PDF document",
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"PK\x03\x04": "a ZIP archive",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML file",
    b"\x00\x00\x01\x00": "an icon",
    b"8BPS": "a Photoshop file",
    b"\x1a\x45\xdf\xa3": "a video",
    b"\xff\x0a": "a JPEG XL picture",
}


@dataclass(frozen=True, slots=True)
class Header:
    """The declared type and size of a picture; `held` is how many bytes a decoder keeps of it beside its pixels."""

    media_type: str
    width: int
    height: int
    held: int = 0

    @property
    def pixels(self) -> int:
        """Return how many pixels decoding would make."""
        return self.width * self.height


def header(photo: bytes) -> Header:
    """Return what the file declares; PhotoTypeUnsupported names any type that is not read."""
    size: Callable[[bytes], tuple[int, ...]]
    if photo.startswith(_JPEG):
        kind, size = "image/jpeg", _jpeg
    elif photo.startswith(_PNG):
        kind, size = "image/png", _png
    elif photo[:4] == b"RIFF" and photo[8:12] == b"WEBP":
        kind, size = "image/webp", _webp
    else:
        raise PhotoTypeUnsupported(found=_name(photo))
    width, height, *held = size(photo)
    if width < 1 or height < 1:
        raise PhotoDamaged
    return Header(kind, width, height, *held)


def _name(photo: bytes) -> str:
    if photo[4:8] == b"ftyp":
        brand = photo[8:12]
        if brand in _HEIF:
            return "a HEIC picture"
        return "an AVIF picture" if brand in {b"avif", b"avis"} else "a video"
    return next((name for magic, name in _OTHERS.items() if photo.startswith(magic)), "not a picture")


def _jpeg(photo: bytes) -> tuple[int, int, int]:
    at = 2
    while at + 9 < len(photo):
        if photo[at] != _FILL:
            raise PhotoDamaged
        marker = photo[at + 1]
        if marker in _FRAMES:
            return _big(photo, at + 7), _big(photo, at + 5), _coefficients(photo, at)
        if marker == _FILL:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + max(2, _big(photo, at + 2))
    raise PhotoDamaged


def _coefficients(photo: bytes, frame: int) -> int:
    """Return the bytes of all coefficients where a decoder must keep them: the picture comes in several scans.

    Two bytes for each sample (ITU-T T.81, B.2.2 for the frame, B.2.3 for the scan that follows it).
    """
    colours = photo[frame + 9]
    sampling = photo[frame + 11 : frame + 10 + 3 * colours : 3]
    scan = photo.find(_SCAN, frame + 2 + _big(photo, frame + 2))
    whole = photo[frame + 1] not in _PROGRESSIVE and scan >= 0 and photo[scan + 4 : scan + 5] == bytes([colours])
    if whole or not sampling:
        return 0
    shares = [(each >> 4) * (each & 15) for each in sampling]
    return 2 * _big(photo, frame + 5) * _big(photo, frame + 7) * sum(shares) // max(1, *shares)


def _png(photo: bytes) -> tuple[int, int]:
    if photo[12:16] != b"IHDR":
        raise PhotoDamaged
    return int.from_bytes(photo[16:20], "big"), int.from_bytes(photo[20:24], "big")


def _webp(photo: bytes) -> tuple[int, int]:
    chunk = photo[12:16]
    if chunk == b"VP8X":
        return _little(photo, 24, 3) + 1, _little(photo, 27, 3) + 1
    if chunk == b"VP8L":
        bits = _little(photo, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        return _little(photo, 26, 2) & 0x3FFF, _little(photo, 28, 2) & 0x3FFF
    raise PhotoDamaged


def _big(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _little(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "little")
