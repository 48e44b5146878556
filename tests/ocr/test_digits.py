"""Digit boxes: what the network says of empty boxes, seven-segment digits, one box or many, and real ones."""

import re
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.digits import MODEL, SIDE, recognise
from ocr.signs import CLASSES
from ocr.training.score import score
from ocr.training.split import Part, members, part

SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abfgcd",
}
LINES = {
    "a": ((16, 11), (32, 11)),
    "b": ((32, 11), (32, 24)),
    "c": ((32, 24), (32, 37)),
    "d": ((16, 37), (32, 37)),
    "e": ((16, 24), (16, 37)),
    "f": ((16, 11), (16, 24)),
    "g": ((16, 24), (32, 24)),
}
Boxes = NDArray[np.uint8]


def printed_box() -> Boxes:
    box = np.full((SIDE, SIDE), 190, np.uint8)
    cv2.rectangle(box, (3, 3), (44, 44), 60, 2, cv2.LINE_AA)
    for x in (16, 24, 32):
        box[11:38:3, x] = 150
    return box


def seven_segment(sign: str) -> Boxes:
    box = printed_box()
    for name in SEGMENTS[sign]:
        start, end = LINES[name]
        cv2.line(box, start, end, 50, 2, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(box, (0, 0), 0.7), np.uint8)


def crossed() -> Boxes:
    box = printed_box()
    cv2.line(box, (12, 10), (36, 38), 50, 2, cv2.LINE_AA)
    cv2.line(box, (36, 10), (12, 38), 50, 2, cv2.LINE_AA)
    return box


def moved(box: Boxes, right: int, down: int) -> Boxes:
    around = np.pad(box, 8, mode="edge")
    return around[8 - down : 8 - down + SIDE, 8 - right : 8 - right + SIDE]


def read(*boxes: Boxes) -> str:
    return "".join(CLASSES[i] for i in recognise(np.stack(boxes)).argmax(axis=1))


def test_every_box_gets_probabilities_that_sum_to_one() -> None:
    answers = recognise(np.stack([printed_box(), seven_segment("7"), crossed()]))
    assert answers.shape == (3, len(CLASSES))
    assert answers.dtype == np.float32
    assert (answers >= 0).all()
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_no_boxes_give_no_answers() -> None:
    assert recognise(np.empty((0, SIDE, SIDE), np.uint8)).shape == (0, len(CLASSES))


def test_an_empty_printed_box_is_empty() -> None:
    assert read(printed_box()) == "_"


def test_bare_paper_is_empty() -> None:
    paper = np.random.default_rng(1).normal(200, 1.5, (SIDE, SIDE)).astype(np.uint8)
    assert read(paper) == "_"


def test_seven_segment_digits_are_read() -> None:
    assert read(*(seven_segment(sign) for sign in SEGMENTS)) == "".join(SEGMENTS)


def test_a_cross_is_no_digit() -> None:
    assert read(crossed()) == "X"


@pytest.mark.parametrize(("right", "down"), [(-4, 0), (4, 0), (0, -4), (0, 4), (3, 3), (-3, 3)])
def test_a_box_cut_four_pixels_aside_is_read_all_the_same(right: int, down: int) -> None:
    boxes = [moved(seven_segment(sign), right, down) for sign in SEGMENTS]
    assert read(*boxes, moved(printed_box(), right, down)) == "".join(SEGMENTS) + "_"


def test_dim_light_changes_no_answer() -> None:
    dim = [(seven_segment(sign) * 0.4 + 10).astype(np.uint8) for sign in SEGMENTS]
    assert read(*dim) == "".join(SEGMENTS)


def test_a_box_is_read_alone_as_among_many() -> None:
    boxes = np.stack([seven_segment(sign) for sign in SEGMENTS] * 14)
    alone = np.concatenate([recognise(boxes[i : i + 1]) for i in range(len(SEGMENTS))])
    np.testing.assert_allclose(recognise(boxes)[: len(SEGMENTS)], alone, atol=1e-5)


def test_the_model_is_small() -> None:
    assert MODEL.stat().st_size <= 250_000


def test_the_model_card_names_sources_splits_and_figures() -> None:
    card = MODEL.with_suffix(".md").read_text()
    assert CLASSES in card
    assert all(word in card for word in ("CC BY-SA 3.0", "CC BY 4.0", "test stations", "95 % interval"))
    assert re.search(r"train \d+, validation \d+, test \d+", card)


def test_one_station_is_never_in_two_parts() -> None:
    code = "3374010001001"
    assert part(f"one:{code}") is part(f"other:{code}")
    assert part("one:") is Part.TRAIN


@pytest.mark.realdata
def test_real_boxes_of_unseen_stations_are_read(shared_data: Path) -> None:
    with np.load(shared_data / "digits" / "c_hasil_2024.npz") as file:
        rows = np.nonzero(members(file["groups"], Part.TEST))[0]
        few = [row for row in rows if zlib.crc32(str(row).encode()) % 2]
        images, labels = file["images"][few], file["labels"][few].astype(np.int64)
    result = score(recognise(images), labels)
    # Up to 1 % of the labels are wrong in the file itself.
    assert result.right / result.n > 0.985
    assert result.accepted / result.n > 0.9
    assert result.accepted_wrong / result.accepted < 0.01
