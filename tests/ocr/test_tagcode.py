import cv2
import numpy as np
import pytest

from ocr.tagcode import FAMILY, number_of, with_dark_rim

SQUARE = np.array([(20, 20), (100, 20), (100, 100), (20, 100)], np.float64)


@pytest.mark.parametrize("number", [0, 201, 2319])
@pytest.mark.parametrize("turns", range(4))
def test_a_tag_says_its_number_in_every_turn(number: int, turns: int) -> None:
    picture = np.full((120, 120), 220, np.uint8)
    picture[20:100, 20:100] = cv2.aruco.generateImageMarker(FAMILY, number, 80)

    assert number_of(picture, np.roll(SQUARE, turns, axis=0)) == number


def test_a_tag_with_two_wrong_cells_still_says_its_number() -> None:
    picture = np.full((120, 120), 220, np.uint8)
    picture[20:100, 20:100] = cv2.aruco.generateImageMarker(FAMILY, 202, 80)
    for row, column in ((2, 3), (5, 4)):
        cell = picture[20 + 10 * row : 30 + 10 * row, 20 + 10 * column : 30 + 10 * column]
        cell[:] = 220 - cell.mean()

    assert number_of(picture, SQUARE) == 202


@pytest.mark.parametrize("shown", [220, 10, 128])
def test_a_plain_square_is_no_tag(shown: int) -> None:
    assert number_of(np.full((120, 120), shown, np.uint8), SQUARE) is None


def test_a_quick_look_at_the_rim_leaves_tags_and_drops_printed_boxes() -> None:
    picture = np.full((120, 240), 220, np.uint8)
    picture[20:100, 20:100] = cv2.aruco.generateImageMarker(FAMILY, 202, 80)
    box = SQUARE + np.array([120, 0])
    cv2.rectangle(picture, (139, 19), (221, 101), 0, 2)
    cv2.putText(picture, "5", (160, 85), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 5)

    assert [square.tolist() for square in with_dark_rim(picture, [box, SQUARE])] == [SQUARE.tolist()]
    assert with_dark_rim(picture, []) == []
