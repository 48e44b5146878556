"""One sheet with one fault of paper, light, lens or phone at a time: it is read right, or refused with the reason."""

from collections.abc import Mapping

import cv2
import numpy as np
import pytest

from ocr.decide import judge_cells
from ocr.plane import corners_of, project
from ocr.specimen.ink import Sheet
from recap.app import texts
from recap.domain.reading import CellReading, Decision
from tests.ocr.faults import KWK, VALUES, Taken, drawn, seen, taken

FAULTS: Mapping[str, tuple[int, Mapping[str, object]]] = {
    "folded": (3, {"fold_mm": 30.0}),
    "waved": (3, {"curl_mm": 25.0, "crumple_mm": 6.0}),
    "shadowed": (3, {"shadow": 0.5, "slope": 0.5}),
    "tinted": (2, {"tint": 0.2}),
    "blurred": (3, {"focus_px": 3.2, "motion_px": 6.0}),
    "upside down": (2, {"quarter_turns": 2, "by_exif": False}),
    "tilted": (3, {"tilt_x_deg": 25.0, "tilt_y_deg": 12.0, "turn_deg": 8.0, "fill": 0.8}),
}


@pytest.fixture(scope="module")
def sheets() -> Mapping[int, Sheet]:
    return {page: drawn(page) for page in (2, 3)}


def read_right(photo: Taken, page: int) -> None:
    """Say that every number is read right, and every box cut within 1 mm."""
    found = seen(photo)
    assert found.sheet is not None
    assert found.placed is not None
    assert {code: cell.as_read for code, cell in found.reading.cells.items()} == {
        code: VALUES[code] for code in KWK.page(page).codes
    }
    scale = found.sheet.picture.shape[1] / photo.view.size[0]
    for number in KWK.page(page).fields:
        for box, shift in zip(number.boxes, found.placed[number.code].shifts, strict=True):
            corners = corners_of(box)
            true = photo.view.to_photo(corners.astype(np.float32)) * scale
            off = (project(found.sheet.plane, corners + shift) - true).mean(axis=0)
            assert np.hypot(*off) * box.w_mm < np.hypot(*(true[1] - true[0])), number.code


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sheet_is_read_right_and_cut_within_one_millimetre_though_it_is(
    sheets: Mapping[int, Sheet], fault: str
) -> None:
    page, how = FAULTS[fault]
    read_right(taken(sheets[page], page, **how), page)


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("bottom", [False, True])
def test_a_sheet_with_a_corner_torn_off_is_read_right(
    sheets: Mapping[int, Sheet], *, right: bool, bottom: bool
) -> None:
    torn = Sheet(sheets[3].image.copy(), sheets[3].px_per_mm)
    height, width = torn.image.shape[:2]
    # The triangle takes the corner mark with it, and neither the tag nor the QR code.
    legs = np.array([(0, 0), (0.22, 0), (0, 0.15)]) * (width, height)
    corner = np.abs(legs - (right * width, bottom * height))
    cv2.fillPoly(torn.image, [np.round(corner).astype(np.int32)], (60, 80, 110))

    read_right(taken(torn, 3), 3)


def test_a_photo_that_a_messenger_made_small_is_read_right(sheets: Mapping[int, Sheet]) -> None:
    photo = taken(sheets[3], 3, width_px=1200, height_px=1600, jpeg=60)

    assert len(photo.photo) < 300_000
    read_right(photo, 3)


def test_moire_is_read_right_but_left_to_a_person(sheets: Mapping[int, Sheet]) -> None:
    photo = taken(sheets[2], 2, moire=0.06)

    read_right(photo, 2)
    reading = seen(photo).reading
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "screen")


@pytest.mark.parametrize(
    ("reason", "said", "how"),
    [
        ("too_small", "terlalu kecil", {"fill": 0.25}),
        ("too_blurred", "buram", {"focus_px": 14.0}),
        ("not_flat", "PAS1, PAS2", {"crumple_mm": 60.0, "tilt_x_deg": 25.0}),
    ],
)
def test_a_photo_that_cannot_be_read_is_refused_with_the_reason(
    sheets: Mapping[int, Sheet], reason: str, said: str, how: Mapping[str, object]
) -> None:
    reading = seen(taken(sheets[2], 2, **how)).reading

    assert (reading.decision, reading.reason) == (Decision.REFUSE, reason)
    assert reading.advice is not None
    assert said in texts.say(reading.advice, "id")
    assert texts.say(reading.advice, "id") != texts.say(reading.advice, "en")


def test_a_missing_corner_is_named_with_the_numbers_that_went_with_it(sheets: Mapping[int, Sheet]) -> None:
    reading = seen(taken(sheets[3], 3, turn_deg=14.0, shift=(0.2, 0.0))).reading

    assert (reading.decision, reading.reason) == (Decision.REFUSE, "corner_missing")
    assert reading.advice is not None
    said = texts.say(reading.advice, "id")
    assert "kanan atas" in said
    assert " SAH." in said
    assert "TSAH" not in said


def test_a_tag_and_a_code_that_name_two_pages_are_refused() -> None:
    reading = seen(taken(drawn(2, code_page=3), 2)).reading

    assert (reading.decision, reading.reason) == (Decision.REFUSE, "wrong_page")
    assert reading.advice is not None
    assert texts.say(reading.advice, "id") != texts.say(reading.advice, "en")


def test_clear_numbers_that_do_not_add_up_are_left_to_a_person() -> None:
    reading = seen(taken(drawn(3, values={**VALUES, "TSAH": 127}), 3)).reading
    assert reading.decision is Decision.REVIEW
    assert "R10" in reading.discrepancies

    clear = {code: CellReading(value, value, 1.0, 20.0, sure=True) for code, value in VALUES.items()}
    verdict = judge_cells(clear, ("R10",), (), known_station=True)
    assert (verdict.decision, verdict.reason) == (Decision.REVIEW, "does_not_add_up")
