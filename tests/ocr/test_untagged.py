"""A form without tag and QR code is found by its printed lines, however it lies; a form is added by a file alone."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.paper.raster import page_image
from ocr.plane import project
from ocr.read import read
from ocr.ruling import straight_lines
from ocr.size import as_plano
from ocr.untagged import find_untagged
from recap.app import layouts
from recap.domain.form import FormLayout

NEW_FORM = Path(__file__).parent / "new_form"
OLD = layouts.load("C1-PPWP-2019", 2)
PLANO = layouts.load("C1-KWK-PLANO-2017", 3)
PX_PER_MM = 5.0


def scan(layout: FormLayout, number: int, turn_deg: float = 0.0) -> tuple[Image, np.ndarray]:
    """Return a printed page as scanned askew, and the map from its mm to pixels."""
    page = layout.page(number)
    scale = 1050 / page.width_mm
    drawn = page_image(layout, number, {}, None, scale)
    height, width = drawn.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(width * cos + height * sin), int(width * sin + height * cos))
    turn = turn + np.array([[0, 0, (size[0] - width) / 2], [0, 0, (size[1] - height) / 2]])
    picture = cv2.warpAffine(drawn, turn, size, borderValue=(245.0,))
    return picture, np.vstack([turn, [0, 0, 1]]) @ np.diag([scale, scale, 1.0])


@pytest.mark.parametrize(
    ("layout", "number", "turn_deg"), [(OLD, 1, 2.0), (OLD, 2, 178.5), (OLD, 2, 91.0), (PLANO, 1, -3.0)]
)
def test_a_page_is_found_within_a_millimetre_however_it_lies(layout: FormLayout, number: int, turn_deg: float) -> None:
    picture, plane = scan(layout, number, turn_deg)

    found = find_untagged(picture, (OLD, PLANO))

    assert found is not None
    assert (found.layout.name, found.page.number) == (layout.name, number)
    true = project(plane, found.anchor.mm * layout.page(number).width_mm / found.page.width_mm)
    px_per_mm = 1050 / layout.page(number).width_mm
    assert np.abs(found.anchor.px - true).max() / px_per_mm < 1.0


@pytest.mark.parametrize("times", [2, 3])
def test_a_page_is_found_in_a_picture_of_many_pixels(times: int) -> None:
    small, plane = scan(OLD, 2, 2.0)
    picture = cv2.resize(small, None, fx=times, fy=times, interpolation=cv2.INTER_LINEAR)

    found = find_untagged(picture, (OLD, PLANO))

    assert found is not None
    assert (found.layout.name, found.page.number) == (OLD.name, 2)
    true = times * project(plane, found.anchor.mm * OLD.page(2).width_mm / found.page.width_mm)
    assert np.abs(found.anchor.px - true).max() / (times * 1050 / OLD.page(2).width_mm) < 1.0


def test_a_page_is_found_beside_other_things_in_a_photo() -> None:
    page, plane = scan(OLD, 1, -2.0)
    picture = np.full((2300, 3200), 90, np.uint8)
    picture[400 : 400 + page.shape[0], 1700 : 1700 + page.shape[1]] = page

    found = find_untagged(picture, (OLD, PLANO))

    assert found is not None
    true = project(plane, found.anchor.mm * OLD.page(1).width_mm / found.page.width_mm) + np.array([1700, 400])
    assert np.abs(found.anchor.px - true).max() / (1050 / OLD.page(1).width_mm) < 1.0


def test_straight_lines_are_given_in_pixels_of_the_photo() -> None:
    picture = np.full((2600, 1800), 235, np.uint8)
    for row in range(400, 2200, 200):
        cv2.line(picture, (300, row), (1500, row), (0,), 4)
    for column in range(300, 1501, 300):
        cv2.line(picture, (column, 400), (column, 2000), (0,), 4)

    seen = straight_lines(picture)

    assert seen is not None
    rows, columns = seen.ruling.level, seen.ruling.upright
    assert {round(row / 200) for row in rows[:, 0]} == set(range(2, 11))
    assert np.abs(rows[:, 0] - 200 * np.round(rows[:, 0] / 200)).max() < 8
    assert np.abs(columns[:, 0] - 300 * np.round(columns[:, 0] / 300)).max() < 8
    assert np.allclose(project(seen.plane, np.array([(900.0, 1300.0)])), (900, 1300), atol=8)


def test_the_lines_of_another_form_are_not_taken_for_this_one() -> None:
    picture, _ = scan(PLANO, 1)

    assert find_untagged(picture, (OLD,)) is None


def test_a_picture_without_lines_is_no_form() -> None:
    noise = np.random.default_rng(3).normal(128, 40, (900, 700)).clip(0, 255).astype(np.uint8)

    assert find_untagged(cv2.GaussianBlur(noise, (0, 0), 3), (OLD, PLANO)) is None
    assert find_untagged(np.full((900, 700), 200, np.uint8), (OLD, PLANO)) is None


def test_small_forms_are_enlarged_and_planos_left_as_they_are() -> None:
    page = as_plano(OLD.page(2))

    assert page.fields[0].boxes[0].w_mm == pytest.approx(18.3)
    assert page.fields[0].words is not None
    assert page.codes == OLD.page(2).codes
    assert as_plano(PLANO.page(1)) is PLANO.page(1)


def test_a_form_is_added_by_a_picture_and_a_layout_file_alone() -> None:
    form = layouts.load("C1-KADES-PLANO", 2, folder=NEW_FORM)

    reading = read((NEW_FORM / "photo.jpg").read_bytes(), (form,)).reading

    assert (reading.layout, reading.page) == ("C1-KADES-PLANO", 1)
    seen = {code: cell.as_read for code, cell in reading.cells.items()}
    assert seen == {"PAS1": 215, "PAS2": 148, "SAH": 363, "TSAH": 9, "TOT": 372}
