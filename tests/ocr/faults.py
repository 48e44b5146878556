"""One drawn and filled sheet, photographed with one fault at a time: all of `Shot`'s fields can be set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.cells import Encoding
from ocr.paper import texts
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.read import Seen, read
from ocr.specimen.camera import View, stand
from ocr.specimen.conditions import GOOD, Ground, Shot, sample
from ocr.specimen.fill import Facts, Habits, fill
from ocr.specimen.ink import Sheet
from ocr.specimen.photograph import photograph
from ocr.specimen.relief import some_relief
from ocr.specimen.sensor import encode, expose
from ocr.specimen.wear import crease
from recap.app import layouts
from recap.domain.election import ContestId, StationCode

KWK = layouts.load("C.HASIL-KWK", 2)
VALUES = {"SAH": 365, "TSAH": 27, "TOT": 392, "PHP4-R": 392, "PSS4-R": 392, "PAS1": 215, "PAS2": 150}
IDENTITY = Identity(
    ContestId("semarang-2024.pkwkk"),
    StationCode("3374011001001"),
    "JAWA TENGAH",
    "KOTA SEMARANG",
    "SEMARANG TENGAH",
    "MIROTO",
    1,
)
_SCALE, _SEED = 3.0, 11
_NO_FAULT = replace(
    sample(replace(GOOD, width_px=1500, height_px=2000, turned=False), np.random.default_rng(_SEED)),
    ground=Ground.WOOD,
    neighbours=1.0,
    fold_mm=0.0,
    crumple_mm=0.0,
    curl_mm=0.0,
)
_QUICK = frozenset({Encoding.BOXES, Encoding.BUBBLES, Encoding.SUMS})


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo and where the camera stood."""

    photo: bytes
    view: View


def drawn(page: int, code_page: int | None = None, values: Mapping[str, int] = VALUES) -> Sheet:
    """Return a filled sheet; its QR code may name another page."""
    code = texts.qr_text(IDENTITY, code_page or page)
    blank = page_image(KWK, page, texts.gaps(IDENTITY), code, _SCALE)
    sheet = Sheet(cv2.cvtColor(blank, cv2.COLOR_GRAY2BGR), _SCALE)
    habits = Habits(slip=0, words_missing=0, bubble_wrong=0, bubble_missing=0)
    wanted = {number: values[number] for number in KWK.page(page).codes}
    fill(sheet, Facts(KWK.page(page), IDENTITY, wanted, habits), np.random.default_rng(_SEED))
    return sheet


def taken(sheet: Sheet, page: int, **faults: object) -> Taken:
    """Return a good photo of a sheet, but for these fields of its `Shot`."""
    rng = np.random.default_rng(_SEED)
    shot = _with(faults)
    relief = some_relief(KWK.page(page), shot, rng)
    view = stand(KWK.page(page), shot, relief)
    image = sheet.image.copy()
    if shot.fold_mm:
        crease(image, relief, rng)
    scene = photograph(image, KWK.page(page), (view, shot, None), rng)
    return Taken(encode(expose(scene, shot, rng), shot), view)


def seen(taken_: Taken) -> Seen:
    """Return what the reader makes of a photo by boxes, bubbles and sums."""
    return read(taken_.photo, (KWK,), using=_QUICK)


def _with(faults: Mapping[str, object]) -> Shot:
    return replace(_NO_FAULT, **faults)  # type: ignore[arg-type]
