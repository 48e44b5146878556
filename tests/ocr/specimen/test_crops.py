"""Training crops carry every label and look like the real crops in size and tone."""

import numpy as np
from numpy.typing import NDArray

from ocr.specimen.crops import LABELS, SIDE_PX, training_boxes

LEVEL, CONTRAST = (140, 200), (60, 150)
"""Median paper level 178 and median contrast 111 were measured on the 12,787 real crops."""


def test_the_same_seed_gives_the_same_crops() -> None:
    first, second = training_boxes(40, 3), training_boxes(40, 3)

    np.testing.assert_array_equal(first.images, second.images)
    np.testing.assert_array_equal(first.labels, second.labels)


def test_every_label_occurs() -> None:
    crops = training_boxes(400, 1)

    assert crops.images.shape == (400, SIDE_PX, SIDE_PX)
    assert set(crops.labels.tolist()) == set(range(len(LABELS)))


def test_paper_and_ink_are_as_bright_as_in_real_crops() -> None:
    images = training_boxes(400, 2).images
    paper = np.median(images, axis=(1, 2))
    contrast = paper - np.percentile(images, 1, axis=(1, 2))

    assert LEVEL[0] < np.median(paper) < LEVEL[1]
    assert CONTRAST[0] < np.median(contrast) < CONTRAST[1]


def test_the_printed_border_stands_where_it_stands_in_real_crops() -> None:
    columns = _darkness(training_boxes(400, 4).images).mean(axis=0)

    assert abs(int(columns[:12].argmax()) - 3) <= 1
    assert abs(int(columns[-12:].argmax()) - 8) <= 1


def test_an_empty_box_has_less_ink_than_a_digit() -> None:
    crops = training_boxes(400, 5)
    ink = _darkness(crops.images)[:, 8:40].mean(axis=1)

    assert ink[crops.labels == LABELS.index("_")].mean() < ink[crops.labels == LABELS.index("8")].mean()


def _darkness(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    inner = images.astype(float)
    dark = np.median(inner, axis=(1, 2), keepdims=True) - inner
    return np.asarray(dark[:, 12:36].mean(axis=1), np.float64)
