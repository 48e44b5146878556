"""Sheets whose QR code is painted over: the printed text speaks for the station, if it is clear and agrees."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr import crosscheck, witness
from ocr.decode import decode_colour
from ocr.flatten import Sheet
from ocr.paper.identity import Identity
from ocr.plane import corners_of, project
from ocr.read import Expected, read
from ocr.specimen import make as specimen
from ocr.specimen.conditions import GOOD
from ocr.witness import Place, Print
from recap.app import layouts
from recap.domain.election import ContestId, StationCode
from recap.domain.form import Box
from recap.domain.reading import Decision, PageReading

KWK = layouts.load("C.HASIL-KWK", 2)
CONTEST, STATION = ContestId("semarang-2024.pkwkk"), StationCode("3374011001012")
NEIGHBOUR = StationCode("3374011001013")
TITLE = "Pemilihan Wali Kota dan Wakil Wali Kota Semarang Tahun 2024"
EXPECTED = Expected(CONTEST, STATION, TITLE)
PAGE = KWK.page(2)
QR = Box(68, 78, 52, 52)
PRINT = PAGE.places["printed-identity"]
CODE = "3374011001012"


@pytest.fixture(scope="module")
def photo() -> bytes:
    identity = Identity(CONTEST, STATION, "JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO", 12, TITLE)
    conditions = replace(GOOD, width_px=2250, height_px=3000)
    return specimen.make(specimen.Order(KWK, 2, identity, {"PAS1": 215, "PAS2": 150}, 7, conditions)).photo


@pytest.fixture(scope="module")
def sheet(photo: bytes) -> Sheet:
    """The sheet's place in the photo, which the places to paint over are found with."""
    found = read(photo, (KWK,)).sheet
    assert found is not None
    return found


@pytest.fixture(scope="module")
def without_qr(photo: bytes, sheet: Sheet) -> Image:
    return painted_over(decode_colour(photo), sheet, [QR])


def painted_over(picture: Image, sheet: Sheet, boxes: Sequence[Box]) -> Image:
    scale = picture.shape[1] / sheet.picture.shape[1]
    defaced = picture.copy()
    for box in boxes:
        at = project(sheet.plane, corners_of(box)) * scale
        cv2.fillConvexPoly(defaced, at.astype(np.int32), (225, 228, 230))
    return defaced


def read_picture(picture: Image, expected: Expected | None) -> PageReading:
    photo = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    return read(photo, (KWK,), expected).reading


def test_print_that_agrees_with_the_sender_confirms_contest_and_station(without_qr: Image) -> None:
    reading = read_picture(without_qr, EXPECTED)
    assert (reading.contest, reading.station) == (CONTEST, STATION)
    assert reading.reason != "no_station"
    assert reading.decision is not Decision.REFUSE
    assert {code: cell.as_read for code, cell in reading.cells.items()} == {"PAS1": 215, "PAS2": 150}


def test_print_of_the_neighbouring_station_is_refused(without_qr: Image) -> None:
    reading = read_picture(without_qr, Expected(CONTEST, NEIGHBOUR, TITLE))
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "wrong_station")
    assert reading.advice is not None
    assert reading.advice.facts == {"found": STATION, "expected": NEIGHBOUR}


@pytest.mark.parametrize("title", ["", "Pemilihan Gubernur dan Wakil Gubernur Jawa Tengah Tahun 2024"])
def test_a_sheet_of_another_or_an_unknown_title_is_left_to_a_person(without_qr: Image, title: str) -> None:
    reading = read_picture(without_qr, Expected(CONTEST, STATION, title))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "no_station")
    assert (reading.contest, reading.station) == (None, STATION)


def test_print_with_the_name_of_another_kelurahan_confirms_nothing(without_qr: Image) -> None:
    home, away = Place("Semarang Tengah", "Miroto"), Place("Semarang Tengah", "Pekunden")
    assert read_picture(without_qr, replace(EXPECTED, place=home)).station == STATION
    reading = read_picture(without_qr, replace(EXPECTED, place=away))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "no_station")
    assert (reading.contest, reading.station) == (None, None)


def test_print_alone_names_the_station_but_a_person_looks(without_qr: Image) -> None:
    reading = read_picture(without_qr, None)
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "no_station")
    assert (reading.contest, reading.station) == (None, STATION)


def test_without_qr_and_print_nobody_speaks_for_the_station(without_qr: Image, sheet: Sheet) -> None:
    reading = read_picture(painted_over(without_qr, sheet, [PRINT]), EXPECTED)
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "no_station")
    assert (reading.contest, reading.station) == (None, None)


def test_print_is_not_read_where_the_qr_code_was(
    photo: bytes, without_qr: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crosscheck, "SHARE", 0.0)
    assert "print" not in read(photo, (KWK,), EXPECTED).reading.ms
    assert "print" in read_picture(without_qr, EXPECTED).ms


def test_a_form_that_prints_no_station_has_no_such_witness(sheet: Sheet) -> None:
    official = layouts.load("C.HASIL-PPWP-2024", 3).page(1)
    assert witness.read_print(replace(sheet, page=official)) is None


@pytest.mark.parametrize(
    ("code", "number", "confirmed"),
    [
        (CODE, "012", True),
        (CODE, "", True),
        (CODE, "013", False),
        ("33740?1001012", "", True),
        ("337401100101?", "012", True),
        ("337401100101?", "", False),
        ("3374011001013", "013", False),
        ("3374011002012", "012", False),
        ("", "012", False),
    ],
)
def test_one_digit_may_be_unread_but_none_may_differ(code: str, number: str, *, confirmed: bool) -> None:
    assert Print(code, number, ()).confirms(STATION) is confirmed


@pytest.mark.parametrize(
    ("code", "number", "contradicted"),
    [
        ("3374011001013", "013", True),
        ("3374011001013", "012", False),
        ("3374011001013", "", False),
        ("3374011002012", "012", False),
        ("3374021003012", "012", True),
        (CODE, "012", False),
    ],
)
def test_another_station_is_named_only_by_two_prints(code: str, number: str, *, contradicted: bool) -> None:
    assert Print(code, number, ()).contradicts(STATION) is contradicted


@pytest.fixture(scope="module")
def blurred_qr(photo: bytes, sheet: Sheet) -> Image:
    """The photo with its print painted over, and its QR code so blurred that no decoder reads it."""
    picture = painted_over(decode_colour(photo), sheet, [PRINT])
    at = project(sheet.plane, corners_of(QR)) * picture.shape[1] / sheet.picture.shape[1]
    (left, top), (right, bottom) = at.min(axis=0).astype(int), at.max(axis=0).astype(int)
    module = (right - left) * 1.38 / QR.w_mm
    picture[top:bottom, left:right] = cv2.GaussianBlur(picture[top:bottom, left:right], (0, 0), 0.75 * module)
    return picture


def test_a_blurred_qr_code_that_is_the_one_due_confirms_contest_and_station(blurred_qr: Image) -> None:
    reading = read_picture(blurred_qr, EXPECTED)

    assert (reading.contest, reading.station, "print" in reading.ms) == (CONTEST, STATION, True)


def test_a_blurred_qr_code_of_another_station_confirms_nothing(blurred_qr: Image) -> None:
    reading = read_picture(blurred_qr, replace(EXPECTED, station=NEIGHBOUR))

    assert (reading.contest, reading.station, reading.reason) == (None, None, "no_station")
