"""A good specimen, defaced by code in one way at a time."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.decode import decode_colour
from ocr.paper.identity import Identity
from ocr.read import Expected, read
from ocr.specimen import make as specimen
from ocr.specimen.conditions import GOOD
from recap.app import layouts
from recap.domain.election import ContestId, StationCode
from recap.domain.reading import Decision, PageReading

KWK = layouts.load("C.HASIL-KWK", 2)
CONTEST, STATION = ContestId("semarang-2024.pkwkk"), StationCode("3374011001001")
VALUES = {"SAH": 365, "TSAH": 27, "TOT": 392, "PHP4-R": 392, "PSS4-R": 392, "PAS1": 215, "PAS2": 150}


@pytest.fixture(scope="module")
def vote_page() -> specimen.Specimen:
    return photograph(2)


@pytest.fixture(scope="module")
def picture(vote_page: specimen.Specimen) -> Image:
    return decode_colour(vote_page.photo)


def photograph(page: int, count: int = 1) -> specimen.Specimen:
    identity = Identity(CONTEST, STATION, "JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO", 1, count=count)
    conditions = replace(GOOD, width_px=1800, height_px=2400)
    wanted = {code: VALUES[code] for code in KWK.page(page).codes}
    return specimen.make(specimen.Order(KWK, page, identity, wanted, 7, conditions))


def read_picture(picture: Image, expected: Expected | None = None) -> PageReading:
    photo = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    return read(photo, (KWK,), expected).reading


def white_out(picture: Image, corner: tuple[float, float]) -> Image:
    defaced = picture.copy()
    cv2.circle(defaced, (int(corner[0]), int(corner[1])), 130, (235, 235, 235), -1)
    return defaced


def values(reading: PageReading) -> dict[str, int | None]:
    return {code: cell.as_read for code, cell in reading.cells.items()}


def test_a_good_photo_is_read_and_names_its_station(vote_page: specimen.Specimen) -> None:
    reading = read(vote_page.photo, (KWK,), Expected(CONTEST, STATION)).reading
    assert values(reading) == {"PAS1": 215, "PAS2": 150}
    assert (reading.layout, reading.page) == ("C.HASIL-KWK", 2)
    assert (reading.contest, reading.station) == (CONTEST, STATION)
    assert reading.decision is not Decision.REFUSE


def test_a_sheet_of_a_later_count_counts_for_that_count_alone() -> None:
    sheet = photograph(2, count=2).photo

    assert read(sheet, (KWK,), Expected(CONTEST, STATION)).reading.reason == "wrong_count"
    assert read(sheet, (KWK,), Expected(CONTEST, STATION, count=2)).reading.decision is not Decision.REFUSE


def test_numbers_of_the_last_page_are_read_and_their_sum_checked() -> None:
    reading = read(photograph(3).photo, (KWK,)).reading
    assert values(reading) == {code: VALUES[code] for code in KWK.page(3).codes}
    assert reading.discrepancies == ()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photo_lying_on_any_side_is_read(picture: Image, turns: int) -> None:
    assert values(read_picture(np.ascontiguousarray(np.rot90(picture, turns)))) == {"PAS1": 215, "PAS2": 150}


@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_a_hidden_corner_mark_does_not_matter(picture: Image, vote_page: specimen.Specimen, corner: int) -> None:
    defaced = white_out(picture, vote_page.truth.corners[corner])
    assert values(read_picture(defaced)) == {"PAS1": 215, "PAS2": 150}


@pytest.mark.parametrize(("side", "corner"), [(1, "bottom right"), (-1, "bottom left")])
def test_a_sheet_with_a_corner_out_of_the_picture_is_refused_with_the_corner_named(
    picture: Image, side: int, corner: str
) -> None:
    height, width = picture.shape[:2]
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), 15 * side, 1.0)
    turned[:, 2] += (0.16 * side * width, 0.16 * height)
    reading = read_picture(cv2.warpAffine(picture, turned, (width, height)))
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "corner_missing")
    assert corner in str(reading.advice)


def test_a_photo_of_another_station_or_contest_is_refused(picture: Image) -> None:
    other = Expected(CONTEST, StationCode("3374011001002"))
    assert read_picture(picture, other).reason == "wrong_station"
    assert read_picture(picture, Expected(ContestId("semarang-2024.pkwkp"), STATION)).reason == "wrong_contest"


def test_another_form_is_refused_by_name(vote_page: specimen.Specimen) -> None:
    reading = read(vote_page.photo, (layouts.load("C.HASIL-PPWP-2024", 3),)).reading
    assert reading.reason == "other_form"
    assert "C.HASIL-PPWP-2024" in str(reading.advice)


def test_a_picture_without_a_form_gets_advice() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (900, 700), dtype=np.uint8)
    assert read_picture(noise).reason == "no_form"
    assert read_picture(np.full((900, 700), 200, np.uint8)).reason == "empty"
    assert read_picture(np.full((900, 700), 250, np.uint8)).reason == "too_bright"
    assert read_picture(np.full((900, 700), 9, np.uint8)).reason == "too_dark"


def test_a_damaged_file_is_a_refusal_not_a_failure() -> None:
    reading = read(b"%PDF-1.7", (KWK,)).reading
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "photo_type_unsupported")


@pytest.mark.realdata
def test_real_photos_are_read_right(shared_data: Path) -> None:
    form = layouts.load("C.HASIL-PPWP-2024", 3)
    labels = json.loads((shared_data / "forms" / "labels.json").read_text())
    for label in (each for each in labels if each["path"].startswith("gammafest")):
        reading = read((shared_data / "forms" / label["path"]).read_bytes(), (form,)).reading
        wanted = {f"PAS{int(key)}": value for key, value in label["values"].items()}
        assert values(reading) == wanted, label["path"]
