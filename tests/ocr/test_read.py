"""A good specimen, defaced by code in one way at a time."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.paper.identity import of
from ocr.read import Expected, Seen, read
from ocr.specimen import make as specimen
from ocr.specimen.conditions import GOOD
from recap.app import layouts
from recap.domain.election import ContestId, Station, StationCode
from recap.domain.reading import Decision

KWK = layouts.load("C.HASIL-KWK", 2)
CONTEST, STATION = ContestId("semarang-2024.pkwkk"), StationCode("3374011001001")
NAMES = {"33": "JAWA TENGAH", "3374": "SEMARANG", "337401": "SEMARANG TENGAH", "3374011001": "MIROTO"}
VALUES = {"SAH": 365, "TSAH": 27, "TOT": 392, "PHP4-R": 392, "PSS4-R": 392, "PAS1": 215, "PAS2": 150}


@pytest.fixture(scope="module")
def vote_page() -> specimen.Specimen:
    return photograph(2)


@pytest.fixture(scope="module")
def picture(vote_page: specimen.Specimen) -> Image:
    return cv2.imdecode(np.frombuffer(vote_page.photo, np.uint8), cv2.IMREAD_COLOR)


def photograph(page: int) -> specimen.Specimen:
    station = Station(STATION, 1, 300, 300, 600)
    conditions = replace(GOOD, width_px=1800, height_px=2400)
    wanted = {code: VALUES[code] for code in KWK.page(page).codes}
    return specimen.make(specimen.Order(KWK, page, of_station(station), wanted, 7, conditions))


def of_station(station: Station):  # noqa: ANN201
    return of(_contest(), station, NAMES)


def read_picture(picture: Image, expected: Expected | None = None) -> Seen:
    return read(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes(), (KWK,), expected)
