"""Tell how many choices a contest has from the sheet itself, when nobody says so."""

from collections.abc import Sequence
from dataclasses import replace

from cv2.typing import MatLike as Image

from ocr.identify import Sighting, Sketch
from ocr.register import Registration
from ocr.settle import settle
from recap.domain.pagecode import PageCode

_PRINTED = 0.5
"""Part of the clearest border's contrast that a printed box must have; bare paper has next to none."""


def fitting(picture: Image, sighting: Sighting, places: Sequence[Registration], code: PageCode | None) -> Sighting:
    """Return the sighting with the form whose numbers are the ones printed on the sheet.

    Forms of one name differ in their number of choices: in how many vote boxes a page has, and in the number of the
    last page. The QR code settles the page's number, the printed boxes how many there are; where both leave several
    forms, all of them read the same numbers, and the first is as good as any.
    """
    rivals = sighting.rivals
    if code is not None:
        rivals = tuple(rival for rival in rivals if rival.page.number == code.page) or rivals
    if len({rival.page.codes for rival in rivals}) > 1:
        rivals = _printed(picture, sighting, places, rivals)
    return replace(sighting, layout=rivals[0].layout, page=rivals[0].page, rivals=rivals) if rivals else sighting


def _printed(
    picture: Image, sighting: Sighting, places: Sequence[Registration], rivals: tuple[Sketch, ...]
) -> tuple[Sketch, ...]:
    """Return the forms whose page has exactly the numbers whose boxes are found; all if none are."""
    longest = max((rival.page for rival in rivals), key=lambda page: len(page.fields))
    placed = settle(picture, longest, sighting.anchor, list(places)).placed
    clearest = max(place.contrast for place in placed.values())
    seen = [at for at, f in enumerate(longest.fields, 1) if placed[f.code].contrast > _PRINTED * clearest]
    return tuple(rival for rival in rivals if seen and len(rival.page.fields) == seen[-1]) or rivals
