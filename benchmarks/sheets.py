"""A sheet of paper to write on, and a photo of it as people usually take them."""

import cv2
import numpy as np

from ocr.paper import texts
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.specimen import conditions as circumstances
from ocr.specimen.camera import stand
from ocr.specimen.conditions import Conditions, Quality
from ocr.specimen.ink import Sheet
from ocr.specimen.photograph import photograph
from ocr.specimen.relief import some_relief
from ocr.specimen.sensor import encode, expose
from ocr.specimen.wear import wear
from recap.domain.form import FormLayout, Page

_PX_PER_MM = 3.0
_CAMERA = (2100, 2800)


def blank(layout: FormLayout, page: int, where: Identity, *, marked: bool = True) -> Sheet:
    """Return a printed page; it names its station in print and by its QR code, unless it is not `marked`."""
    names, code = (texts.gaps(where), texts.qr_text(where, page)) if marked else ({}, None)
    printed = page_image(layout, page, names, code, _PX_PER_MM)
    return Sheet(cv2.cvtColor(printed, cv2.COLOR_GRAY2BGR), _PX_PER_MM)


def photo_of(sheet: Sheet, page: Page, camera: np.random.Generator) -> bytes:
    """Return a photo of a written sheet, which is worn and bent by the same chance that holds the phone."""
    shot = circumstances.sample(Conditions(Quality.USUAL, None, *_CAMERA), camera)
    relief = some_relief(page, shot, camera)
    view = stand(page, shot, relief)
    wear(sheet, relief, shot, camera)
    return encode(expose(photograph(sheet.image, page, (view, shot, None), camera), shot, camera), shot)
