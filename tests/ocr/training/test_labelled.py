from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.digits import SIDE
from ocr.training.labelled import as_boxes, load


def framed(paper: int = 200, ink: int = 40) -> NDArray[np.uint8]:
    box = np.full((2, SIDE, SIDE), paper, np.uint8)
    box[:, [3, -4], 3:-3], box[:, 3:-3, [3, -4]] = ink, ink
    box[:, 10:38, 22:26] = ink
    return box


def bare() -> NDArray[np.uint8]:
    digit = np.zeros((2, 28, 28), np.uint8)
    digit[:, 4:24, 13:16] = 255
    return digit


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (np.array([3, 10], np.uint8), [3, 10]),
        (np.array([[3], [10]]), [3, 10]),
        (np.array([3.0, np.nan]), [3]),
        (np.array(["3", "X"]), [3, 10]),
        (np.array([b"x", b"-"]), [10, 11]),
        (np.array(["_", "?"]), [12, 13]),
        (np.array([14, -1]), [14]),
        (np.array([15, -1]), []),
        (np.array(["A", "12345"]), []),
    ],
)
def test_labels_are_classes_however_they_are_written(tmp_path: Path, labels: object, classes: list[int]) -> None:
    np.savez(tmp_path / "boxes.npz", images=framed(), labels=np.asarray(labels))

    boxes = load(tmp_path / "boxes.npz")

    assert boxes.labels.tolist() == classes
    assert len(boxes.images) == len(classes)
    assert sum(boxes.left_out.values()) == 2 - len(classes)


def test_a_sign_goes_before_a_number_that_means_two(tmp_path: Path) -> None:
    np.savez(tmp_path / "boxes.npz", X=framed(), y=np.array([10, 10]), char=np.array(["X", "_"]))

    assert load(tmp_path / "boxes.npz").labels.tolist() == [10, 12]


def test_a_label_without_a_picture_is_left_out(tmp_path: Path) -> None:
    np.savez(tmp_path / "boxes.npz", images=framed(), labels=np.array([1, 2, 3]))

    boxes = load(tmp_path / "boxes.npz")

    assert (boxes.labels.tolist(), boxes.left_out) == ([1, 2], {"no picture or no label": 1})


@pytest.mark.parametrize(("paper", "ink"), [(200, 40), (80, 20), (60, 17)])
def test_paper_however_dim_stays_as_it_is(paper: int, ink: int) -> None:
    assert np.array_equal(as_boxes(framed(paper, ink)), framed(paper, ink))


def test_an_inverted_photo_of_a_box_is_turned_back() -> None:
    assert np.array_equal(as_boxes(255 - framed()), framed())


def test_light_digits_on_black_are_written_on_paper() -> None:
    boxes = as_boxes(bare())

    assert boxes.shape == (2, SIDE, SIDE)
    assert np.median(boxes) == 215
    assert boxes.min() < 60


def test_black_alone_among_light_digits_is_bare_paper() -> None:
    digits = bare()
    digits[1] = 0

    assert set(as_boxes(digits)[1].ravel().tolist()) == {215}


@pytest.mark.parametrize(
    "pictures",
    [
        framed()[:, None],
        framed()[..., None],
        np.repeat(framed()[..., None], 3, axis=3),
        np.repeat(framed()[:, None], 3, axis=1),
        framed().reshape(2, -1),
        framed().astype(np.int64),
        framed().astype(np.float64),
    ],
    ids=["first", "last", "colours", "colours first", "flat", "whole", "fractions"],
)
def test_pictures_are_the_same_however_they_are_kept(pictures: NDArray[np.generic]) -> None:
    assert np.array_equal(as_boxes(pictures), framed())


@pytest.mark.parametrize(
    "pictures",
    [framed().astype(np.uint16) * 257, framed() / 255, framed() > 100, (framed() / 127.5) - 1],
    ids=["16 bits", "0 to 1", "black and white", "about 0"],
)
def test_every_scale_of_greys_is_stretched_to_bytes(pictures: NDArray[np.generic]) -> None:
    boxes = as_boxes(pictures).astype(int)

    assert boxes.max() - boxes.min() > 150
    assert ((boxes > boxes.mean()) == (framed() > 100)).all()


def test_no_pictures_are_no_boxes() -> None:
    assert as_boxes(np.empty((0, 28, 28))).shape == (0, SIDE, SIDE)
