import cv2
import numpy as np
import pytest

from ocr.identify import Sighting, identify
from ocr.paper import texts
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.plane import centres_of, project
from ocr.register import register
from recap.app import layouts
from recap.domain.election import ContestId, StationCode

KWK = layouts.load("C.HASIL-KWK", 2)
PAGE = KWK.page(2)
SIZE = (1500, 2000)
STATION = StationCode("3374011001001")


@pytest.mark.parametrize(
    "narrow", [(0.0, 0.0), (0.0, 0.22), (0.22, 0.0)], ids=["from above", "far end below", "far end above"]
)
def test_all_marks_are_found_however_the_phone_is_tilted(narrow: tuple[float, float]) -> None:
    width, height = SIZE
    above, below = (part * width / 2 for part in narrow)
    corners = [(60 + above, 80), (width - 60 - above, 80), (width - 60 - below, height - 80), (60 + below, height - 80)]
    sheet = [(0, 0), (PAGE.width_mm, 0), (PAGE.width_mm, PAGE.height_mm), (0, PAGE.height_mm)]
    plane = cv2.getPerspectiveTransform(np.array(sheet, np.float32), np.array(corners, np.float32))
    identity = Identity(ContestId("a.b"), STATION, "JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO", 1)
    printed = page_image(KWK, 2, texts.gaps(identity), texts.qr_text(identity, 2), 3.0)
    picture = cv2.warpPerspective(printed, plane @ np.diag([1 / 3, 1 / 3, 1.0]), SIZE, borderValue=(120, 120, 120))

    sighting = identify(picture, (KWK,))
    assert isinstance(sighting, Sighting)
    place = register(picture, PAGE, sighting.anchor)
    assert place.marks == 4
    off = project(place.plane, centres_of(PAGE.marks)) - project(plane.astype(np.float64), centres_of(PAGE.marks))
    assert np.abs(off).max() < 2.5
