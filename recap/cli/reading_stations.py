"""Of the photos read in one go, those that show pages of one station's form say more together than each alone."""

from collections.abc import Sequence

from recap.domain.reading import Decision, PageReading
from recap.domain.rules import rules_for


def together(readings: Sequence[PageReading]) -> list[PageReading]:
    """Return the readings in their order, those of more than one page of a station as they are beside each other.

    Of a page that was photographed more than once the photo with the most sure numbers speaks; the others stay alone.
    """
    found = list(readings)
    for pages in _stations(readings):
        for number, reading in _decoded({number: readings[place] for number, place in pages.items()}).items():
            found[pages[number]] = reading
    return found


def _stations(readings: Sequence[PageReading]) -> list[dict[int, int]]:
    """Return for every station of which more than one page was read where in the list each page's best reading is."""
    stations: dict[tuple[str | None, ...], dict[int, int]] = {}
    for place, reading in enumerate(readings):
        if reading.station is None or reading.page is None or reading.decision is Decision.REFUSE:
            continue
        pages = stations.setdefault((reading.layout, reading.contest, reading.station), {})
        other = pages.get(reading.page)
        if other is None or _sure(readings[other]) < _sure(reading):
            pages[reading.page] = place
    return [pages for pages in stations.values() if len(pages) > 1]


def _sure(reading: PageReading) -> int:
    return sum(cell.sure for cell in reading.cells.values())


def _decoded(pages: dict[int, PageReading]) -> dict[int, PageReading]:
    from ocr.station import decode_station

    cells = [code for page in pages.values() for code in page.cells]
    choices = sum(code.startswith("PAS") for code in cells)
    # Without the page of the votes no rule speaks of them, however many there are.
    return decode_station(pages, rules_for(max(choices, 1), cells))
