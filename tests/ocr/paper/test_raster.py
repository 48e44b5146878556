"""What is printed can be found again: marks, tag, QR code and the border of every box."""

import cv2
import numpy as np
import pytest
import zxingcpp
from cv2.typing import MatLike as Image

from ocr.paper import raster, texts
from ocr.paper.identity import Identity
from recap.app import layouts
from recap.domain.election import Choice, ContestId, StationCode
from recap.domain.form import Box, FormLayout, Page
from recap.domain.pagecode import PageCode, decode

FORMS = [("C.HASIL-KWK", choices) for choices in (1, 2, 3, 7, 10)] + [("C.HASIL-PPWP-2024", 3)]
PX_PER_MM = 4.0
TOLERANCE_MM = 0.5
MARGIN_GREY = 140

IDENTITY = Identity(
    contest=ContestId("semarang-2024.pkwkk"),
    station=StationCode("3374011001012"),
    province="Jawa Tengah",
    city="Kota Semarang",
    district="Semarang Tengah",
    village="Miroto",
    number=12,
    choices=tuple(Choice(number, f"Calon {number} - Wakil {number}") for number in range(1, 11)),
)


def picture(layout: FormLayout, page: Page, px_per_mm: float = PX_PER_MM) -> Image:
    qr_text = texts.qr_text(IDENTITY, page.number)
    return raster.page_image(layout, page.number, texts.gaps(IDENTITY), qr_text, px_per_mm)


def dark_share(image: Image, box: Box) -> float:
    left, top, right, bottom = (
        round(mm * PX_PER_MM) for mm in (box.x_mm, box.y_mm, box.x_mm + box.w_mm, box.y_mm + box.h_mm)
    )
    return float(np.mean(image[top + 1 : bottom - 1, left + 1 : right - 1] < 128))


def edges_mm(image: Image, box: Box) -> list[float]:
    """Return how far the dark line nearest each side of a box lies from that side."""
    x, y = box.centre
    window = 2.0
    sides = []
    for along_x, at, cross in (
        (1, box.x_mm, y),
        (1, box.x_mm + box.w_mm, y),
        (0, box.y_mm, x),
        (0, box.y_mm + box.h_mm, x),
    ):
        strip = image if along_x else image.T
        row = strip[
            round((cross - 2) * PX_PER_MM) : round((cross + 2) * PX_PER_MM),
            round((at - window) * PX_PER_MM) : round((at + window) * PX_PER_MM),
        ]
        darkness = 255.0 - row.mean(axis=0)
        weight = np.where(darkness > 100, darkness, 0.0)
        assert weight.sum() > 0
        centre_px = float((weight * (np.arange(len(weight)) + 0.5)).sum() / weight.sum())
        sides.append(round((at - window) * PX_PER_MM) / PX_PER_MM + centre_px / PX_PER_MM - at)
    return sides


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_every_page_names_itself_by_tag_and_qr(name: str, choices: int) -> None:
    layout = layouts.load(name, choices)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10))
    for page in layout.pages:
        image = picture(layout, page)

        corners, ids, _ = detector.detectMarkers(image)
        found = zxingcpp.read_barcodes(image)

        assert page.tag is not None
        assert ids.ravel().tolist() == [page.tag.number]
        # From the bottom right, as on the official blank.
        expected = [(526, 139.3), (494, 139.3), (494, 107.3), (526, 107.3)]
        assert corners[0][0] / PX_PER_MM == pytest.approx(np.array(expected), abs=TOLERANCE_MM)
        codes = [decode(code.text) for code in found]
        assert codes == ([PageCode(IDENTITY.contest, IDENTITY.station, page.number)] if page.qr else [])


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_marks_are_two_squares_on_the_falling_diagonal(name: str, choices: int) -> None:
    layout = layouts.load(name, choices)
    for page in layout.pages:
        image = picture(layout, page)
        for mark in page.marks:
            half_w, half_h = mark.w_mm / 2, mark.h_mm / 2
            for right, below in ((0, 0), (1, 1), (1, 0), (0, 1)):
                quarter = Box(mark.x_mm + right * half_w, mark.y_mm + below * half_h, half_w, half_h)
                assert dark_share(image, quarter) == (right == below)


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_every_box_has_its_printed_border_on_all_four_sides(name: str, choices: int) -> None:
    layout = layouts.load(name, choices)
    for page in layout.pages:
        image = picture(layout, page)
        for box in (box for field in page.fields for box in field.boxes):
            assert max(map(abs, edges_mm(image, box))) < TOLERANCE_MM


@pytest.mark.parametrize(("name", "choices"), FORMS)
def test_nothing_dark_is_printed_outside_the_marks(name: str, choices: int) -> None:
    layout = layouts.load(name, choices)
    for page in layout.pages:
        image = picture(layout, page)
        first, last = page.marks[0], page.marks[-1]
        left, top = int(first.x_mm * PX_PER_MM) - 4, int(first.y_mm * PX_PER_MM) - 4
        right, bottom = int((last.x_mm + last.w_mm) * PX_PER_MM) + 4, int((last.y_mm + last.h_mm) * PX_PER_MM) + 4
        image[top:bottom, left:right] = 255

        assert int(image.min()) > MARGIN_GREY


@pytest.mark.parametrize("px_per_mm", [1.5, 3.0, 4.1])
def test_a_picture_has_exactly_the_size_of_its_page(px_per_mm: float) -> None:
    layout = layouts.load("C.HASIL-KWK", 2)

    image = picture(layout, layout.page(1), px_per_mm)

    assert image.shape == (round(900 * px_per_mm), round(600 * px_per_mm))
    assert image.dtype == np.uint8


def test_a_page_without_identity_leaves_its_gaps_white() -> None:
    layout = layouts.load("C.HASIL-KWK", 2)

    image = raster.page_image(layout, 2, {}, None, PX_PER_MM)

    qr = layout.page(2).qr
    assert qr is not None
    assert dark_share(image, qr) == 0


def test_filling_one_picture_does_not_soil_the_next() -> None:
    layout = layouts.load("C.HASIL-KWK", 2)
    first = picture(layout, layout.page(1))
    first[:] = 0

    assert picture(layout, layout.page(1)).mean() > 200
