"""A photo too dark or too blurred to read is refused at once: nothing is searched for in it."""

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike as Image

from ocr import identify
from ocr.glance import is_vain
from ocr.paper.raster import page_image
from ocr.read import read
from recap.app import layouts
from recap.domain.form import FormLayout

KWK = layouts.load("C.HASIL-KWK", 2)
OLD = layouts.load("C1-PPWP-2019", 2)


def photo(form: FormLayout = KWK, light: float = 1.0, blur_px: float = 0.0) -> Image:
    paper = page_image(form, 1, {}, None, 1400 / form.page(1).width_mm)
    picture = cv2.copyMakeBorder(paper, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(90.0,))
    picture = cv2.GaussianBlur(picture, (0, 0), blur_px) if blur_px else picture
    noise = np.random.default_rng(4).normal(0, 1.0, picture.shape)
    return np.asarray(np.clip(picture * light + noise, 0, 255), np.uint8)


def no_search(*_: object, **__: object) -> None:
    pytest.fail("a search was begun")


@pytest.mark.parametrize("light", [0.2, 0.5, 1.0])
def test_a_page_that_can_be_read_is_worth_a_search(light: float) -> None:
    assert not is_vain(photo(light=light))


@pytest.mark.parametrize(("light", "blur_px", "reason"), [(0.1, 0.0, "too_dark"), (1.0, 25.0, "too_blurred")])
def test_a_search_in_the_dark_or_in_a_blur_is_not_begun(
    light: float, blur_px: float, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("plain_tags", "hidden_tags", "_by_code"):
        monkeypatch.setattr(identify, name, no_search)
    picture = photo(light=light, blur_px=blur_px)
    assert is_vain(picture)

    reading = read(cv2.imencode(".png", picture)[1].tobytes(), (KWK,)).reading

    assert reading.reason == reason


@pytest.mark.parametrize("ground", [8.0, 120.0])
def test_a_small_page_on_an_even_ground_is_worth_a_search(ground: float) -> None:
    picture = cv2.copyMakeBorder(photo(), 1700, 1700, 1500, 1500, cv2.BORDER_CONSTANT, value=(ground,))
    assert not is_vain(picture)


def test_a_small_photo_is_not_taken_for_blurred() -> None:
    assert not is_vain(cv2.resize(photo(), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA))


def test_a_dark_scan_of_a_form_without_tag_is_still_laid_by_its_lines() -> None:
    picture = photo(OLD, light=0.17)
    assert is_vain(picture)

    assert read(cv2.imencode(".png", picture)[1].tobytes(), (OLD,)).reading.page == 1
