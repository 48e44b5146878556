"""What people send that is not one whole page of paper: each gets its own sentence, in both languages."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.decode import decode_colour
from ocr.paper import texts as printed
from ocr.paper.identity import Identity
from ocr.paper.raster import page_image
from ocr.read import read
from ocr.specimen import make as specimen
from ocr.specimen.boxes import fill
from ocr.specimen.conditions import GOOD, Fault, unreadable
from ocr.specimen.fill import Habits
from ocr.specimen.hand import free_digit, some_hand
from ocr.specimen.ink import Sheet, some_pen, write
from recap.app import layouts, texts
from recap.domain.election import ContestId, StationCode
from recap.domain.form import Box
from recap.domain.reading import Decision, PageReading

KWK = layouts.load("C.HASIL-KWK", 2)
PPWP = layouts.load("C.HASIL-PPWP-2024", 3)
VALUES = {"SAH": 365, "TSAH": 27, "TOT": 392, "PHP4-R": 392, "PSS4-R": 392, "PAS1": 215, "PAS2": 150}
SCALE = 4.0


def identity(station: str = "3374011001001") -> Identity:
    places = ("JAWA TENGAH", "KOTA SEMARANG", "SEMARANG TENGAH", "MIROTO")
    return Identity(ContestId("semarang-2024.pkwkk"), StationCode(station), *places, int(station[-3:]))


def photograph(page: int, seed: int = 7, fault: Fault | None = None, slip: float = 0.0) -> Image:
    conditions = replace(GOOD if fault is None else unreadable(fault), width_px=1800, height_px=2400, turned=False)
    wanted = {code: VALUES[code] for code in KWK.page(page).codes}
    order = specimen.Order(KWK, page, identity(), wanted, seed, conditions, Habits(slip=slip))
    return decode_colour(specimen.make(order).photo)


@pytest.fixture(scope="module")
def picture() -> Image:
    return photograph(2)


def seen(picture: Image) -> PageReading:
    photo = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    return read(photo, (KWK,)).reading


def indonesian(reading: PageReading) -> str:
    assert reading.advice is not None
    said = texts.say(reading.advice, "id")
    assert said != texts.say(reading.advice, "en")
    return said


def cat() -> Image:
    canvas, rng = np.full((1600, 1200, 3), (70, 120, 160), np.uint8), np.random.default_rng(4)
    fur = (60, 90, 130)
    cv2.ellipse(canvas, (600, 1100), (300, 420), 0, 0, 360, fur, -1)
    cv2.circle(canvas, (600, 600), 230, fur, -1)
    for side in (-1, 1):
        ear = np.array([(600 + side * 80, 420), (600 + side * 210, 280), (600 + side * 220, 520)])
        cv2.fillConvexPoly(canvas, ear, fur)
        cv2.ellipse(canvas, (600 + side * 90, 560), (40, 55), 0, 0, 360, (60, 200, 190), -1)
        cv2.line(canvas, (600 + side * 40, 680), (600 + side * 330, 680), (230, 230, 230), 3)
    for _ in range(300):
        x, y = rng.normal((600, 900), (200, 300)).astype(int)
        cv2.line(
            canvas, (int(x), int(y)), (int(x) + 6, int(y) + 22), tuple(int(v) for v in rng.integers(30, 150, 3)), 2
        )
    return canvas


def on_a_screen(picture: Image, pitch: float, depth: float) -> Image:
    """Return the picture as a screen shows it and a camera sees it: drawn with its pixels, dark between them."""
    height, width = picture.shape[:2]
    shown = cv2.resize(picture, None, fx=1 / pitch, fy=1 / pitch, interpolation=cv2.INTER_AREA)
    large = cv2.resize(shown, (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:height, :width] * np.float32(2 * np.pi / pitch)
    gaps = np.cos(x + 0.03 * y) + np.cos(y - 0.03 * x)
    return np.asarray(np.clip(large * (1 - depth + depth * gaps[..., None] / 2), 0, 255), np.uint8)


def in_one_box(values: dict[str, str]) -> Image:
    """Return a clean copy of page 2 on a table, each number squeezed into the last of its boxes, no bubble filled."""
    page = KWK.page(2)
    code = printed.qr_text(identity(), 2)
    blank = page_image(KWK, 2, printed.gaps(identity()), code, SCALE)
    sheet = Sheet(cv2.cvtColor(blank, cv2.COLOR_GRAY2BGR), SCALE)
    rng = np.random.default_rng(11)
    hand, pen = some_hand(rng), some_pen(rng)
    for number in page.fields:
        box, digits = number.boxes[-1], values[number.code]
        wide = box.w_mm * 0.9 / len(digits)
        for at, digit in enumerate(digits if len(digits) > 1 else ""):
            part = Box(box.x_mm + box.w_mm * 0.05 + at * wide, box.y_mm + box.h_mm * 0.2, wide, wide * 1.8)
            write(sheet, free_digit(hand, part, digit, rng), pen, rng)
        if len(digits) == 1:
            fill(sheet, number.boxes, digits.rjust(len(number.boxes), "_"), (hand, pen), rng)
    return cv2.copyMakeBorder(cv2.GaussianBlur(sheet.image, (0, 0), 0.8), 60, 60, 60, 60, cv2.BORDER_CONSTANT)


def test_a_photo_of_nothing_is_called_empty() -> None:
    reading = seen(np.full((1600, 1200, 3), (196, 206, 204), np.uint8))
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "empty")
    assert "rata" in indonesian(reading)


def test_a_cat_is_no_form() -> None:
    reading = seen(cat())
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "no_form")
    assert "formulir" in indonesian(reading)


def test_a_handwritten_note_is_no_form() -> None:
    assert seen(photograph(2, fault=Fault.WRONG_THING)).reason == "no_form"


@pytest.mark.parametrize(("pitch", "depth"), [(3.6, 0.05), (3.6, 0.01), (2.3, 0.03), (7.0, 0.02)])
def test_a_photo_of_a_screen_is_for_a_person_however_clear(picture: Image, pitch: float, depth: float) -> None:
    reading = seen(on_a_screen(picture, pitch, depth))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "screen")
    assert "layar" in indonesian(reading)


@pytest.mark.parametrize("quality", [95, 70, 40])
def test_paper_is_not_taken_for_a_screen_however_compressed(picture: Image, quality: int) -> None:
    photo = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    assert read(photo, (KWK,)).reading.reason != "screen"


def test_a_page_of_another_election_is_refused_by_the_name_of_the_right_form(picture: Image) -> None:
    photo = cv2.imencode(".jpg", picture)[1].tobytes()
    reading = read(photo, (PPWP,)).reading
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "other_form")
    assert "C.HASIL-PPWP-2024" in indonesian(reading)


def test_two_forms_in_one_photo_are_for_a_person(picture: Image) -> None:
    reading = seen(np.hstack([picture, photograph(3)]))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "two_forms")
    assert f"halaman {reading.page}" in indonesian(reading)


def test_two_forms_of_which_none_is_whole_are_refused_for_being_two(picture: Image) -> None:
    cut = picture.shape[0] * 6 // 10
    reading = seen(np.hstack([picture[:cut], photograph(3)[:cut]]))
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "two_forms")
    assert "satu per satu" in indonesian(reading)


@pytest.mark.parametrize(
    ("rows", "columns", "part"),
    [
        (slice(0, 1200), slice(None), "bagian bawah"),
        (slice(None), slice(0, 900), "bagian kanan"),
        (slice(None), slice(900, None), "bagian kiri"),
    ],
)
def test_half_a_page_is_refused_with_the_missing_part_named(
    picture: Image, rows: slice, columns: slice, part: str
) -> None:
    reading = seen(np.ascontiguousarray(picture[rows, columns]))
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "part_of_page")
    assert part in indonesian(reading)


@pytest.mark.parametrize("page", [2, 3])
def test_the_half_without_the_tag_is_told_from_something_else_than_a_form(page: int) -> None:
    reading = seen(photograph(page)[1200:])
    assert (reading.decision, reading.reason) == (Decision.REFUSE, "no_tag")
    assert "hitam-putih" in indonesian(reading)


def test_a_corrected_number_is_left_to_a_person_by_name() -> None:
    reading = seen(photograph(3, seed=23, slip=1.0))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "corrected")
    assert set(reading.corrected) == {"TOT"}
    assert not any(reading.cells[code].sure for code in reading.corrected)
    assert ", ".join(reading.corrected) in indonesian(reading)


def test_a_corrected_number_that_bubbles_and_tally_marks_say_is_read_and_yet_named() -> None:
    reading = seen(photograph(2, seed=21, slip=1.0))
    cell = reading.cells["PAS2"]
    assert (cell.as_read, cell.sure, cell.boxes[2].value) == (150, True, "?")
    assert (reading.decision, reading.corrected) == (Decision.ACCEPT, ("PAS2",))


@pytest.mark.parametrize("values", [{"PAS1": "215", "PAS2": "82"}, {"PAS1": "17", "PAS2": "4"}])
def test_a_number_in_one_box_is_left_to_a_person_by_name(values: dict[str, str]) -> None:
    reading = seen(in_one_box(values))
    assert (reading.decision, reading.reason) == (Decision.REVIEW, "one_box")
    squeezed = [code for code, digits in values.items() if len(digits) > 1]
    assert not any(reading.cells[code].sure for code in squeezed)
    assert ", ".join(squeezed) in indonesian(reading)


def test_a_number_of_one_digit_in_one_box_is_just_read() -> None:
    reading = seen(in_one_box({"PAS1": "7", "PAS2": "4"}))
    assert {code: cell.as_read for code, cell in reading.cells.items()} == {"PAS1": 7, "PAS2": 4}
