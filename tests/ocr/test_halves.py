import numpy as np
import pytest

from ocr.halves import fitting, halved

PHOTO = np.arange(64 * 48, dtype=np.uint32).reshape(64, 48).astype(np.uint8)


def test_a_halved_photo_holds_the_mean_of_four_pixels() -> None:
    fours = PHOTO.reshape(32, 2, 24, 2).mean(axis=(1, 3))
    assert np.abs(halved(PHOTO, 1).astype(float) - fours).max() <= 0.5
    assert halved(PHOTO, 0) is PHOTO


def test_a_copy_is_made_once_for_one_photo_and_anew_for_another() -> None:
    first = halved(PHOTO, 2)
    assert halved(PHOTO, 2) is first
    other = np.full((64, 48), 7, np.uint8)
    assert (halved(other, 2) == 7).all()
    assert (halved(PHOTO, 2) == first).all()


@pytest.mark.parametrize(
    ("scale", "shape", "left"), [(1.0, (64, 48), 1.0), (0.4, (32, 24), 0.8), (0.25, (16, 12), 1.0)]
)
def test_the_smallest_copy_that_need_not_be_enlarged_fits(scale: float, shape: tuple[int, int], left: float) -> None:
    copy, rest = fitting(PHOTO, scale)
    assert copy.shape == shape
    assert rest == pytest.approx(left)
