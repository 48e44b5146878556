"""The words that fill the gaps of a layout's printed text."""

import re
from collections.abc import Iterable, Mapping

from ocr.paper.identity import Identity
from recap.domain.election import Choice, ChoiceKind
from recap.domain.form import Ink
from recap.domain.pagecode import PageCode, encode

_GAP = re.compile(r"\{(\w+)\}")
_BETWEEN_NAMES = re.compile(r"\s+(?:[-&\N{EN DASH}]|dan)\s+")


def gaps(identity: Identity) -> dict[str, str]:
    """Return the words for one station's sheets, by the names of the gaps."""
    return {**contest_gaps(identity), **station_gaps(identity)}


def contest_gaps(identity: Identity) -> dict[str, str]:
    """Return the words that all stations of a contest share."""
    words = {"title": identity.heading.upper(), "province": identity.province.upper(), "city": identity.city.upper()}
    for choice in identity.choices:
        first, second = _lines(choice)
        words |= {f"choice_{choice.number}_first": first.upper(), f"choice_{choice.number}_second": second.upper()}
    return words


def station_gaps(identity: Identity) -> dict[str, str]:
    """Return the words of one station."""
    return {
        "district": identity.district.upper(),
        "village": identity.village.upper(),
        "station": f"{identity.number:03d}",
        "station_code": identity.station,
    }


def qr_text(identity: Identity, page: int) -> str:
    """Return the text of the QR code of one sheet."""
    return encode(PageCode(identity.contest, identity.station, page, identity.count))


def witnesses(choices: Iterable[Choice]) -> int:
    """Return how many choices may send a witness: pairs do, the empty column does not."""
    return sum(choice.kind is ChoiceKind.PAIR for choice in choices)


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its gaps filled; a gap without a word stays blank."""
    return _GAP.sub(lambda gap: words.get(gap[1], ""), text)


def split(inks: Iterable[Ink], known: Iterable[str]) -> tuple[list[Ink], list[Ink]]:
    """Return the inks that need no other words than these, and the rest."""
    names = set(known)
    whole: list[Ink] = []
    partly: list[Ink] = []
    for ink in inks:
        (whole if names.issuperset(_GAP.findall(ink.text)) else partly).append(ink)
    return whole, partly


def _lines(choice: Choice) -> tuple[str, str]:
    """Return the two lines a choice is printed on: the two of a pair, or what the empty column is."""
    if choice.kind is ChoiceKind.EMPTY_COLUMN:
        return choice.name, "(tidak bergambar)"
    first, *second = _BETWEEN_NAMES.split(choice.name, maxsplit=1)
    return first, " ".join(second)
