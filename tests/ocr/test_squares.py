import cv2
import numpy as np
import pytest

from ocr.squares import dark_squares


@pytest.mark.parametrize("angle", [0, 17, 45])
def test_a_dark_square_is_found_however_it_is_turned(angle: float) -> None:
    picture = np.full((300, 400), 220, np.uint8)
    corners = cv2.boxPoints(((200, 150), (50, 50), angle))
    cv2.fillConvexPoly(picture, corners.round().astype(np.int32), 30)

    (found,) = dark_squares(picture, 61)

    apart = np.linalg.norm(found[:, None] - corners[None], axis=2)
    assert apart.min(axis=1).max() < 3


def test_lines_frames_and_round_things_are_no_squares() -> None:
    picture = np.full((300, 400), 220, np.uint8)
    cv2.line(picture, (10, 20), (390, 25), 0, 4)
    cv2.rectangle(picture, (40, 60), (140, 160), 0, 3)
    cv2.circle(picture, (280, 150), 30, 0, -1)

    assert dark_squares(picture, 61) == []


def test_a_picture_of_thousands_of_squares_gives_no_more_than_may_be_looked_at() -> None:
    y, x = np.mgrid[:1200, :1200]
    picture = np.where((y % 30 < 16) & (x % 30 < 16), 20, 230).astype(np.uint8)

    assert len(dark_squares(picture, 23)) == 300
