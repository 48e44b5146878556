"""The printed text as a third witness of identity: asked where the QR code leaves doubt, else now and then.

A sheet prints its station twice: the code of 13 digits, and the number of the TPS, which is the code's end. Codes of
neighbouring stations differ in one digit, so one digit that reads otherwise is neither a proof nor a contradiction.
Kecamatan and kelurahan stand there by name. Numbers written by hand are never read this way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from ocr.flatten import Sheet
from ocr.lettering import MARGIN_MM, Word, read_words
from recap.domain.election import StationCode, Tier
from recap.domain.form import Box, Ink, Page

_PLACE = "printed-identity"
_MM_PER_PT = 25.4 / 72
_CAPITAL = 0.72
"""Height of a capital, in type sizes."""
_ABOVE, _BELOW = 2.2, 1.2
"""How far a title reaches above and below its base line, in type sizes: it may be set on two lines."""
_SURE = 90
"""Tesseract's confidence, of 100, in a code or number: misread blurred ones stay below 80, legible ones above 93."""
_SURE_OF_NAME = 75
"""The same in each word of a name, of which a letter or two may be misread."""
_DIGITS = Tier.STATION.value
_NUMBER = Tier.VILLAGE.value
"""The place in a station's code where the number of the TPS begins."""
_CODE = re.compile(rf"\b[0-9A-Za-z]{{{_DIGITS}}}\b")
_TPS = re.compile(rf"\b\d{{{_DIGITS - _NUMBER}}}\b", re.ASCII)
_UNREAD = "?"
_LEAST_WORD = 4
_ALIKE = 0.8
"""Likeness of a word to itself with a letter of six misread; to this witness two places with such names are one."""
_LINE_MM = 4.5
"""Waved or not, what stands so near to a line's middle is on it: the next is 10 mm away."""


@dataclass(frozen=True, slots=True)
class Place:
    """The names of a station's kecamatan and kelurahan; empty where nobody knows or nothing was surely read."""

    district: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a sheet.

    `code` is the station's code with `?` for at most one unread digit, empty if it was not found; `number` is the
    number of the TPS, empty if it was not found; `title` holds the words around the form's title, in capitals.
    """

    code: str
    number: str
    title: tuple[str, ...]
    place: Place = field(default_factory=Place)

    @property
    def station(self) -> StationCode | None:
        """Return the station if all digits of its code were read and the printed number agrees."""
        whole = self.code.isdecimal() and self.number == self.code[_NUMBER:]
        return StationCode(self.code) if whole else None

    def confirms(self, station: StationCode) -> bool:
        """Say whether the print is this station's: one digit may be unread, none may differ, in code or number."""
        known = "".join(s if c == _UNREAD else c for c, s in zip(self.code, station, strict=False))
        if known != station or self.number not in {"", station[_NUMBER:]}:
            return False
        return _UNREAD not in self.code[_NUMBER:] or bool(self.number)

    def contradicts(self, station: StationCode) -> bool:
        """Say whether the print is surely another station's: another TPS number, or two digits of the village."""
        if self.station is None:
            return False
        differing = sum(mine != other for mine, other in zip(self.station, station, strict=True))
        return self.number != station[_NUMBER:] or differing > 1

    def differs(self, station: StationCode, place: Place) -> tuple[str, str] | None:
        """Return what is surely printed and what should be, where the number or a name is another; None if none is."""
        due = (
            ("TPS", self.number, station[_NUMBER:]),
            ("kelurahan", self.place.village, place.village.upper()),
            ("kecamatan", self.place.district, place.district.upper()),
        )
        differing = ((f"{what} {found}", f"{what} {wanted}") for what, found, wanted in due if _are_two(found, wanted))
        return next(differing, None)

    def is_titled(self, title: str) -> bool:
        """Say whether all longer words of a contest's title were read; False for an unknown title."""
        wanted = {word for word in _capitals(title) if len(word) >= _LEAST_WORD}
        return bool(wanted) and all(get_close_matches(word, self.title, 1, _ALIKE) for word in wanted)


def read_print(sheet: Sheet, *, coded: bool = True, titled: bool = True) -> Print | None:
    """Return what is printed on a registered sheet, None if its form prints no station.

    Code and title are not looked at where nobody asks for them: each takes as long as reading all numbers.
    """
    page = sheet.page
    place, number = page.places.get(_PLACE), _ink(page, "{station}")
    if place is None or number is None:
        return None
    code = _ink(page, "{station_code}") if coded else None
    title = _ink(page, "{title}") if titled else None
    boxes = {"number": _half(place, number)}
    boxes |= {} if code is None else {"code": _half(place, code)}
    boxes |= {} if title is None else {"title": _around(title)}
    found = dict(zip(boxes, read_words(sheet, tuple(boxes.values())), strict=True))
    return Print(
        code=_code(_text(found.get("code", ()), _SURE)),
        number=_number(_text(found["number"], _SURE)),
        title=_capitals(_text(found.get("title", ()), 0)),
        place=Place(*(_name(found["number"], _ink(page, gap)) for gap in ("{district}", "{village}"))),
    )


def _ink(page: Page, gap: str) -> Ink | None:
    return next((ink for ink in page.art if ink.kind == "text" and ink.text == gap), None)


def _half(place: Box, ink: Ink) -> Box:
    """Return the half of the place in which a text stands: labels and values of one column, its lines undisturbed."""
    width = place.w_mm / 2
    left = place.x_mm if ink.at[0] < place.centre[0] else place.centre[0]
    return Box(left, place.y_mm, width, place.h_mm)


def _around(title: Ink) -> Box:
    """Return the place of a centred text, with room for a second line."""
    size, width = title.size_pt * _MM_PER_PT, title.size[0]
    return Box(title.at[0] - width / 2, title.at[1] - _ABOVE * size, width, (_ABOVE + _BELOW) * size)


def _text(words: Sequence[Word], least: float) -> str:
    return " ".join(word.text for word in words if word.sure >= least)


def _name(words: Sequence[Word], ink: Ink | None) -> str:
    """Return the name on the line of a printed text, empty if none is there or a part of it is not sure."""
    if ink is None:
        return ""
    middle = ink.at[1] - ink.size_pt * _MM_PER_PT * _CAPITAL / 2
    here = [w for w in words if abs(w.y_mm - middle) < _LINE_MM and w.x_mm > ink.at[0] - MARGIN_MM / 2]
    return " ".join(_capitals(_text(here, 0))) if all(word.sure >= _SURE_OF_NAME for word in here) else ""


def _code(text: str) -> str:
    """Return the last word of a code's length of which at most one character is no digit."""
    found = (re.sub(r"\D", _UNREAD, word) for word in reversed(_CODE.findall(text)))
    return next((code for code in found if code.count(_UNREAD) <= 1), "")


def _number(text: str) -> str:
    """Return the last word that looks like the number of a TPS: it stands below the names."""
    return next(reversed(_TPS.findall(text)), "")


def _are_two(found: str, wanted: str) -> bool:
    """Say whether both are known and not the same: numbers to the digit, names up to a misread letter."""
    if not found or not wanted or found.isdecimal():
        return bool(found and wanted) and found != wanted
    one, other = _capitals(found), _capitals(wanted)
    # Word by word: north and west of the same town are alike but for one word.
    pairs = zip(one, other, strict=True) if len(one) == len(other) else [(" ".join(one), " ".join(other))]
    return any(SequenceMatcher(None, *pair, autojunk=False).ratio() < _ALIKE for pair in pairs)


def _capitals(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.upper()))
