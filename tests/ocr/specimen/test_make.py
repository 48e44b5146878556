"""A specimen is the same for the same order, and its truth lies where the photo shows it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.paper.identity import Identity
from ocr.plane import corners_of, project
from ocr.specimen.conditions import BAD, GOOD, USUAL, Conditions, Fault, sample, unreadable
from ocr.specimen.fill import Habits
from ocr.specimen.make import Order, Specimen, make
from ocr.tags import clear_tags
from recap.app import layouts
from recap.domain.election import ContestId, StationCode
from recap.domain.form import Box

STATION = Identity(
    ContestId("semarang-2024.pkwkk"),
    StationCode("3374010001003"),
    "Jawa Tengah",
    "Kota Semarang",
    "Semarang Tengah",
    "Miroto",
    3,
)


def order(seed: int, conditions: Conditions = GOOD, *, page: int = 2) -> Order:
    layout = layouts.load("C.HASIL-KWK", 2)
    values = {code: (seed * 37 + 11 * i) % 400 for i, code in enumerate(layout.page(page).codes)}
    return Order(layout, page, STATION, values, seed, conditions)


def seen(specimen: Specimen) -> Image:
    """Decode as a viewer does, EXIF orientation applied."""
    return np.asarray(cv2.imdecode(np.frombuffer(specimen.photo, np.uint8), cv2.IMREAD_GRAYSCALE))


def crop(picture: Image, corners: tuple[tuple[float, float], ...]) -> Image:
    target = np.array([(6, 6), (54, 6), (54, 54), (6, 54)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), target)
    return cv2.warpPerspective(picture, matrix, (60, 60), flags=cv2.INTER_LINEAR)


def sharpness(picture: Image) -> float:
    """Measure detail where noise no longer counts: at a third of the resolution."""
    small = cv2.resize(picture, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(small, cv2.CV_32F).std())


def test_the_same_order_gives_the_same_bytes() -> None:
    assert make(order(3, USUAL)).photo == make(order(3, USUAL)).photo


def test_another_seed_gives_another_photo() -> None:
    assert make(order(3)).photo != make(replace(order(3), seed=4)).photo


def test_a_photo_has_twelve_megapixels() -> None:
    picture = seen(make(order(5)))

    assert picture.size == 12_000_000


@pytest.mark.parametrize("conditions", [GOOD, USUAL, BAD], ids=lambda c: c.quality)
@pytest.mark.parametrize("seed", range(3))
def test_the_polygons_lie_on_the_printed_boxes(conditions: Conditions, seed: int) -> None:
    specimen = make(order(seed, conditions, page=1))
    picture = seen(specimen)
    edges = []

    for polygons in specimen.truth.polygons.values():
        for polygon in polygons:
            box = crop(picture, polygon).astype(float)
            edges += [box[:13, 14:46].mean(axis=1), box[:46:-1, 14:46].mean(axis=1)]
            edges += [box[14:46, :13].mean(axis=0), box[14:46, :46:-1].mean(axis=0)]

    darkest = np.argmin(edges, axis=1)
    assert np.mean(np.abs(darkest - 6) <= 2) > 0.95


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_tag_lies_where_the_truth_says_on_a_picture_turned_by_exif(turns: int) -> None:
    conditions = replace(GOOD, width_px=900, height_px=1200)
    shots = ((seed, sample(conditions, np.random.default_rng(seed))) for seed in range(1000))
    seed = next(seed for seed, shot in shots if shot.by_exif and shot.quarter_turns == turns)
    turned = make(order(seed, conditions))

    page = layouts.load("C.HASIL-KWK", 2).page(2)
    assert page.tag is not None
    picture, corners = seen(turned), np.array(turned.truth.corners)
    plane, _ = cv2.findHomography(corners_of(Box(0, 0, page.width_mm, page.height_mm)), corners)
    (tag,) = clear_tags(picture)
    assert (picture.shape, tag.number) == ((1200, 900), page.tag.number)
    assert np.abs(project(np.asarray(plane), corners_of(page.tag.box)) - tag.corners).max() < 6


def test_truth_names_what_was_written() -> None:
    specimen = make(replace(order(8), habits=Habits(slip=0, words_missing=0, bubble_wrong=0, bubble_missing=0)))
    truth = specimen.truth

    assert set(truth.boxes) == {"PAS1", "PAS2"} == set(truth.bubbles) == set(truth.words)
    for code, boxes in truth.boxes.items():
        digits = [sign for sign in boxes if sign.isdecimal()]
        assert int("".join(digits)) == truth.values[code]
        assert [b for b, sign in zip(truth.bubbles[code], boxes, strict=True) if sign.isdecimal()] == digits


def test_presets_differ_measurably() -> None:
    sharp = {}
    for conditions in (GOOD, USUAL, BAD):
        pictures = [seen(make(order(seed, conditions))) for seed in range(6)]
        sharp[conditions] = np.mean([sharpness(picture) for picture in pictures])

    assert sharp[GOOD] > sharp[USUAL] > sharp[BAD]


def test_a_lost_corner_is_outside_the_picture_and_the_opposite_one_is_not() -> None:
    for seed in range(6):
        specimen = make(order(seed, unreadable(Fault.CORNER)))
        height, width = seen(specimen).shape

        outside = [not (0 <= x < width and 0 <= y < height) for x, y in specimen.truth.corners]
        assert any(outside)
        assert not all(outside)


def test_half_a_page_is_missing() -> None:
    specimen = make(order(1, unreadable(Fault.HALF)))
    height = seen(specimen).shape[0]

    hidden = [not 0 <= y < height for _, y in specimen.truth.corners]
    assert sum(hidden) == 2


def test_a_dark_photo_is_dark_and_a_blurred_one_is_blurred() -> None:
    good = seen(make(order(2)))
    dark = seen(make(order(2, unreadable(Fault.DARK))))
    blurred = seen(make(order(2, unreadable(Fault.BLUR))))

    assert dark.mean() < good.mean() / 4
    assert sharpness(blurred) < sharpness(good) / 3


def test_the_wrong_thing_has_no_numbers() -> None:
    specimen = make(order(2, unreadable(Fault.WRONG_THING)))

    assert not specimen.truth.boxes
    assert not specimen.truth.polygons
