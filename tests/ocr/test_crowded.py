import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.crowded import is_crowded, mark_crowded
from ocr.signs import CLASSES
from ocr.specimen.hand import free_digit, some_hand
from ocr.specimen.ink import Sheet, some_pen, write
from recap.app import layouts
from recap.domain.form import Box

PAGE = layouts.load("C.HASIL-KWK", 2).page(2)
PLACES = len(PAGE.fields[0].boxes)


def box_with(digits: str, seed: int) -> NDArray[np.uint8]:
    """Return a crop of a printed box of 19 mm in which a person wrote these digits side by side."""
    rng = np.random.default_rng(seed)
    sheet = Sheet(np.full((300, 300, 3), 225, np.uint8), 10.0)
    hand, pen = some_hand(rng), some_pen(rng)
    wide = 17.0 / len(digits) if digits else 0.0
    for at, digit in enumerate(digits):
        height = min(wide * 1.9, 15.0)
        write(sheet, free_digit(hand, Box(6.5 + at * wide, 15 - height / 2, wide, height), digit, rng), pen, rng)
    grey = cv2.cvtColor(sheet.image, cv2.COLOR_BGR2GRAY)
    cv2.rectangle(grey, (55, 55), (245, 245), 60, 11)
    side = round(190 * 48 / 41.6)
    edge = 150 - side // 2
    crop = cv2.resize(grey[edge : edge + side, edge : edge + side], (48, 48), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, np.uint8)


def chances(signs: str) -> NDArray[np.float32]:
    return np.eye(len(CLASSES), dtype=np.float32)[[CLASSES.index(sign) for sign in signs]]


@pytest.mark.parametrize("seed", range(8))
def test_two_or_three_digits_in_a_box_are_crowded(seed: int) -> None:
    rng = np.random.default_rng(seed + 100)
    assert is_crowded(box_with(str(rng.integers(100, 1000)), seed))
    assert is_crowded(box_with(str(rng.integers(20, 100)), seed))


@pytest.mark.parametrize("digit", "0123456789")
def test_one_digit_is_not_crowded(digit: str) -> None:
    assert not any(is_crowded(box_with(digit, seed)) for seed in range(4))


def test_an_empty_box_is_not_crowded() -> None:
    assert not is_crowded(box_with("", 1))


def test_only_the_single_filled_box_of_a_number_is_asked_about() -> None:
    others = "1" * PLACES * (len(PAGE.fields) - 1)
    crops = np.stack([box_with("215", 3)] * PLACES * len(PAGE.fields))
    alone, crowded = mark_crowded(PAGE, chances("_" * (PLACES - 1) + "8" + others), crops)
    assert CLASSES[int(alone[PLACES - 1].argmax())] == "?"
    assert crowded == {PAGE.fields[0].code}
    for signs in ("1" * (PLACES - 1) + "8", "_" * (PLACES - 1) + "?"):
        beside = chances(signs + others)
        same, crowded = mark_crowded(PAGE, beside, crops)
        assert (same == beside).all()
        assert not crowded


@pytest.mark.realdata
def test_few_real_digits_are_called_crowded(shared_data: object) -> None:
    file = np.load(f"{shared_data}/digits/c_hasil_2024.npz", allow_pickle=True)
    images, labels = file["images"], file["labels"]
    chosen = np.flatnonzero(labels < 10)[::20]
    assert np.mean([is_crowded(images[at]) for at in chosen]) < 0.06
