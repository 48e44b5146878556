"""QR codes and photos as things that can stand on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from recap.domain.refusals.documents import PaperTooSmall

MOST_VERSION = 25
"""The densest code that a telephone still reads from another telephone's screen."""

_QUIET = 4
"""Light modules around a code (ISO/IEC 18004, 9.1)."""


def code(text: str) -> Sequence[Sequence[int]]:
    """Return the modules of a text's QR code, correction level M; digits after a `#` are packed as digits."""
    link, mark, digits = text.rpartition("#")
    parts = [link + mark, digits] if mark and digits.isdecimal() else [text]
    symbol = segno.make_qr([part for part in parts if part], error="m", boost_error=False)  # type: ignore[arg-type]
    if int(symbol.version) > MOST_VERSION:
        raise PaperTooSmall(reason=f"QR {symbol.version}")
    return [[int(module) for module in row] for row in symbol.matrix]


class Code(Flowable):
    """A QR code of this side in mm, quiet zone included."""

    def __init__(self, text: str, side_mm: float) -> None:
        """Make the code; PaperTooSmall if the text is too long for one that telephones read."""
        super().__init__()
        self._modules = code(text)
        self.width = self.height = side_mm * mm

    def draw(self) -> None:
        """Draw all dark modules as one path, so that no seam shows between them."""
        size = self.width / (len(self._modules) + 2 * _QUIET)
        path = self.canv.beginPath()
        for y, row in enumerate(self._modules):
            for x, dark in enumerate(row):
                if dark:
                    path.rect((x + _QUIET) * size, self.height - (y + _QUIET + 1) * size, size, size)
        self.canv.setFillColor(black)
        self.canv.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG as it lies in the file, and its size in pixels."""

    jpeg: bytes
    width_px: int
    height_px: int


class Photo(Flowable):
    """A photo in a place of this size in points, as large as it fits, centred, its bytes unchanged."""

    def __init__(self, picture: Picture, width: float, height: float) -> None:
        """Keep the picture and its room."""
        super().__init__()
        self._picture = picture
        self.width, self.height = width, height

    def draw(self) -> None:
        """Draw the photo."""
        share = min(self.width / self._picture.width_px, self.height / self._picture.height_px)
        wide, high = self._picture.width_px * share, self._picture.height_px * share
        reader = ImageReader(BytesIO(self._picture.jpeg))
        self.canv.drawImage(reader, (self.width - wide) / 2, (self.height - high) / 2, wide, high)
