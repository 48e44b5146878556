"""Tell how many choices a contest has from the sheet itself, when nobody says so."""

from dataclasses import replace

from cv2.typing import MatLike as Image

from ocr.identify import Layouts, Sighting
from ocr.register import Registration
from ocr.settle import settle
from recap.domain.form import FormLayout, Page
from recap.domain.pagecode import PageCode


def fitting(
    picture: Image, sighting: Sighting, place: Registration, code: PageCode | None, layouts: Layouts
) -> Sighting:
    """Return the sighting with the form whose numbers are the ones printed on the sheet.

    The forms of one name differ in their number of choices: in how many vote boxes a page has, and in the number of the
    last page. The QR code settles the page's number, the printed boxes how many there are; where both leave several
    forms, the one with the fewest choices reads the same numbers as the others.
    """
    rivals = [(layout, page) for layout in layouts if layout.name == sighting.layout.name for page in layout.pages]
    rivals = [(layout, page) for layout, page in rivals if page.tag == sighting.page.tag]
    if code is not None and any(page.number == code.page for _, page in rivals):
        rivals = [(layout, page) for layout, page in rivals if page.number == code.page]
    if len({page.codes for _, page in rivals}) > 1:
        rivals = _printed(picture, sighting, place, rivals)
    layout, page = min(rivals, key=lambda rival: rival[0].choices)
    return replace(sighting, layout=layout, page=page)


def _printed(
    picture: Image, sighting: Sighting, place: Registration, rivals: list[tuple[FormLayout, Page]]
) -> list[tuple[FormLayout, Page]]:
    """Return the forms whose page has exactly the numbers whose boxes are found; all if none are."""
    _, longest = max(rivals, key=lambda rival: len(rival[1].fields))
    placed = settle(picture, longest, sighting.anchor, [place]).placed
    seen = [at for at, field in enumerate(longest.fields, 1) if placed[field.code].trusted]
    return [rival for rival in rivals if seen and len(rival[1].fields) == seen[-1]] or rivals
