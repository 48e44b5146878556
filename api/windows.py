"""Windows onto flattened pages: which part of which picture shows a cell."""

from dataclasses import dataclass
from urllib.parse import urlencode

from api import jpeg
from api.desk import PhotoSeen
from recap.app.blobs import Blobs
from recap.domain.reading import Spot

_MARGIN = 0.35
"""Paper shown around a number, in parts of its height: enough to see a correction beside it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a picture, and the size of the whole picture, in pixels."""

    picture: str
    width: int
    height: int
    x: int
    y: int
    w: int
    h: int


async def of_photo(blobs: Blobs, seen: PhotoSeen) -> dict[str, Window]:
    """Return a window for every cell the machine found on a photo; none while the flattened page is not stored."""
    if seen.machine is None:
        return {}
    try:
        width, height = jpeg.size(await blobs.get(f"pages/{seen.upload.photo}.jpg"))
    except KeyError:
        return {}
    spots = {code: cell.spot for code, cell in seen.machine.cells.items() if cell.spot}
    address = page_address(seen)
    return {code: _window(spot, address, width, height) for code, spot in spots.items()}


def page_address(seen: PhotoSeen) -> str:
    """Return where the flattened page of a photo is served."""
    return _address(seen, "page.jpg")


def original_address(seen: PhotoSeen) -> str:
    """Return where a photo is served as it arrived."""
    return _address(seen, "original")


def _address(seen: PhotoSeen, name: str) -> str:
    upload = seen.upload
    place = urlencode({"contest": upload.contest, "station": upload.station})
    return f"/api/photos/{upload.photo}/{name}?{place}"


def _window(spot: Spot, address: str, width: int, height: int) -> Window:
    margin = round(spot.h_px * _MARGIN)
    left, top = max(0, spot.x_px - margin), max(0, spot.y_px - margin)
    right, bottom = min(width, spot.x_px + spot.w_px + margin), min(height, spot.y_px + spot.h_px + margin)
    return Window(address, width, height, left, top, right - left, bottom - top)
