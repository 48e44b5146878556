import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr.tags import SeenTag, clear_tags, hidden_tags, plain_tags

NUMBER = 202


def find_tags(picture: Image) -> list[SeenTag]:
    return clear_tags(picture) or plain_tags(picture) or hidden_tags(picture)


def sheet(side_px: int, tags: int = 1) -> Image:
    picture = np.full((2000, 1500), 230, np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
    for k in range(tags):
        tag = cv2.aruco.generateImageMarker(dictionary, NUMBER + k, side_px)
        picture[300 + 400 * k : 300 + 400 * k + side_px, 700 : 700 + side_px] = tag
    return picture


@pytest.mark.parametrize("side_px", [24, 40, 120, 400])
def test_a_tag_is_found_however_large_with_its_corners(side_px: int) -> None:
    (found,) = find_tags(sheet(side_px))
    assert found.number == NUMBER
    wanted = np.array([(700, 300), (700 + side_px, 300 + side_px)])
    assert np.abs(np.sort(found.corners, axis=0)[[0, -1]] - wanted).max() < 1.5


def test_several_tags_are_all_found() -> None:
    assert sorted(tag.number for tag in find_tags(sheet(120, tags=2))) == [NUMBER, NUMBER + 1]


def test_a_small_tag_in_a_dim_shadow_is_found() -> None:
    dim = (sheet(60).astype(np.float32) * np.linspace(0.12, 0.6, 1500)[None, :]).astype(np.uint8)
    assert [tag.number for tag in find_tags(dim)] == [NUMBER]


def test_a_picture_without_tags_has_none() -> None:
    assert find_tags(np.full((600, 500), 200, np.uint8)) == []
