"""Photos made small enough for a document that travels by telephone."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from recap.app.documents.symbols import Picture
from recap.domain.errors import PhotoDamaged

_STEPS = ((2000, 65), (1750, 62), (1500, 60), (1300, 55), (1150, 50), (1000, 45), (850, 40), (700, 35))
"""Longest side in pixels and JPEG quality, best first; at 700 a handwritten digit of the form is still 20 px high."""


def shrink(jpeg: bytes, most_bytes: int) -> Picture:
    """Return a photo in at most about this many bytes, upright as it arrived; PhotoDamaged if it cannot be opened."""
    try:
        with Image.open(BytesIO(jpeg)) as opened:
            # The decoder itself halves a large photo, several times faster than any filter.
            opened.thumbnail((_STEPS[0][0], _STEPS[0][0]), Image.Resampling.BICUBIC, reducing_gap=1.0)
            photo = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoDamaged from error
    picture = Picture(b"", 0, 0)
    for side, quality in _STEPS:
        photo.thumbnail((side, side), Image.Resampling.BICUBIC)
        out = BytesIO()
        photo.save(out, "JPEG", quality=quality, optimize=True)
        picture = Picture(out.getvalue(), *photo.size)
        if len(picture.jpeg) <= most_bytes:
            break
    return picture
